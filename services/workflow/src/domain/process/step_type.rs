//! One kind of workstep.

use super::{
    Field, Form, Holder, Key, NextActionType, OptionalForm, RequestType, SectionType, Sections, Wrong,
};
use crate::domain::{
    people::Actor,
    rules::Rule,
    step::{Step, StepState},
};
use serde::Deserialize;

/// One kind of workstep.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StepType {
    /// Stable, as `permanency_planning`.
    pub key: Key,
    /// Exact.
    pub title: Key,
    /// The line of the source document.
    pub source: String,
    /// What an instance can be for, the usual first; empty when there is only one.
    #[serde(default)]
    pub purposes: Vec<Key>,
    /// Its main form.
    pub form: Form,
    /// Other forms and letters that can be filled in on it (A:39).
    #[serde(default)]
    pub optional_forms: Vec<OptionalForm>,
    /// What can be asked of others on it.
    #[serde(default)]
    pub requests: Vec<RequestType>,
    /// What can follow it.
    pub next_actions: Vec<NextActionType>,
    /// Who may finish it.
    pub finished_by: Vec<Holder>,
    /// What else must hold.
    #[serde(default)]
    pub rules: Vec<Rule>,
}

impl StepType {
    /// Whether a worker may write that section now, Next actions included.
    pub fn is_writable(&self, number: i32, actor: &Actor, step: &Step) -> bool {
        let queue = &self.form.next_actions;
        let writers = if number == queue.number {
            Some(&queue.written_by)
        } else {
            self.form.section(number).map(|section| &section.written_by)
        };
        let is_started = matches!(step.state, StepState::Started { .. });
        is_started && writers.is_some_and(|writers| Holder::right(writers, actor, step).is_some())
    }

    /// The optional form of that key.
    pub fn optional_form(&self, key: &str) -> Option<&OptionalForm> {
        self.optional_forms.iter().find(|form| form.key == *key)
    }

    /// A section of the main form, or of an optional one, Next actions left out.
    pub fn section_type(&self, form: Option<&str>, number: i32) -> Option<&SectionType> {
        match form {
            None => self.form.section(number),
            Some(key) => self.optional_form(key)?.section(number),
        }
    }

    /// The request type of that key.
    pub fn request(&self, key: &str) -> Option<&RequestType> {
        self.requests.iter().find(|request| request.key == *key)
    }

    /// The field that shows what an instance is for, with the number of its section.
    pub fn purpose_field(&self) -> Option<(i32, &Field)> {
        let fields = self
            .form
            .sections
            .iter()
            .flat_map(|section| section.fields.iter().map(|field| (section.number, field)));
        fields.into_iter().find(|(_, field)| field.shows_purpose)
    }

    /// The next action of that key.
    pub fn next_action(&self, key: &str) -> Option<&NextActionType> {
        self.next_actions.iter().find(|action| action.key == *key)
    }

    /// Refuses section numbers that the form lacks, Next actions left out.
    pub(in crate::domain) fn require_sections(&self, sections: &Sections, wrong: &mut Wrong) {
        wrong.require(
            sections.place(),
            !sections.numbers().is_empty(),
            "these are no sections as 1-17 or 1, 3",
        );
        for number in sections.numbers() {
            let exists = self.form.section(*number).is_some();
            wrong.require(
                sections.place(),
                exists,
                format_args!("{} has no section {number} to write", self.key),
            );
        }
    }
}
