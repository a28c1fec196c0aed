//! How long most of many things took, and how long almost all.

use std::time::Duration;

/// Durations, the shortest first.
pub(super) struct Spread(Vec<Duration>);

impl Spread {
    pub(super) fn of(mut took: Vec<Duration>) -> Self {
        took.sort_unstable();
        Self(took)
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
        let place = (self.0.len().saturating_sub(1) as f64 * part) as usize;
        self.0.get(place).copied().unwrap_or_default().as_secs_f64() * 1e3
    }
}
