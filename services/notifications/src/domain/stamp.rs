//! How often a record was changed, by whom last and when: what its etag stands for.

use chrono::{DateTime, Utc};
use fault::Refusal;
use uuid::Uuid;

/// The last change of a record. The version begins at 1 and grows with every change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stamp {
    /// How many changes there were.
    pub version: i64,
    /// Who made the last one; nobody where the service did.
    pub by: Option<Uuid>,
    /// When.
    pub at: DateTime<Utc>,
}

impl Stamp {
    /// The stamp of a new record.
    pub fn first(by: Uuid, at: DateTime<Utc>) -> Self {
        Self { version: 1, by: Some(by), at }
    }

    /// The stamp after one more change.
    pub fn next(&self, by: Uuid, at: DateTime<Utc>) -> Self {
        Self { version: self.version + 1, by: Some(by), at }
    }

    /// What callers send back to show which state they read.
    pub fn etag(&self) -> String {
        self.version.to_string()
    }

    /// Refuses with `ETAG_STALE` whoever read another state than this one.
    pub fn expect(&self, subject: &str, etag: &str) -> Result<(), Refusal> {
        if etag == self.etag() {
            return Ok(());
        }
        Err(Refusal::etag_stale(subject, (self.by, Some(self.at)), self.etag()))
    }
}
