//! `requires_no_open_step: {next_action: a, step: family_finding, purpose: FAMILY_FINDING}`

use super::{Check, Choosing, Kind, words};
use crate::domain::process::Key;
use fault::{Reason, Refusal};
use serde::Deserialize;

/// A next action is offered only while no other such step of the case is open (A6, A7, invariant 12).
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RequiresNoOpenStep {
    /// What it holds back.
    pub next_action: Key,
    /// The kind of step.
    pub step: Key,
    /// What that step is for; none for any purpose.
    pub purpose: Option<Key>,
}

impl Kind for RequiresNoOpenStep {
    fn check(&self, check: &mut Check) {
        check.next_action(&self.next_action);
        check.step_for(&self.step, self.purpose.as_ref());
    }

    fn refuse_action(&self, choosing: &Choosing) -> Option<Refusal> {
        if !choosing.is_chosen(&self.next_action) {
            return None;
        }
        let open = choosing.other_open_step(&self.step, self.purpose.as_ref())?;
        let title = choosing.title(&self.next_action);
        let step = words::quoted(choosing.step_title(&self.step));
        let message = format!("{title} is not available while a {step} is open: that one goes on");
        let refusal = Refusal::new(Reason::OpenStepForbidden, message);
        Some(refusal.with("next_action", &self.next_action).with("workstep_id", open.id))
    }
}
