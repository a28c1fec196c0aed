//! `exactly_one_of: [a, b]`

use super::{Check, Choosing, Kind, choosing::chosen_among, words};
use crate::domain::process::Key;
use fault::{Reason, Refusal};
use serde::Deserialize;

/// Of these next actions exactly one is chosen (a pair is one).
#[derive(Clone, Debug, Deserialize)]
pub struct ExactlyOneOf(Vec<Key>);

impl Kind for ExactlyOneOf {
    fn check(&self, check: &mut Check) {
        check.next_actions(&self.0);
    }

    fn permits(&self, chosen: &[&str]) -> bool {
        chosen_among(&self.0, chosen).len() == 1
    }

    fn refuse_choice(&self, choosing: &Choosing) -> Option<Refusal> {
        match &chosen_among(&self.0, &choosing.kinds())[..] {
            [] => Some(self.none(choosing)),
            [_] => None,
            several => Some(Self::too_many(several, choosing)),
        }
    }
}

impl ExactlyOneOf {
    fn none(&self, choosing: &Choosing) -> Refusal {
        let offered = self.0.iter().map(|kind| &**kind).filter(|kind| choosing.offers(kind));
        let all = choosing.titles(offered, "or");
        let message = match choosing.spent.first() {
            None => format!("queue a next action: {all}"),
            Some(spent) => format!(
                "queue a next action: {all}; {}, which was sent immediately, came to nothing",
                choosing.title(&spent.kind)
            ),
        };
        Refusal::new(Reason::NextActionMissing, message)
    }

    fn too_many(several: &[&str], choosing: &Choosing) -> Refusal {
        let titles = choosing.titles(several.iter().copied(), "and");
        Refusal::new(
            Reason::NextActionsExclude,
            format!("{titles} exclude each other: leave one in the queue"),
        )
        .with("next_actions", words::keys(several.iter().copied()))
    }
}
