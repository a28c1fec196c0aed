//! `requires_open_step: {next_action: a, step: family_finding, purpose: FAMILY_FINDING}`

use super::{Check, Choosing, Kind, words};
use crate::domain::process::Key;
use fault::{Reason, Refusal};
use serde::Deserialize;

/// A next action is offered only while another such step of the case is open (A6, A7).
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RequiresOpenStep {
    /// What needs it.
    pub next_action: Key,
    /// The kind of step.
    pub step: Key,
    /// What that step is for; none for any purpose.
    pub purpose: Option<Key>,
}

impl Kind for RequiresOpenStep {
    fn check(&self, check: &mut Check) {
        check.next_action(&self.next_action);
        check.step_for(&self.step, self.purpose.as_ref());
    }

    fn refuse_action(&self, choosing: &Choosing) -> Option<Refusal> {
        let needed = choosing.is_chosen(&self.next_action);
        if !needed || choosing.other_open_step(&self.step, self.purpose.as_ref()).is_some() {
            return None;
        }
        let title = choosing.title(&self.next_action);
        let step = words::quoted(choosing.step_title(&self.step));
        let message =
            format!("{title} goes on from an open {step}, and the case has none: queue another next action");
        let refusal = Refusal::new(Reason::OpenStepRequired, message);
        Some(refusal.with("next_action", &self.next_action).with("workstep_type", &self.step))
    }
}
