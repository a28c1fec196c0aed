//! The import of an extract: which bytes of which day, and how far they are read.

use super::extract::{Counts, SerialDates};
use chrono::{DateTime, NaiveDate, Utc};
use fault::{Reason, Refusal};
use uuid::Uuid;

/// An upload whose bytes are all stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Upload {
    /// Under which its pieces are kept.
    pub id: Uuid,
    /// How many bytes there are.
    pub byte_count: i64,
    /// Of the bytes.
    pub sha256: [u8; 32],
}

/// A file that is to be imported.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WantedImport {
    /// Its bytes.
    pub upload: Upload,
    /// What people call it.
    pub file_name: String,
    /// The day on which the export was made.
    pub as_of: NaiveDate,
    /// From which day the numbers of a csv count that stand for dates.
    pub serial_dates: Option<SerialDates>,
    /// Not where the same bytes were handed in as the export of an earlier day.
    pub only_new: bool,
}

/// An import.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExtractImport {
    /// Its id.
    pub id: Uuid,
    /// Under which its bytes are kept.
    pub upload_id: Uuid,
    /// What people call the file.
    pub file_name: String,
    /// The day on which the export was made.
    pub as_of: NaiveDate,
    /// From which day the numbers of a csv count that stand for dates.
    pub serial_dates: Option<SerialDates>,
    /// How many bytes there are.
    pub byte_count: i64,
    /// Of the bytes, in hexadecimal.
    pub sha256: String,
    /// How far it is.
    pub state: State,
    /// How much of the file is read, in percent.
    pub percent: u8,
    /// How many rows were read, and what became of them.
    pub counts: Counts,
    /// How many accepted rows have something that looks wrong.
    pub flagged: u32,
    /// Who handed it in.
    pub imported_by: Uuid,
    /// How the directory shows them.
    pub imported_by_name: String,
    /// When.
    pub imported_at: DateTime<Utc>,
    /// It says of at least one child whether there are care proceedings.
    pub proceedings_said: bool,
    /// The layout by which it is read, by its hash in hexadecimal; empty where it was handed in before that was kept.
    pub layout_sha256: String,
    /// The code sets by which it is read, likewise.
    pub codes_sha256: String,
}

/// How far an import is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum State {
    /// The bytes are kept.
    Stored,
    /// A replica reads them.
    Reading,
    /// All rows are read.
    Read,
    /// It is no extract.
    Refused {
        /// As `HEADINGS_MISSING`.
        reason: String,
        /// For people.
        message: String,
    },
}

impl State {
    /// Its name, as refusals and the database say it.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Stored => "STORED",
            Self::Reading => "READING",
            Self::Read => "READ",
            Self::Refused { .. } => "REFUSED",
        }
    }
}

impl ExtractImport {
    /// What it is called in events and audit entries.
    pub fn subject(&self) -> String {
        subject(self.id)
    }

    /// About how many rows are still to be read, by the share of the bytes that is left; none before the first rows are read, and 0
    /// once the import has ended.
    pub fn rows_left(&self) -> Option<u32> {
        match self.state {
            State::Read | State::Refused { .. } => Some(0),
            State::Stored | State::Reading if self.percent == 0 => None,
            State::Stored | State::Reading => {
                let (rows, percent) = (u64::from(self.counts.rows), u64::from(self.percent.min(100)));
                u32::try_from(rows * (100 - percent) / percent).ok()
            }
        }
    }

    /// Refuses with `EXTRACT_NOT_READ` what cannot be drawn from.
    pub fn expect_read(&self) -> Result<(), Refusal> {
        let message = match self.state {
            State::Read => return Ok(()),
            State::Stored | State::Reading => "the extract is still being read; try again in a moment",
            State::Refused { .. } => "the file is no extract: hand in another",
        };
        let refusal = Refusal::new(Reason::ExtractNotRead, message);
        Err(refusal.with("extract_import_id", self.id).with("state", self.state.name()))
    }
}

impl WantedImport {
    /// Refuses with `EXTRACT_UNCHANGED` what is to be new and was handed in as the export of that earlier day.
    pub fn expect_new(&self, before: Option<(Uuid, NaiveDate)>) -> Result<(), Refusal> {
        match before.filter(|_| self.only_new) {
            None => Ok(()),
            Some((id, as_of)) => {
                let message = format!("the same file was handed in as the export of {as_of}");
                let refusal = Refusal::new(Reason::ExtractUnchanged, message);
                Err(refusal.with("extract_import_id", id).with("as_of", as_of))
            }
        }
    }
}

/// What an import is called in events and audit entries.
pub fn subject(id: Uuid) -> String {
    format!("extract-import/{id}")
}
