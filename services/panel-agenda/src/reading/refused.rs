//! Why a file is refused as a whole.

use crate::domain::layout::HeadingsRefused;

/// A file that cannot be read as an extract.
#[derive(Debug, thiserror::Error)]
pub enum Refused {
    /// Some needed columns have no heading, or one of them two.
    #[error(transparent)]
    Headings(#[from] HeadingsRefused),
    /// It is larger than anything that an extract can be.
    #[error("{0} is too large")]
    TooLarge(&'static str),
    /// There are more rows than anybody has children in care.
    #[error("there are too many rows")]
    TooManyRows,
    /// A row is longer than any row can be: mostly a quote that is never closed.
    #[error("row {0} is too long: is a quote not closed?")]
    RowTooLong(u32),
    /// An .xls of before 2007, or a workbook with a password: they begin alike.
    #[error("it is an old .xls workbook, or protected by a password: save it as .xlsx, without one")]
    OldOrProtected,
    /// Text in sixteen bits a character.
    #[error("it is UTF-16 text: save it as CSV UTF-8")]
    Utf16,
    /// The workbook carries macros.
    #[error("the workbook carries macros: save it as .xlsx, without them")]
    Macros,
    /// The file is not what it claims to be.
    #[error("the workbook is damaged: {0}")]
    Damaged(&'static str),
    /// The bytes could not be had.
    #[error("the file could not be read")]
    Unavailable(#[source] std::io::Error),
}

impl Refused {
    /// Its name, as `HEADINGS_MISSING`.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Headings(_) => "HEADINGS_MISSING",
            Self::TooLarge(_) => "FILE_TOO_LARGE",
            Self::TooManyRows => "TOO_MANY_ROWS",
            Self::RowTooLong(_) => "ROW_TOO_LONG",
            Self::OldOrProtected => "OLD_OR_PROTECTED_WORKBOOK",
            Self::Utf16 => "UTF_16_TEXT",
            Self::Macros => "WORKBOOK_WITH_MACROS",
            Self::Damaged(_) => "WORKBOOK_DAMAGED",
            Self::Unavailable(_) => "FILE_UNAVAILABLE",
        }
    }
}

impl From<std::io::Error> for Refused {
    /// What our own readers find wrong travels through the libraries' readers as an error of input.
    fn from(error: std::io::Error) -> Self {
        match error.downcast::<Self>() {
            Ok(refused) => refused,
            Err(error) if error.kind() == std::io::ErrorKind::InvalidInput => {
                Self::Damaged("it does not unpack")
            }
            Err(error) if error.kind() == std::io::ErrorKind::InvalidData => {
                Self::Damaged("it does not unpack")
            }
            Err(error) if error.kind() == std::io::ErrorKind::UnexpectedEof => Self::Damaged("it is cut off"),
            Err(error) => Self::Unavailable(error),
        }
    }
}

impl From<Refused> for std::io::Error {
    fn from(refused: Refused) -> Self {
        Self::other(refused)
    }
}
