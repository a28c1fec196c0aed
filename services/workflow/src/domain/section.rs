//! A section of a form as it stands.

use super::people::Act;
use chrono::{NaiveDate, NaiveTime};
use serde::{Deserialize, Serialize};
use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
};
use uuid::Uuid;

/// Answers by field key; a field without an answer is absent.
pub type Answers = BTreeMap<String, Value>;

/// An answer, checked against its field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Value {
    /// One line or many.
    Text(String),
    /// A calendar date.
    Date(NaiveDate),
    /// A time of day, London.
    Time(NaiveTime),
    /// The key of a choice.
    Choice(String),
    /// A whole number.
    Number(i64),
    /// True for yes.
    YesNo(bool),
}

/// Which section of a step.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct SectionId {
    /// The key of an optional form; none for the main one.
    pub form: Option<String>,
    /// Counts from 1, in each form.
    pub number: i32,
}

/// One numbered part of a form.
#[derive(Clone, Debug, PartialEq)]
pub struct Section {
    /// The key of the optional form that it belongs to; none for the main form.
    pub form: Option<String>,
    /// Counts from 1.
    pub number: i32,
    /// Grows with every write of the section; its etag.
    pub version: i64,
    /// Grows with every change of the answers and never goes back; what covered versions are made of.
    pub text_version: i64,
    /// What was answered.
    pub answers: Answers,
    /// True while it is ticked.
    pub complete: bool,
    /// Everybody who ever changed an answer, those of a copied text included: none of them authorises it.
    pub authors: BTreeSet<Uuid>,
    /// Who last wrote it.
    pub last_edit: Option<Act>,
}

impl Section {
    /// A section of the main form that nobody has written.
    pub fn blank(number: i32) -> Self {
        Self::blank_in(None, number)
    }

    /// A section of that form that nobody has written.
    pub fn blank_in(form: Option<&str>, number: i32) -> Self {
        Self {
            form: form.map(str::to_owned),
            number,
            version: 0,
            text_version: 0,
            answers: Answers::new(),
            complete: false,
            authors: BTreeSet::new(),
            last_edit: None,
        }
    }

    /// Whether it is that one.
    pub fn is(&self, form: Option<&str>, number: i32) -> bool {
        self.number == number && self.form.as_deref() == form
    }

    /// Which one it is.
    pub fn id(&self) -> SectionId {
        SectionId { form: self.form.clone(), number: self.number }
    }

    /// What an edit of this section has to carry.
    pub fn etag(&self) -> String {
        super::etag::of(self.version)
    }
}

/// As refusals and audit entries name it.
impl fmt::Display for SectionId {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.form {
            None => write!(out, "section/{}", self.number),
            Some(form) => write!(out, "form/{form}/section/{}", self.number),
        }
    }
}
