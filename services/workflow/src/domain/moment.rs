//! The moment of a command, passed in: its instant, its London date, and new ids.

use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

/// When a decision is taken. Decisions have no clock of their own.
#[derive(Clone, Copy)]
pub struct Moment<'a> {
    /// The instant.
    pub at: DateTime<Utc>,
    new_id: &'a dyn Fn() -> Uuid,
}

impl<'a> Moment<'a> {
    /// A moment whose ids come from `new_id`, as `&|| clock.new_id()`.
    pub fn new(at: DateTime<Utc>, new_id: &'a dyn Fn() -> Uuid) -> Self {
        Self { at, new_id }
    }

    /// The date in London: every legal date and deadline is one.
    pub fn today(&self) -> NaiveDate {
        calendar::london_date(self.at)
    }

    /// The id of something that begins now.
    pub fn new_id(&self) -> Uuid {
        (self.new_id)()
    }
}
