//! A step whose choice of next actions is being judged.

use super::words;
use crate::domain::{
    case::{Case, StepSummary},
    found::Found,
    process::{Key, Process, StepType},
    queue::QueuedAction,
    ratification::Ratification,
    step::Step,
};
use chrono::NaiveDate;

/// What a rule about next actions may look at.
pub struct Choosing<'a> {
    /// By whose rules.
    pub process: &'a Process,
    /// The step's kind.
    pub step_type: &'a StepType,
    /// The step with the edit that comes with the finish.
    pub step: &'a Step,
    /// The case with all its steps.
    pub case: &'a Case,
    /// The ratification of the child's placement that stands.
    pub ratification: Option<&'a Ratification>,
    /// The date in London.
    pub today: NaiveDate,
    /// What is chosen: what is queued, and what was sent immediately as long as it counts.
    pub chosen: Vec<&'a QueuedAction>,
    /// What was sent immediately and no longer counts.
    pub spent: Vec<&'a QueuedAction>,
}

impl<'a> Choosing<'a> {
    /// Everything that stands in the step's queue.
    pub fn all(found: &'a Found, step_type: &'a StepType, step: &'a Step, today: NaiveDate) -> Self {
        let counts = |action: &&QueuedAction| step_type.still_counts(action, &found.case);
        let (chosen, spent) = step.queue.actions.iter().partition(counts);
        Self { chosen, spent, ..Self::nothing(found, step_type, step, today) }
    }

    /// One action alone, as when it is sent immediately.
    pub fn only(
        action: &'a QueuedAction,
        found: &'a Found,
        step_type: &'a StepType,
        step: &'a Step,
        today: NaiveDate,
    ) -> Self {
        Self { chosen: vec![action], ..Self::nothing(found, step_type, step, today) }
    }

    fn nothing(found: &'a Found, step_type: &'a StepType, step: &'a Step, today: NaiveDate) -> Self {
        Self {
            process: &found.process,
            step_type,
            step,
            case: &found.case,
            ratification: found.ratification.as_ref(),
            today,
            chosen: Vec::new(),
            spent: Vec::new(),
        }
    }

    /// The kinds that are chosen, each once.
    pub fn kinds(&self) -> Vec<&'a str> {
        let mut kinds: Vec<&str> = Vec::new();
        for action in &self.chosen {
            if !kinds.contains(&&*action.kind) {
                kinds.push(&action.kind);
            }
        }
        kinds
    }

    /// Whether an action of that kind is chosen.
    pub fn is_chosen(&self, kind: &str) -> bool {
        self.chosen.iter().any(|action| action.kind == kind)
    }

    /// Another open step of the case.
    pub(super) fn other_open_step(&self, kind: &str, purpose: Option<&Key>) -> Option<&'a StepSummary> {
        self.case.steps.iter().find(|step| {
            step.id != self.step.id
                && step.is_open()
                && step.kind == kind
                && purpose.is_none_or(|purpose| step.purpose.as_deref() == Some(purpose))
        })
    }

    /// The exact title of a next action, in quotation marks.
    pub(super) fn title(&self, kind: &str) -> String {
        words::quoted(self.bare_title(kind))
    }

    /// The exact titles of next actions: `“A”, “B” or “C”`.
    pub(super) fn titles<'k>(&self, kinds: impl IntoIterator<Item = &'k str>, word: &str) -> String {
        words::listed(kinds.into_iter().map(|kind| self.bare_title(kind)), word)
    }

    /// Whether this instance of the step still offers a next action.
    pub(super) fn offers(&self, kind: &str) -> bool {
        let action = self.step_type.next_action(kind);
        let is_spent = self.spent.iter().any(|spent| spent.kind == kind);
        !is_spent && action.is_some_and(|action| action.is_offered_for(self.step.purpose.as_deref()))
    }

    /// The exact title of a step.
    pub(super) fn step_title<'k>(&self, kind: &'k str) -> &'k str
    where
        'a: 'k,
    {
        self.process.step(kind).map_or(kind, |step| step.title.as_str())
    }

    /// The label of a field.
    pub(super) fn label<'k>(&self, section: i32, field: &'k str) -> &'k str
    where
        'a: 'k,
    {
        let field_type = self.step_type.form.section(section).and_then(|section| section.field(field));
        field_type.map_or(field, |field| field.label.as_str())
    }

    /// The label of a choice of a field.
    pub(super) fn choice_label<'k>(&self, section: i32, field: &str, choice: &'k str) -> &'k str
    where
        'a: 'k,
    {
        let field_type = self.step_type.form.section(section).and_then(|section| section.field(field));
        let list = field_type
            .and_then(|field| field.pick_list.as_ref())
            .and_then(|list| self.process.pick_list(list));
        list.and_then(|list| list.choice(choice)).map_or(choice, |choice| choice.label.as_str())
    }

    fn bare_title<'k>(&self, kind: &'k str) -> &'k str
    where
        'a: 'k,
    {
        self.step_type.next_action(kind).map_or(kind, |action| action.title.as_str())
    }
}

/// Those of `kinds` that are among `chosen`.
pub(super) fn chosen_among<'k>(kinds: &'k [Key], chosen: &[&str]) -> Vec<&'k str> {
    kinds.iter().map(|kind| &**kind).filter(|kind| chosen.contains(kind)).collect()
}
