//! A process as data: what steps there are, who writes and finishes them, what follows. Rust knows no step, section,
//! request or next action by name; everything that is particular to a process stands in its YAML file.

mod built_in;
mod field;
mod form;
mod holder;
mod key;
mod load;
mod next_action;
mod optional_form;
mod request_type;
mod sections;
mod step_type;

pub use built_in::{BUILT_IN, LONG_TERM_FOSTERING};
pub use field::{Field, FieldKind, PersonFact};
pub use form::{Form, NextActionsSection, SectionType};
pub use holder::{Holder, RoleName};
pub use key::{Key, Place};
pub use next_action::{NextActionType, PassesTo};
pub use optional_form::{FormKind, OptionalForm};
pub use request_type::{GoesTo, Once, RequestType};
pub use sections::Sections;
pub use step_type::StepType;

pub(in crate::domain) use holder::list;
#[cfg(test)]
pub(in crate::domain) use load::RIGHT;
pub(in crate::domain) use load::Wrong;

use super::rules::Rule;
use serde::Deserialize;
use std::collections::BTreeMap;

/// One version of a process.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Process {
    /// As `long-term-fostering`.
    pub id: Key,
    /// As people know it.
    pub title: String,
    /// Where it comes from.
    pub source: String,
    /// The step that a case begins with.
    pub begins_with: Key,
    /// Who may open a case.
    pub opened_by: Vec<Holder>,
    /// Who may cancel a step; empty when none is ever cancelled.
    #[serde(default)]
    pub cancelled_by: Vec<Holder>,
    /// What a case can come to, the strongest first.
    pub rules: Vec<Rule>,
    /// What choice fields choose from.
    #[serde(default)]
    pub pick_lists: Vec<PickList>,
    /// In the order of the file.
    pub steps: Vec<StepType>,
}

impl Process {
    /// The step of that key.
    pub fn step(&self, key: &str) -> Option<&StepType> {
        self.steps.iter().find(|step| step.key == *key)
    }

    /// The title of each kind of step, by its key.
    pub fn step_titles(&self) -> BTreeMap<&str, &str> {
        self.steps.iter().map(|step| (step.key.as_str(), step.title.as_str())).collect()
    }

    /// The pick list of that key.
    pub fn pick_list(&self, key: &str) -> Option<&PickList> {
        self.pick_lists.iter().find(|list| list.key == *key)
    }
}

/// A closed list of choices.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PickList {
    /// Stable, as `legal_status`.
    pub key: Key,
    /// Where it comes from.
    pub source: String,
    /// In the order to show.
    pub choices: Vec<Choice>,
}

impl PickList {
    /// The choice of that key.
    pub fn choice(&self, key: &str) -> Option<&Choice> {
        self.choices.iter().find(|choice| choice.key == *key)
    }
}

/// One entry of a closed list.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    /// What is stored, as `C2`.
    pub key: Key,
    /// What people see.
    pub label: String,
}
