//! How long most of many things took, and how long almost all.

use crate::failure::Failure;
use std::time::Duration;

/// Durations, the shortest first: one at least.
pub(super) struct Spread(Vec<Duration>);

impl Spread {
    /// Of none nothing can be said.
    pub(super) fn of(mut took: Vec<Duration>) -> Result<Self, Failure> {
        took.sort_unstable();
        if took.is_empty() { Err(Failure::NothingMeasured) } else { Ok(Self(took)) }
    }

    /// Half of them took longer, in milliseconds.
    pub(super) fn p50(&self) -> f64 {
        self.at(0.5)
    }

    /// One in a hundred took longer, in milliseconds.
    pub(super) fn p99(&self) -> f64 {
        self.at(0.99)
    }

    fn at(&self, part: f64) -> f64 {
        let place = ((self.0.len() - 1) as f64 * part) as usize;
        self.0[place].as_secs_f64() * 1e3
    }
}
