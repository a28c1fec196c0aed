//! `at_most_one_of: [a, b]`

use super::{Check, Choosing, Kind, choosing::chosen_among, words};
use crate::domain::process::Key;
use fault::{Reason, Refusal};
use serde::Deserialize;

/// Of these next actions at most one is chosen.
#[derive(Clone, Debug, Deserialize)]
pub struct AtMostOneOf(Vec<Key>);

impl Kind for AtMostOneOf {
    fn check(&self, check: &mut Check) {
        check.next_actions(&self.0);
    }

    fn permits(&self, chosen: &[&str]) -> bool {
        chosen_among(&self.0, chosen).len() <= 1
    }

    fn refuse_choice(&self, choosing: &Choosing) -> Option<Refusal> {
        let several = chosen_among(&self.0, &choosing.kinds());
        let titles = choosing.titles(several.iter().copied(), "and");
        let refusal = || {
            let message = format!("{titles} exclude each other: leave at most one of them in the queue");
            Refusal::new(Reason::NextActionsExclude, message)
                .with("next_actions", words::keys(several.clone()))
        };
        (several.len() > 1).then(refusal)
    }
}
