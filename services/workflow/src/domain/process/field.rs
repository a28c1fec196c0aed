//! One question of a form.

use super::Key;
use serde::Deserialize;

/// One question.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Field {
    /// Stable, as `date_of_meeting`.
    pub key: Key,
    /// As `Date of Meeting`.
    pub label: String,
    /// The line of the source document; none where the section's says it.
    pub source: Option<String>,
    /// What it holds.
    pub kind: FieldKind,
    /// `*`: it must be filled before the section can be ticked complete.
    #[serde(default)]
    pub required: bool,
    /// The list of a choice.
    pub pick_list: Option<Key>,
    /// What of the person record it is filled from when the step is started.
    pub prefilled: Option<PersonFact>,
    /// The radio that shows what the step is used for: preset and locked by the step's purpose (A:175).
    #[serde(default)]
    pub shows_purpose: bool,
    /// In characters, for texts; none is the kind's own.
    pub max_length: Option<usize>,
    /// The least of a number; none is 0.
    pub least: Option<i64>,
    /// The most of a number; none is 1,000,000.
    pub most: Option<i64>,
}

/// What a field holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FieldKind {
    /// One line.
    Text,
    /// Many lines.
    LongText,
    /// A calendar date.
    Date,
    /// A time of day, London.
    Time,
    /// One key of a pick list.
    Choice,
    /// A whole number.
    Number,
    /// Yes or no.
    YesNo,
}

/// What of the person record a field is filled from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PersonFact {
    /// First name and surname.
    Name,
    /// As the council records it.
    Gender,
    /// Date of birth.
    DateOfBirth,
    /// In years, on the day of the start.
    Age,
}

impl Field {
    /// The least that a number may be.
    pub fn least(&self) -> i64 {
        self.least.unwrap_or(0)
    }

    /// The most that a number may be.
    pub fn most(&self) -> i64 {
        self.most.unwrap_or(1_000_000)
    }

    /// The most characters that a text may have.
    pub fn max_length(&self) -> usize {
        self.max_length.unwrap_or(match self.kind {
            FieldKind::LongText => 20_000,
            FieldKind::Text => 200,
            FieldKind::Date | FieldKind::Time | FieldKind::Choice | FieldKind::Number | FieldKind::YesNo => 0,
        })
    }
}
