//! What a step finishes by.

use crate::domain::{people::Act, rules::Choosing, step::Step};

/// What a step finishes by.
pub(super) struct Choice {
    /// The kinds that are chosen.
    pub next_actions: Vec<String>,
    /// The kinds of requests that they make needless.
    pub waived: Vec<String>,
    /// The outcome that is reached.
    pub outcome: Option<String>,
}

impl Choice {
    pub(super) fn of(choosing: &Choosing) -> Self {
        let step_type = choosing.step_type;
        let kinds = choosing.kinds();
        let waived = step_type.requests.iter().filter(|request| step_type.is_waived(&request.key, choosing));
        let outcomes: Vec<&str> = kinds
            .iter()
            .filter_map(|kind| step_type.next_action(kind)?.outcome.as_ref())
            .map(|outcome| outcome.as_str())
            .collect();
        Self {
            waived: waived.map(|request| request.key.to_string()).collect(),
            outcome: (!outcomes.is_empty()).then(|| choosing.process.outcome_of(outcomes)),
            next_actions: kinds.into_iter().map(str::to_owned).collect(),
        }
    }

    /// Takes back what is waived and still open (A2); what else is open and does not block stays answerable.
    pub(super) fn lapse(&self, step: &mut Step, finished: Act) {
        step.lapse_requests(finished, |request| self.waived.contains(&request.kind));
    }
}
