//! `at_least_one: [a, b]`

use super::{Check, Choosing, Kind, choosing::chosen_among};
use crate::domain::process::Key;
use fault::{Reason, Refusal};
use serde::Deserialize;

/// Of these next actions at least one is chosen.
#[derive(Clone, Debug, Deserialize)]
pub struct AtLeastOne(Vec<Key>);

impl Kind for AtLeastOne {
    fn check(&self, check: &mut Check) {
        check.next_actions(&self.0);
    }

    fn permits(&self, chosen: &[&str]) -> bool {
        !chosen_among(&self.0, chosen).is_empty()
    }

    fn refuse_choice(&self, choosing: &Choosing) -> Option<Refusal> {
        if self.permits(&choosing.kinds()) {
            return None;
        }
        let all = choosing.titles(self.0.iter().map(|kind| &**kind), "or");
        Some(Refusal::new(Reason::NextActionMissing, format!("queue what applies, at least one of {all}")))
    }
}
