//! `combines_with: {next_action: a, exactly_one_of: [b, c]}`

use super::{Check, Choosing, Kind, choosing::chosen_among, words};
use crate::domain::process::Key;
use fault::{Reason, Refusal};
use serde::Deserialize;

/// A next action goes together with exactly one of the others, and each of those only with it (A7).
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CombinesWith {
    next_action: Key,
    exactly_one_of: Vec<Key>,
}

impl Kind for CombinesWith {
    fn check(&self, check: &mut Check) {
        check.next_action(&self.next_action);
        check.next_actions(&self.exactly_one_of);
    }

    fn permits(&self, chosen: &[&str]) -> bool {
        let beside = chosen_among(&self.exactly_one_of, chosen).len();
        beside == usize::from(chosen.contains(&&*self.next_action))
    }

    fn refuse_choice(&self, choosing: &Choosing) -> Option<Refusal> {
        let beside = chosen_among(&self.exactly_one_of, &choosing.kinds());
        match (choosing.is_chosen(&self.next_action), &beside[..]) {
            (true, []) => Some(self.nothing_beside(choosing)),
            (true, [_]) | (false, []) => None,
            (true, several) => Some(self.too_many_beside(several, choosing)),
            (false, lonely) => Some(self.lonely(lonely, choosing)),
        }
    }
}

impl CombinesWith {
    fn nothing_beside(&self, choosing: &Choosing) -> Refusal {
        let others = choosing.titles(self.exactly_one_of.iter().map(|kind| &**kind), "or");
        let message =
            format!("{} needs one more beside it: queue {others}", choosing.title(&self.next_action));
        Refusal::new(Reason::NextActionMissing, message)
    }

    fn too_many_beside(&self, several: &[&str], choosing: &Choosing) -> Refusal {
        let titles = choosing.titles(several.iter().copied(), "and");
        let message =
            format!("{titles} exclude each other: leave one beside {}", choosing.title(&self.next_action));
        Refusal::new(Reason::NextActionsExclude, message)
            .with("next_actions", words::keys(several.iter().copied()))
    }

    fn lonely(&self, lonely: &[&str], choosing: &Choosing) -> Refusal {
        let titles = choosing.titles(lonely.iter().copied(), "and");
        let message =
            format!("{titles} can be chosen only together with {}", choosing.title(&self.next_action));
        Refusal::new(Reason::NextActionsExclude, message).with("next_actions", words::keys(choosing.kinds()))
    }
}
