//! A document filled in on a step.

use super::{Field, Holder, Key};
use crate::domain::section::Answers;
use serde::Deserialize;

/// A form: numbered sections, the last of which is Next actions.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Form {
    /// Exact; none where the step has no form of its own.
    pub title: Option<Key>,
    /// The line of the source document.
    pub source: Option<String>,
    /// Numbered from 1.
    pub sections: Vec<SectionType>,
    /// The last section: it holds the queue and is never ticked.
    pub next_actions: NextActionsSection,
}

/// One numbered part of a form.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SectionType {
    /// Counts from 1.
    pub number: i32,
    /// Exact.
    pub title: Key,
    /// The line of the source document.
    pub source: String,
    /// Who may write it.
    pub written_by: Vec<Holder>,
    /// What is asked.
    pub fields: Vec<Field>,
}

/// The last section of every form.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NextActionsSection {
    /// One more than the last section before it.
    pub number: i32,
    /// Exact.
    pub title: Key,
    /// The line of the source document.
    pub source: String,
    /// Who may change the queue.
    pub written_by: Vec<Holder>,
}

impl Form {
    /// The section of that number, Next actions left out.
    pub fn section(&self, number: i32) -> Option<&SectionType> {
        self.sections.iter().find(|section| section.number == number)
    }
}

impl SectionType {
    /// The required fields that are empty among these answers.
    pub fn empty_among(&self, answers: &Answers) -> impl Iterator<Item = &Field> {
        self.fields.iter().filter(|field| field.required && !answers.contains_key(field.key.as_str()))
    }

    /// Whether another section asks the same: the same keys for the same kinds of answers.
    pub fn asks_as(&self, other: &SectionType) -> bool {
        let asks = |section: &SectionType| -> Vec<_> {
            section
                .fields
                .iter()
                .map(|field| (field.key.clone(), field.kind, field.pick_list.clone()))
                .collect()
        };
        asks(self) == asks(other)
    }

    /// The field of that key.
    pub fn field(&self, key: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.key == *key)
    }
}
