//! What is wrong with a request, field by field, all at once.

use crate::{Fault, Reason};
use chrono::{Datelike, NaiveDate};
use std::fmt::Display;
use uuid::Uuid;

/// One wrong field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// The path of the field in the request, as `edit.sections[2].etag`.
    pub field: String,
    /// What is wrong with it, lower case; never what was sent.
    pub description: String,
}

/// Collects what is wrong with a request, so that a caller hears of all of it at once.
///
/// Each reader gives a harmless value where it refuses, so that reading goes on; [`Fields::finish`] then refuses.
/// A field's path may be `format_args!("edit.sections[{index}].etag")`: it is rendered for a refusal only.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fields {
    reason: Reason,
    violations: Vec<Violation>,
}

impl Default for Fields {
    fn default() -> Self {
        Self::because(Reason::FieldInvalid)
    }
}

impl Fields {
    /// A collector whose refusal has another reason than `FIELD_INVALID`, as `PROCESS_INVALID`.
    pub fn because(reason: Reason) -> Self {
        Self { reason, violations: Vec::new() }
    }

    /// Refuses one field.
    pub fn refuse(&mut self, field: impl Display, description: impl Display) {
        self.violations.push(Violation { field: field.to_string(), description: description.to_string() });
    }

    /// Refuses the field unless the condition holds.
    pub fn require(&mut self, field: impl Display, holds: bool, description: impl Display) {
        if !holds {
            self.refuse(field, description);
        }
    }

    /// A UUID; nil where it is none. A nil one is refused too.
    pub fn uuid(&mut self, field: impl Display, raw: &str) -> Uuid {
        match Uuid::try_parse(raw) {
            Ok(id) if !id.is_nil() => id,
            _ => {
                self.refuse(field, "is not a UUID");
                Uuid::nil()
            }
        }
    }

    /// A UUID, or empty for none.
    pub fn optional_uuid(&mut self, field: impl Display, raw: &str) -> Option<Uuid> {
        (!raw.is_empty()).then(|| self.uuid(field, raw))
    }

    /// Text of so many characters, surrounding space not counted towards the least. No control characters but line
    /// feed and tab.
    pub fn text<'a>(&mut self, field: impl Display, raw: &'a str, least: usize, most: usize) -> &'a str {
        if raw.chars().any(|char| char.is_control() && char != '\n' && char != '\t') {
            self.refuse(field, "holds a control character");
        } else if raw.trim().chars().count() < least {
            let description =
                if least == 1 { "is empty".to_owned() } else { format!("has fewer than {least} characters") };
            self.refuse(field, description);
        } else if raw.chars().count() > most {
            self.refuse(field, format_args!("has more than {most} characters"));
        }
        raw
    }

    /// Text as [`Fields::text`], or empty for none.
    pub fn optional_text<'a>(&mut self, field: impl Display, raw: &'a str, most: usize) -> Option<&'a str> {
        (!raw.is_empty()).then(|| self.text(field, raw, 1, most))
    }

    /// The council's id of a child: 1 to 40 letters, digits, dashes.
    pub fn child_id<'a>(&mut self, field: impl Display, raw: &'a str) -> &'a str {
        let fits = (1..=40).contains(&raw.len())
            && raw.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        self.require(field, fits, "is not 1 to 40 letters, digits, dashes");
        raw
    }

    /// An ISO date, as `2018-05-04`, of the years 1900 to 2200; 1970-01-01 where it is none.
    pub fn date(&mut self, field: impl Display, raw: &str) -> NaiveDate {
        match iso_date(raw) {
            Some(date) if (1900..=2200).contains(&date.year()) => date,
            Some(_) => {
                self.refuse(field, "is not of the years 1900 to 2200");
                NaiveDate::default()
            }
            None => {
                self.refuse(field, "is not a date as 2018-05-04");
                NaiveDate::default()
            }
        }
    }

    /// An ISO date, or empty for none.
    pub fn optional_date(&mut self, field: impl Display, raw: &str) -> Option<NaiveDate> {
        (!raw.is_empty()).then(|| self.date(field, raw))
    }

    /// A page's size: 0 means `standard`, more than `most` or less than nothing is refused.
    pub fn page_size(&mut self, field: impl Display, raw: i32, standard: u16, most: u16) -> u16 {
        match u16::try_from(raw) {
            Ok(0) => standard,
            Ok(size) if size <= most => size,
            _ => {
                self.refuse(field, format_args!("is not 0 to {most}"));
                standard
            }
        }
    }

    /// One of an enum's values, its unspecified one refused.
    pub fn one_of<E: TryFrom<i32> + Default>(&mut self, field: impl Display, raw: i32) -> E {
        match E::try_from(raw) {
            Ok(value) if raw != 0 => value,
            _ => {
                self.refuse(field, "is not one of its values");
                E::default()
            }
        }
    }

    /// A message that has to be there; an empty one where it is not.
    pub fn present<M: Default>(&mut self, field: impl Display, message: Option<M>) -> M {
        message.unwrap_or_else(|| {
            self.refuse(field, "is missing");
            M::default()
        })
    }

    /// Takes over what another collector found.
    pub fn absorb(&mut self, other: Fields) {
        self.violations.extend(other.violations);
    }

    /// The reason that a refusal will carry.
    pub fn reason(&self) -> Reason {
        self.reason
    }

    /// What is wrong up to here.
    pub fn violations(&self) -> &[Violation] {
        &self.violations
    }

    /// Refuses if anything is wrong.
    pub fn finish(self) -> Result<(), Fault> {
        if self.violations.is_empty() { Ok(()) } else { Err(Fault::Invalid(self)) }
    }
}

fn iso_date(raw: &str) -> Option<NaiveDate> {
    let digits_and_dashes = raw.len() == 10
        && raw.bytes().enumerate().all(|(index, byte)| match index {
            4 | 7 => byte == b'-',
            _ => byte.is_ascii_digit(),
        });
    if digits_and_dashes { raw.parse().ok() } else { None }
}
