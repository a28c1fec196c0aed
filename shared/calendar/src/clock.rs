//! The clock that is passed in.

use crate::london_date;
use chrono::{DateTime, Duration, NaiveDate, TimeDelta, Utc};
use std::sync::{
    Arc, Mutex, PoisonError,
    atomic::{AtomicI64, Ordering},
};
use uuid::{ContextV7, Timestamp, Uuid};

/// The time, and ids that carry it. Clones are one clock: what moves one moves all.
#[derive(Clone, Debug, Default)]
pub struct Clock(Arc<Hands>);

#[derive(Debug, Default)]
struct Hands {
    /// By how many microseconds this clock is ahead of the machine's.
    ahead: AtomicI64,
    ids: Mutex<ContextV7>,
}

impl Clock {
    /// The machine's clock.
    pub fn system() -> Self {
        Self::default()
    }

    /// A clock that shows this instant now and ticks on from there: for tests and demonstrations.
    pub fn starting_at(instant: DateTime<Utc>) -> Self {
        let clock = Self::default();
        clock.set(instant);
        clock
    }

    /// Moves the clock on, or back by a negative duration.
    pub fn advance(&self, by: Duration) {
        self.0.ahead.fetch_add(microseconds(by), Ordering::SeqCst);
    }

    /// Sets the clock; it ticks on from there.
    pub fn set(&self, instant: DateTime<Utc>) {
        self.0.ahead.store(microseconds(instant - machine_time()), Ordering::SeqCst);
    }

    /// The present instant, in whole microseconds as Postgres stores it: what is written and what is read back are equal.
    pub fn now(&self) -> DateTime<Utc> {
        let shown = machine_time() + TimeDelta::microseconds(self.0.ahead.load(Ordering::SeqCst));
        DateTime::from_timestamp_micros(shown.timestamp_micros()).unwrap_or(shown)
    }

    /// The present date in London.
    pub fn today(&self) -> NaiveDate {
        london_date(self.now())
    }

    /// A new UUIDv7. Each is greater than the one before it from the same clock, even when the clock was moved back.
    pub fn new_id(&self) -> Uuid {
        let now = self.now();
        let seconds = u64::try_from(now.timestamp()).unwrap_or_default();
        let ids = self.0.ids.lock().unwrap_or_else(PoisonError::into_inner);
        Uuid::new_v7(Timestamp::from_unix(&*ids, seconds, now.timestamp_subsec_nanos()))
    }
}

/// The one place that asks the machine.
#[allow(clippy::disallowed_methods)]
fn machine_time() -> DateTime<Utc> {
    Utc::now()
}

/// A duration that i64 microseconds cannot hold is 292,000 years long: the clock then stays where it is.
fn microseconds(duration: Duration) -> i64 {
    duration.num_microseconds().unwrap_or_default()
}
