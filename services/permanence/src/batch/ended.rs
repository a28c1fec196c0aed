//! How a batch command ends: what its scheduler learns from the exit code, and what people are told to do next.

use crate::caller::in_one_line;
use fault::Reason;
use std::io::ErrorKind;
use std::path::PathBuf;
use tonic::{Code, Status};

/// A command that did not fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ended {
    /// What was asked for is so.
    Done,
    /// There was nothing to do.
    Nothing,
}

impl Ended {
    /// As `--help` lists them.
    pub(crate) fn exit_code(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::Nothing => 3,
        }
    }
}

const FAILED: u8 = 1;
const NOT_UNDERSTOOD: u8 = 2;
const REFUSED: u8 = 4;
const NOT_PERMITTED: u8 = 5;
const LATER: u8 = 6;

/// A command that did not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Unsuccessful {
    #[error("{}", in_one_line(.0))]
    Refused(Box<Status>),
    #[error("there is no token to call with")]
    NoToken,
    #[error("what should be a token is none: it has more than one line")]
    NoSuchToken,
    #[error("the token cannot be read from {0}")]
    TokenFile(PathBuf, #[source] std::io::Error),
    #[error("{0} cannot be read")]
    File(PathBuf, #[source] std::io::Error),
    #[error("{0} is empty")]
    Empty(PathBuf),
    #[error("{0} was changed while it was handed in")]
    Changed(PathBuf),
    #[error("{0} cannot be written")]
    NotWritten(PathBuf, #[source] std::io::Error),
    #[error("the export is no extract: {reason}: {message}")]
    NoExtract { reason: String, message: String },
    #[error("the export is not read yet: import {0}")]
    NotRead(String),
    #[error("no agenda is drawn for the panel on {0}")]
    NotDrawn(String),
    #[error("a workbook is not for a terminal")]
    Binary,
    #[error("the calendar is of every panel: {0} does not narrow it")]
    OfEveryPanel(&'static str),
    #[error("the service sent {0}")]
    Incomplete(&'static str),
}

impl From<Status> for Unsuccessful {
    fn from(status: Status) -> Self {
        Self::Refused(Box::new(status))
    }
}

impl Unsuccessful {
    /// As `--help` lists them.
    pub(crate) fn exit_code(&self) -> u8 {
        match self {
            Self::Refused(status) => of(status),
            Self::NoToken | Self::NoSuchToken | Self::TokenFile(..) => NOT_PERMITTED,
            // The warehouse may be late.
            Self::File(_, error) if error.kind() == ErrorKind::NotFound => LATER,
            Self::Empty(_) | Self::Changed(_) | Self::NotRead(_) => LATER,
            Self::File(..) | Self::NoExtract { .. } | Self::NotDrawn(_) | Self::Binary => REFUSED,
            Self::NotWritten(..) | Self::Incomplete(_) => FAILED,
            Self::OfEveryPanel(_) => NOT_UNDERSTOOD,
        }
    }

    /// What to do next.
    pub(crate) fn next(&self) -> &'static str {
        match self {
            Self::Refused(status) => next_after(status),
            Self::NoToken => {
                "name a file with the system's token by --token-file, or set PERMANENCE_TOKEN; for the demonstration: \
                 PERMANENCE_TOKEN=$(permanence token care.records)"
            }
            Self::TokenFile(..) | Self::NoSuchToken => {
                "see that whatever keeps the token fresh has written it, readable for this user"
            }
            Self::File(..) => "see that the export is there, and readable for this user",
            Self::Empty(_) => "run this again when the export is written, or export it again",
            Self::Changed(_) => "run this again when the export is complete",
            Self::NotWritten(..) => "see that the folder is there and has room, or name another by --to",
            Self::NoExtract { .. } => "put right what it says in the export, and hand it in again",
            Self::NotRead(_) => {
                "look again by `permanence extract show`, or run this again: it goes on from there"
            }
            Self::NotDrawn(_) => "draw it: permanence agenda draw",
            Self::Binary => "write it to a file, by > or by `export`",
            Self::OfEveryPanel(_) => "leave it out; --panel says with which Thursday the calendar begins",
            Self::Incomplete(_) => "run this again; if it comes again, report it",
        }
    }
}

/// What a refusal means to a scheduler.
fn of(status: &Status) -> u8 {
    if let Some(Reason::ExtractMissing | Reason::ExtractNotRead | Reason::ExtractStale) =
        fault::reason_of(status)
    {
        return LATER;
    }
    match status.code() {
        Code::Unauthenticated | Code::PermissionDenied => NOT_PERMITTED,
        Code::Unavailable
        | Code::DeadlineExceeded
        | Code::ResourceExhausted
        | Code::Aborted
        | Code::Cancelled => LATER,
        Code::InvalidArgument
        | Code::NotFound
        | Code::FailedPrecondition
        | Code::AlreadyExists
        | Code::OutOfRange => REFUSED,
        Code::Ok | Code::Unknown | Code::Unimplemented | Code::Internal | Code::DataLoss => FAILED,
    }
}

/// Whether a refusal only says that there is nothing to do.
pub(super) fn is_nothing(status: &Status) -> bool {
    fault::reason_of(status) == Some(Reason::PanelFallsOut)
}

fn next_after(status: &Status) -> &'static str {
    match fault::reason_of(status) {
        Some(
            Reason::TokenMissing
            | Reason::TokenMalformed
            | Reason::TokenExpired
            | Reason::TokenAudience
            | Reason::TokenSignature,
        ) => {
            "get a new token from the identity provider, for the audience of this suite; --token-file names its file"
        }
        Some(Reason::WorkerUnknown | Reason::WorkerInactive) => {
            "an administrator records whom the token names in the directory, active and with the role `system`"
        }
        Some(Reason::NotPermitted) => {
            "an administrator gives whom the token names a role that may: `system`, or `business support`"
        }
        Some(Reason::ExtractMissing) => "hand the export in: permanence extract import FILE --as-of DATE",
        Some(Reason::ExtractNotRead) => "try again in a minute",
        Some(Reason::ExtractStale) => {
            "hand today's export in: permanence extract import FILE; to draw from the old one all the same, leave --due out"
        }
        Some(Reason::ExtractTooLarge) => "export fewer columns, or as a workbook",
        Some(Reason::RotationMissing) => {
            "Business Support plans the panels first: PanelService/SchedulePanels"
        }
        Some(Reason::PanelBegun) => "the agenda stands as it is; name a later panel by --panel",
        Some(Reason::CohortNotDue) => {
            "circulate the agenda of the cohort whose turn it is: draw it without --cohort"
        }
        Some(Reason::Internal) => "report the trace id to whoever runs the suite",
        _ if of(status) == LATER => "try again: it is safe",
        _ if of(status) == REFUSED => "put right what it says, and run this again",
        _ => "report it to whoever runs the suite",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use fault::Refusal;

    fn code(reason: Reason) -> u8 {
        Unsuccessful::from(Status::from(Refusal::new(reason, "why"))).exit_code()
    }

    #[test]
    fn a_scheduler_learns_whether_to_try_again_or_to_call_somebody() {
        assert_eq!(code(Reason::TokenExpired), NOT_PERMITTED);
        assert_eq!(code(Reason::NotPermitted), NOT_PERMITTED);
        assert_eq!(code(Reason::Unavailable), LATER);
        assert_eq!(code(Reason::DirectoryStale), LATER);
        assert_eq!(code(Reason::ExtractMissing), LATER, "it may come");
        assert_eq!(code(Reason::ExtractNotRead), LATER);
        assert_eq!(code(Reason::ExtractStale), LATER, "a fresh one may come");
        assert_eq!(code(Reason::FieldInvalid), REFUSED);
        assert_eq!(code(Reason::PanelBegun), REFUSED);
        assert_eq!(code(Reason::Internal), FAILED);
        assert_eq!([Ended::Done, Ended::Nothing].map(Ended::exit_code), [0, 3]);
    }
}
