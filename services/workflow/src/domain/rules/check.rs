//! What a rule refers to, looked up in its process; what is not there is refused by its place.

use super::{AfterCompleted, CopiesFrom, PairEvery};
use crate::domain::process::{FieldKind, Key, Process, Sections, StepType, Wrong};
use std::{collections::BTreeSet, fmt::Display};

/// The surroundings of a rule in its file.
pub(in crate::domain) struct Check<'a> {
    process: &'a Process,
    step: Option<&'a StepType>,
    wrong: &'a mut Wrong,
}

impl<'a> Check<'a> {
    pub(in crate::domain) fn of_process(process: &'a Process, wrong: &'a mut Wrong) -> Self {
        Self { process, step: None, wrong }
    }

    pub(in crate::domain) fn of_step(process: &'a Process, step: &'a StepType, wrong: &'a mut Wrong) -> Self {
        Self { process, step: Some(step), wrong }
    }

    #[track_caller]
    fn exists(&mut self, what: impl Display, key: &Key, exists: bool) {
        self.wrong.require(key.place(), exists, format_args!("there is no {what} {key}"));
    }

    /// The step's next action of that key.
    pub(super) fn next_action(&mut self, key: &Key) {
        self.exists("next action", key, self.step.is_some_and(|step| step.next_action(key).is_some()));
    }

    /// Next actions of the step, each once.
    pub(super) fn next_actions(&mut self, keys: &[Key]) {
        keys.iter().for_each(|key| self.next_action(key));
        self.unique("next action", keys);
    }

    /// A next action of the step that may be sent immediately.
    pub(super) fn sent_immediately(&mut self, key: &Key) {
        self.next_action(key);
        let action = self.step.and_then(|step| step.next_action(key));
        let sendable = action.is_none_or(|action| action.may_be_sent_immediately);
        self.wrong.require(key.place(), sendable, format_args!("{key} may not be sent immediately"));
    }

    /// Each key once.
    pub(super) fn unique(&mut self, what: &str, keys: &[Key]) {
        let mut seen = BTreeSet::new();
        for key in keys {
            self.wrong.require(
                key.place(),
                seen.insert(key.as_str()),
                format_args!("{what} {key} stands here twice"),
            );
        }
    }

    /// The step's request of that key.
    pub(super) fn request(&mut self, key: &Key) {
        self.exists("request", key, self.step.is_some_and(|step| step.request(key).is_some()));
    }

    /// A request of the step without which it could not finish.
    pub(super) fn needed_request(&mut self, key: &Key) {
        self.request(key);
        let request = self.step.and_then(|step| step.request(key));
        let needed = request.is_none_or(|request| request.must_be_sent || request.blocks_finish);
        self.wrong.require(
            key.place(),
            needed,
            format_args!("{key} need not be waived: nothing waits for it"),
        );
    }

    /// An order of requests that can be kept: what comes first is waited for.
    pub(super) fn comes_after(&mut self, order: &AfterCompleted) {
        let first = self.step.and_then(|step| step.request(&order.after));
        let blocks = first.is_none_or(|request| request.blocks_finish);
        let place = order.after.place();
        self.wrong.require(
            place,
            blocks,
            format_args!("nothing waits for {}: it does not block", order.after),
        );
    }

    /// Sections of the step's form, Next actions left out.
    pub(super) fn sections(&mut self, sections: &Sections) {
        if let Some(step) = self.step {
            step.require_sections(sections, self.wrong);
        }
    }

    /// A step of the process.
    pub(super) fn step(&mut self, key: &Key) {
        self.exists("step", key, self.process.step(key).is_some());
    }

    /// A step of the process that can be for that purpose.
    pub(super) fn step_for(&mut self, key: &Key, purpose: Option<&Key>) {
        self.step(key);
        if let (Some(step), Some(purpose)) = (self.process.step(key), purpose) {
            self.exists(format_args!("purpose of {key}:"), purpose, step.purposes.contains(purpose));
        }
    }

    /// A choice that the step's form offers.
    pub(super) fn choice(&mut self, section: i32, field: &Key, choice: &Key) {
        let section_type = self.step.and_then(|step| step.form.section(section));
        let found = section_type.and_then(|section| section.field(field));
        self.exists(
            format_args!("choice field of section {section}:"),
            field,
            found.is_some_and(|field| field.kind == FieldKind::Choice),
        );
        let list =
            found.and_then(|field| field.pick_list.as_ref()).and_then(|list| self.process.pick_list(list));
        if let Some(list) = list {
            self.exists(format_args!("choice in {}:", list.key), choice, list.choice(choice).is_some());
        }
    }

    /// A next action for two purposes, shown by a field of the step that it leads to.
    pub(super) fn pair(&mut self, pair: &PairEvery) {
        self.next_action(&pair.next_action);
        let place = pair.next_action.place();
        self.wrong.require(place, pair.months > 0, "a pair is due after one month at least");
        let Some(action) = self.step.and_then(|step| step.next_action(&pair.next_action)) else { return };
        self.wrong.require(place, action.purposes.len() == 2, "a pair needs two purposes");
        let target = action.leads_to.as_ref().and_then(|step| self.process.step(step));
        let shown =
            target.and_then(StepType::purpose_field).is_some_and(|(_, field)| field.key == pair.field);
        self.exists("field that shows the purpose:", &pair.field, shown);
    }

    /// Sections that stand in the other step with the same fields.
    pub(super) fn copied(&mut self, copies: &CopiesFrom) {
        self.step(&copies.step);
        let (Some(from), Some(to)) = (self.process.step(&copies.step), self.step) else { return };
        for number in copies.sections.numbers() {
            let same = from
                .form
                .section(*number)
                .zip(to.form.section(*number))
                .is_some_and(|(from, to)| from.asks_as(to));
            self.wrong.require(
                copies.sections.place(),
                same,
                format_args!("section {number} of {} asks for something else", copies.step),
            );
        }
    }
}
