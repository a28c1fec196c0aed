//! One filter: whom it takes off, and what it saw.

use super::{Condition, Field, Says, Subject};
use crate::domain::{codes::CodeSet, data_file::Key};
use serde::Serialize;

/// A step of the procedure that takes children off, or lets them stay.
#[derive(Clone, Debug)]
pub struct Filter {
    /// Stable, as `twelve_weeks`.
    pub key: Key,
    /// In the guidance's own words.
    pub label: String,
    /// Where it comes from.
    pub source: String,
    /// What it does where its conditions hold.
    pub does: Does,
    /// All of them have to hold.
    pub conditions: Vec<Condition>,
    /// Where all of these hold, it takes nobody off; none for nowhere.
    pub except_where: Vec<Condition>,
    /// Whom it takes off is referred to the service manager, to correct the record.
    pub refers: bool,
    /// What it says of a child; none where the rules have no sentences.
    pub says: Option<Says>,
}

/// What a filter does where its conditions hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Does {
    /// The child stays; all others are taken off.
    Keep,
    /// The child is taken off.
    Exclude,
}

/// What a filter made of a child.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Tested {
    /// The filter's key.
    pub filter: String,
    /// What it saw.
    pub saw: Vec<Saw>,
    /// It decided by a code that stands for one that it succeeded (B11).
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub by_successor: bool,
}

/// What a filter saw in one field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Saw {
    /// The field's key.
    pub field: &'static str,
    /// The value in words.
    pub said: String,
}

impl Filter {
    /// Whether it takes the child off.
    pub fn takes_off(&self, subject: &Subject) -> bool {
        self.would_take_off(subject) && !self.excepts(subject)
    }

    /// Whether it takes the child off, but for its exception.
    pub(super) fn would_take_off(&self, subject: &Subject) -> bool {
        let hold = self.conditions.iter().all(|condition| condition.holds(subject));
        match self.does {
            Does::Keep => !hold,
            Does::Exclude => hold,
        }
    }

    fn excepts(&self, subject: &Subject) -> bool {
        !self.except_where.is_empty() && self.except_where.iter().all(|condition| condition.holds(subject))
    }

    /// What it saw when it decided about the child.
    pub fn tested(&self, subject: &Subject, codes: &CodeSet) -> Tested {
        let mut fields: Vec<Field> = Vec::new();
        let mut saw = Vec::new();
        for condition in self.conditions.iter().chain(&self.except_where) {
            if !fields.contains(&condition.field) {
                fields.push(condition.field);
                let said = subject.said(condition.field, condition.cohorts(), codes);
                saw.push(Saw { field: condition.field.key(), said });
            }
        }
        let mut conditions = self.conditions.iter();
        let by_successor = conditions.any(|condition| condition.rests_on_a_successor(subject));
        Tested { filter: self.key.to_string(), saw, by_successor: by_successor && !self.excepts(subject) }
    }

    /// Whether it asks about nothing but how long the child has been in care: it lets in by itself, with time.
    pub(in crate::domain) fn passes_with_time(&self) -> bool {
        self.conditions.iter().all(|condition| condition.field == Field::DaysInCare)
    }
}
