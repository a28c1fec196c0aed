//! When a message is tried again.

use chrono::TimeDelta;
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// How often a message is tried, with which pauses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Schedule {
    /// How many attempts there are before it is dead.
    pub attempts: u32,
    /// The pause after the first.
    pub first: TimeDelta,
    /// The longest pause.
    pub longest: TimeDelta,
}

impl Schedule {
    /// The pause after the so manieth try of a message; nothing after the last. Each is twice the one before, up to the
    /// longest, less up to half of it: what failed together is not tried again together.
    pub fn pause_after(&self, id: Uuid, tries: u32) -> Option<TimeDelta> {
        if tries >= self.attempts {
            return None;
        }
        let (whole, less) = self.whole_and_less(id, tries);
        Some(whole - less)
    }

    /// How much longer than another side asked for a message is left alone after that try, up to half of the whole pause: what was
    /// turned away together does not come back together.
    pub fn beyond_what_is_asked(&self, id: Uuid, tries: u32) -> TimeDelta {
        self.whole_and_less(id, tries).1
    }

    fn whole_and_less(&self, id: Uuid, tries: u32) -> (TimeDelta, TimeDelta) {
        let doublings = tries.saturating_sub(1).min(30);
        let whole = self.first.num_milliseconds().saturating_mul(1 << doublings);
        let whole = whole.min(self.longest.num_milliseconds());
        let digest = Sha256::new().chain_update(id).chain_update(tries.to_be_bytes()).finalize();
        let less = whole / 2 * i64::from(digest[0]) / 255;
        (TimeDelta::milliseconds(whole), TimeDelta::milliseconds(less))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    proptest! {
        #[test]
        fn pauses_grow_up_to_the_longest_and_end(id: u128, tries in 1..40_u32) {
            let schedule =
                Schedule { attempts: 20, first: TimeDelta::seconds(5), longest: TimeDelta::hours(1) };
            let pause = schedule.pause_after(Uuid::from_u128(id), tries);
            prop_assert_eq!(pause.is_none(), tries >= 20);
            let whole = TimeDelta::seconds(5 << (tries - 1).min(12)).min(TimeDelta::hours(1));
            if let Some(pause) = pause {
                prop_assert!(pause <= whole && pause >= whole / 2, "{} of {}", pause, whole);
            }
        }
    }

    #[test]
    fn what_failed_together_is_not_tried_again_together() {
        let schedule = Schedule { attempts: 20, first: TimeDelta::minutes(10), longest: TimeDelta::hours(1) };
        let mut pauses: Vec<_> = (0..50).map(|id| schedule.pause_after(Uuid::from_u128(id), 1)).collect();
        pauses.sort();
        pauses.dedup();
        assert!(pauses.len() > 30, "{pauses:?}");
        let beyond = (0..50).map(|id| schedule.beyond_what_is_asked(Uuid::from_u128(id), 1));
        let beyond: BTreeSet<_> = beyond.collect();
        assert!(beyond.len() > 30 && beyond.iter().all(|it| *it <= TimeDelta::minutes(5)), "{beyond:?}");
    }
}
