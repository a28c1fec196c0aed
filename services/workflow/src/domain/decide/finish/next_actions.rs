//! What is chosen is permitted, each by itself and all together.

use crate::domain::rules::{Choosing, Kind};
use fault::{Reason, Refusal};

pub(super) fn refusals(choosing: &Choosing) -> Vec<Refusal> {
    let rules = || choosing.step_type.rules.iter().map(|rule| rule.kind());
    let as_a_whole = rules().filter_map(|rule: &dyn Kind| rule.refuse_choice(choosing));
    let each = rules().filter_map(|rule: &dyn Kind| rule.refuse_action(choosing));
    nothing_chosen(choosing).into_iter().chain(as_a_whole).chain(each).collect()
}

/// A process without rules for a step still needs to know what follows it.
fn nothing_chosen(choosing: &Choosing) -> Option<Refusal> {
    let ruled = choosing.step_type.rules.iter().any(|rule| !rule.kind().permits(&[]));
    (choosing.chosen.is_empty() && !ruled)
        .then(|| Refusal::new(Reason::NextActionMissing, "queue what shall follow the step"))
}
