//! What goes wrong at random, in the order that a seed says.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// Longer than whoever waits for an answer does.
pub const SLOW: Duration = Duration::from_millis(600);

/// What one call meets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whim {
    /// It goes as it should.
    Nothing,
    /// Too much is asked: later.
    TooMuch,
    /// The other side fails.
    Fails,
    /// The answer comes when nobody waits for it any more.
    Slow,
}

/// An endless sequence of chances; of everybody who shares it.
#[derive(Debug)]
pub struct Whims(AtomicU64);

impl Whims {
    pub fn of(seed: u64) -> Self {
        Self(AtomicU64::new(seed))
    }

    /// A number below that one.
    pub fn below(&self, end: u64) -> u64 {
        let mut mixed = self.0.fetch_add(0x9e37_79b9_7f4a_7c15, Ordering::Relaxed);
        for (shift, factor) in [(30, 0xbf58_476d_1ce4_e5b9), (27, 0x94d0_49bb_1331_11eb)] {
            mixed = (mixed ^ (mixed >> shift)).wrapping_mul(factor);
        }
        (mixed ^ (mixed >> 31)) % end
    }

    /// What the next call meets: one in 25 fails.
    pub fn next(&self) -> Whim {
        match self.below(1_000) {
            0..20 => Whim::TooMuch,
            20..38 => Whim::Fails,
            38..41 => Whim::Slow,
            _ => Whim::Nothing,
        }
    }
}
