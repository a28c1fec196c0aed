//! What every call begins with: what the caller has access to and, for a command, whether it came before.

use eventlog::{Recalled, recalled};
use identity::Access;
use sqlx::FromRow;
use uuid::Uuid;

/// Who asks, and for what: by this a command is told from its repeats.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Asked<'a> {
    /// The subject that the caller's token proved.
    pub subject: &'a str,
    /// The full name of the call.
    pub rpc: &'static str,
    /// The command's own id.
    pub request_id: Uuid,
    /// SHA-256 of the whole request.
    pub body_hash: [u8; 32],
}

/// What a command is decided on, with what it begins with.
pub(crate) struct Loaded<T> {
    /// What the caller has access to; nothing when the directory does not know the subject.
    pub access: Option<Access>,
    /// Whether the command came before.
    pub recalled: Recalled,
    /// The records.
    pub found: T,
}

/// What a read shows, with what it begins with.
pub(crate) struct Seen<T> {
    /// What the caller has access to; nothing when the directory does not know the subject.
    pub access: Option<Access>,
    /// The records.
    pub found: T,
}

impl<T> Seen<T> {
    pub(super) fn of(access: Option<Access>, found: T) -> Self {
        Self { access, found }
    }
}

#[derive(FromRow)]
pub(super) struct Opening {
    access: Option<Access>,
    body_hash: Option<Vec<u8>>,
    answer: Option<Vec<u8>>,
}

impl Opening {
    pub(super) fn with<T>(self, asked: &Asked<'_>, found: T) -> Loaded<T> {
        Loaded {
            access: self.access,
            recalled: recalled(&asked.body_hash, self.body_hash, self.answer),
            found,
        }
    }
}
