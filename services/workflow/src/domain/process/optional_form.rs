//! A form or letter that can be filled in beside the main form (A:39).

use super::{Key, SectionType};
use serde::Deserialize;

/// A form or letter of a step that nobody has to fill in. Nothing that is written in it holds up a finish, and no
/// authorisation is of it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OptionalForm {
    /// Stable, as `letter_to_parents`.
    pub key: Key,
    /// Exact.
    pub title: Key,
    /// The line of the source document.
    pub source: String,
    /// Which of the two it is.
    #[serde(default)]
    pub kind: FormKind,
    /// Numbered from 1.
    pub sections: Vec<SectionType>,
}

/// What is behind the forms and letters icon.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FormKind {
    /// A form.
    #[default]
    Form,
    /// A letter.
    Letter,
}

impl OptionalForm {
    /// The section of that number.
    pub fn section(&self, number: i32) -> Option<&SectionType> {
        self.sections.iter().find(|section| section.number == number)
    }
}
