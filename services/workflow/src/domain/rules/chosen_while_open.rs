//! `chosen_while_open: {next_action: a, steps: [s, t], or_led_to: t}`

use super::{Check, Kind};
use crate::domain::{
    case::{Case, Progress, StepSummary},
    process::Key,
};
use serde::Deserialize;
use uuid::Uuid;

/// A next action that was sent immediately is the choice while one of these steps that came of it is open, or once it
/// has led to that one, which was not cancelled; otherwise it came to nothing (A4).
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChosenWhileOpen {
    /// What was sent.
    pub next_action: Key,
    steps: Vec<Key>,
    or_led_to: Key,
}

impl ChosenWhileOpen {
    /// Whether something still comes of what was sent as that step.
    pub fn counts(&self, sent_step: Uuid, case: &Case) -> bool {
        let came_of_it = case.steps.iter().filter(|step| came_of(step, sent_step, case));
        came_of_it.into_iter().any(|step| self.is_open(step) || self.is_led_to(step))
    }

    fn is_led_to(&self, step: &StepSummary) -> bool {
        self.or_led_to == *step.kind && step.progress != Progress::Cancelled
    }

    fn is_open(&self, step: &StepSummary) -> bool {
        step.is_open() && self.steps.iter().any(|kind| *kind == *step.kind)
    }
}

/// Whether a step is that one, or was created by it, directly or not.
fn came_of(step: &StepSummary, ancestor: Uuid, case: &Case) -> bool {
    let mut line = Some(step);
    while let Some(link) = line {
        if link.id == ancestor {
            return true;
        }
        line = case.steps.iter().find(|step| Some(step.id) == link.parent);
    }
    false
}

impl Kind for ChosenWhileOpen {
    fn check(&self, check: &mut Check) {
        check.sent_immediately(&self.next_action);
        for step in self.steps.iter().chain([&self.or_led_to]) {
            check.step(step);
        }
    }

    fn settles(&self) -> Option<&Key> {
        Some(&self.next_action)
    }
}
