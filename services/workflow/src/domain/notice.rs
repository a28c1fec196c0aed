//! What whoever chooses a next action should weigh. It hinders nothing.

use super::{
    people::Child,
    process::{Key, StepType},
    step::{Step, StepState},
};
use chrono::NaiveDate;

pub use contracts::workflow::v1::NoticeKind;

/// Something about the child that speaks to one next action.
#[derive(Clone, Debug, PartialEq)]
pub struct Notice {
    /// The next action.
    pub next_action: Key,
    /// What there is to weigh.
    pub kind: NoticeKind,
    /// To a person.
    pub message: String,
}

impl StepType {
    /// What to weigh before one of the next actions is chosen that this instance of the step offers; nothing once it
    /// has ended.
    pub fn notices(&self, step: &Step, child: &Child, today: NaiveDate) -> Vec<Notice> {
        if matches!(step.state, StepState::Finished { .. } | StepState::Cancelled { .. }) {
            return Vec::new();
        }
        let offered = |notice: &Notice| {
            let action = self.next_action(&notice.next_action);
            action.is_some_and(|action| action.is_offered_for(step.purpose.as_deref()))
        };
        self.rules.iter().filter_map(|rule| rule.kind().notice(self, child, today)).filter(offered).collect()
    }
}
