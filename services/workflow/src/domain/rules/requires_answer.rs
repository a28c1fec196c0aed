//! `requires_answer: {next_action: a, section: 2, field: decision, is: agree}`

use super::{Check, Choosing, Kind, words};
use crate::domain::{process::Key, section::Value, step::Step};
use fault::{Reason, Refusal};
use serde::Deserialize;

/// A next action needs a certain choice in the form, as a decision that agrees with it (A1).
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RequiresAnswer {
    /// What needs it.
    pub next_action: Key,
    /// Where the answer stands.
    pub section: i32,
    /// The field of that section.
    pub field: Key,
    /// The key of the choice.
    pub is: Key,
}

impl RequiresAnswer {
    /// Whether the answer stands in the step.
    pub fn holds(&self, step: &Step) -> bool {
        let section = step.section(self.section);
        matches!(section.answers.get(&*self.field), Some(Value::Choice(answer)) if *answer == *self.is)
    }
}

impl Kind for RequiresAnswer {
    fn check(&self, check: &mut Check) {
        check.next_action(&self.next_action);
        check.choice(self.section, &self.field, &self.is);
    }

    fn refuse_action(&self, choosing: &Choosing) -> Option<Refusal> {
        if !choosing.is_chosen(&self.next_action) || self.holds(choosing.step) {
            return None;
        }
        let label = choosing.label(self.section, &self.field);
        let wanted = words::quoted(choosing.choice_label(self.section, &self.field, &self.is));
        let message = format!(
            "{} needs {wanted} under {} in section {}: change the answer or the next action",
            choosing.title(&self.next_action),
            words::quoted(label),
            self.section
        );
        let refusal = Refusal::new(Reason::AnswerRequired, message).with("next_action", &self.next_action);
        Some(refusal.with("section", self.section).with("field", &self.field).with("is", &self.is))
    }
}
