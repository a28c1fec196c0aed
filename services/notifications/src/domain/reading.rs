//! Marking notifications as read.

use super::notification::subject;
use fault::Refusal;
use uuid::Uuid;

/// What somebody has read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WantedReading {
    /// These.
    Each(Vec<Uuid>),
    /// This one, and all that came before it.
    UpTo(Uuid),
}

impl WantedReading {
    /// Those that are named.
    pub fn named(&self) -> &[Uuid] {
        match self {
            WantedReading::Each(ids) => ids,
            WantedReading::UpTo(id) => std::slice::from_ref(id),
        }
    }
}

/// What the reader has, as it was loaded.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Unread {
    /// How often they marked something.
    pub version: i64,
    /// Those of the named ones that are theirs.
    pub theirs: Vec<Uuid>,
    /// Those among what they read that are unread.
    pub marks: Vec<Uuid>,
    /// How many of the marks count as unread.
    pub counted: i64,
    /// How many there are that count as unread.
    pub count: i64,
}

/// What reading came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading {
    /// Those that were unread until now.
    pub marks: Vec<Uuid>,
    /// How many are left.
    pub left: i64,
}

impl Unread {
    /// Marks what was read. Refused with `NOT_FOUND` where one of them is not theirs.
    pub fn read(self, wanted: &WantedReading) -> Result<Reading, Refusal> {
        match wanted.named().iter().find(|id| !self.theirs.contains(id)) {
            Some(strange) => Err(Refusal::not_found(subject(*strange))),
            None => Ok(Reading { left: self.count - self.counted, marks: self.marks }),
        }
    }
}
