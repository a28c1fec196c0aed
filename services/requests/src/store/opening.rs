//! What every call begins with: what the caller has access to and, for a command, whether it came before.

use crate::domain::shown::Shown;
use eventlog::Recalled;
use identity::{Access, Resource};
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

impl Loaded<Option<Shown>> {
    /// Whose record the call is about; nobody's where there is no such request.
    pub fn resource(&self) -> Resource {
        record_of(self.found.as_ref())
    }
}

impl Seen<Option<Shown>> {
    /// Whose record the call is about; nobody's where there is no such request.
    pub fn resource(&self) -> Resource {
        record_of(self.found.as_ref())
    }
}

fn record_of(found: Option<&Shown>) -> Resource {
    let child_id = found.map(|shown| shown.request.child_id.clone());
    Resource::Record { child_id: child_id.unwrap_or_default() }
}
