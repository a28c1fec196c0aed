//! What every call begins with: what the caller has access to and, for a command, whether it came before.

use eventlog::Recalled;
use identity::Access;
use sqlx::Row as _;
use sqlx::postgres::PgRow;
use uuid::Uuid;

/// Who asks, and for what: by this a command is told from its repeats.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'a> {
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
pub struct Loaded<T> {
    /// What the caller has access to; nothing when the directory does not know the subject.
    pub access: Option<Access>,
    /// Whether the command came before.
    pub recalled: Recalled,
    /// The record.
    pub found: T,
}

/// What a read shows, with what it begins with.
pub struct Seen<T> {
    /// What the caller has access to; nothing when the directory does not know the subject.
    pub access: Option<Access>,
    /// The records.
    pub found: T,
}

/// The column `access`.
pub(super) fn access(row: &PgRow) -> Result<Option<Access>, sqlx::Error> {
    row.try_get("access")
}

/// The columns of a receipt.
pub(super) fn recalled(row: &PgRow, asked: &Asked<'_>) -> Result<Recalled, sqlx::Error> {
    Ok(eventlog::recalled(&asked.body_hash, row.try_get("body_hash")?, row.try_get("answer")?))
}
