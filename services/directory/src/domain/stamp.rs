//! How often a record was changed, by whom last and when: what its etag stands for.

use chrono::{DateTime, Utc};
use fault::Refusal;
use uuid::Uuid;

/// Who acts and when. Nobody in particular (`None`) is the suite itself, recording the first administrator.
#[derive(Clone, Copy, Debug)]
pub struct Act {
    /// The acting worker.
    pub by: Option<Uuid>,
    /// The instant of the act.
    pub at: DateTime<Utc>,
}

/// The last change of a record. The version begins at 1 and grows with every change.
#[derive(Clone, Debug, PartialEq)]
pub struct Stamp {
    /// How many changes there were.
    pub version: i64,
    /// Who made the last one.
    pub by: Option<Uuid>,
    /// When.
    pub at: DateTime<Utc>,
}

/// What a caller says about the record that they read.
#[derive(Clone, Debug)]
pub struct Read {
    /// The etag that they saw; empty when they know of none.
    pub etag: String,
    /// Whether a record of that id may be made now.
    pub allow_missing: bool,
}

impl Stamp {
    /// The stamp of a new record.
    pub fn first(act: Act) -> Self {
        Self { version: 1, by: act.by, at: act.at }
    }

    /// The stamp after one more change.
    pub fn next(&self, act: Act) -> Self {
        Self { version: self.version + 1, by: act.by, at: act.at }
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

/// The stamp that a record gets when it is written as a whole: the next one of what was found, or the first one if there
/// is none and the caller allows that. Refused with `ETAG_STALE` and `NOT_FOUND`.
pub fn replace(found: Option<&Stamp>, subject: &str, read: &Read, act: Act) -> Result<Stamp, Refusal> {
    match found {
        Some(stamp) => {
            stamp.expect(subject, &read.etag)?;
            Ok(stamp.next(act))
        }
        None if read.allow_missing && read.etag.is_empty() => Ok(Stamp::first(act)),
        None => Err(Refusal::not_found(subject)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use fault::Reason;

    const SUBJECT: &str = "team/1";

    fn act(by: u128) -> Act {
        Act { by: Some(Uuid::from_u128(by)), at: DateTime::UNIX_EPOCH }
    }

    fn read(etag: &str, allow_missing: bool) -> Read {
        Read { etag: etag.to_owned(), allow_missing }
    }

    #[test]
    fn a_new_record_begins_at_version_one_only_where_it_may_be_missing() {
        let made = replace(None, SUBJECT, &read("", true), act(1)).unwrap();
        assert_eq!(made, Stamp { version: 1, by: Some(Uuid::from_u128(1)), at: DateTime::UNIX_EPOCH });

        for absent in [read("", false), read("1", false), read("1", true)] {
            assert_eq!(replace(None, SUBJECT, &absent, act(1)).unwrap_err().reason, Reason::NotFound);
        }
    }

    #[test]
    fn the_state_that_was_read_is_the_only_one_that_can_be_replaced() {
        let stamp = Stamp::first(act(1)).next(act(2));
        assert_eq!(replace(Some(&stamp), SUBJECT, &read("2", false), act(3)).unwrap().version, 3);

        for other in ["", "1", "3", "2 ", "two"] {
            let refusal = replace(Some(&stamp), SUBJECT, &read(other, true), act(3)).unwrap_err();
            assert_eq!(refusal.reason, Reason::EtagStale);
            assert_eq!(refusal.metadata["changed_by"], Uuid::from_u128(2).to_string());
            assert_eq!(refusal.metadata["changed_at"], "1970-01-01T00:00:00.000000Z");
            assert_eq!(refusal.metadata["etag"], "2");
        }
    }
}
