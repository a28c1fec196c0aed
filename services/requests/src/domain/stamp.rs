//! How often a request was changed, by whom last and when: what its etag stands for.

use chrono::{DateTime, SecondsFormat, Utc};
use fault::Refusal;
use uuid::Uuid;

/// The last change of a request. The version begins at 1 and grows with every change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stamp {
    /// How many changes there were.
    pub version: i64,
    /// Who made the last one; nobody in particular where the suite did.
    pub by: Option<Uuid>,
    /// When.
    pub at: DateTime<Utc>,
}

impl Stamp {
    /// The stamp of what was just heard of.
    pub fn first(by: Option<Uuid>, at: DateTime<Utc>) -> Self {
        Self { version: 1, by, at }
    }

    /// The stamp after one more change.
    pub fn next(self, by: Option<Uuid>, at: DateTime<Utc>) -> Self {
        Self { version: self.version + 1, by, at }
    }

    /// What callers send back to show which state they read.
    pub fn etag(self) -> String {
        self.version.to_string()
    }

    /// Refuses with `ETAG_STALE` whoever read another state than this one.
    pub fn expect(self, subject: &str, etag: &str) -> Result<(), Refusal> {
        if etag == self.etag() {
            return Ok(());
        }
        Err(Refusal::etag_stale(subject, (self.by, Some(self.at)), self.etag()))
    }
}

/// An instant in a refusal's metadata.
pub(super) fn instant(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Micros, true)
}
