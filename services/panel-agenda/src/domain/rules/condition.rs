//! One condition of a filter.

use super::{Field, Subject};
use crate::domain::codes::Category;
use std::ops::RangeInclusive;

/// Something that holds of a child, or does not.
#[derive(Clone, Debug)]
pub struct Condition {
    /// What it is about.
    pub field: Field,
    /// What has to hold of it.
    pub test: Test,
}

/// What has to hold of a field.
#[derive(Clone, Debug)]
pub enum Test {
    /// Its value is one of these.
    Is {
        /// The values, a bit each.
        values: u64,
        /// Those among them that only stand for one that they succeeded.
        successors: u64,
    },
    /// Its number is in there.
    Within {
        /// From the least to the most.
        range: RangeInclusive<i64>,
        /// For discussions, the cohorts that count.
        cohorts: Vec<Named>,
    },
}

/// A cohort that a condition names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// Its key, as `section_20`.
    pub key: String,
    /// As people know it.
    pub title: String,
}

impl Condition {
    /// Whether it holds.
    pub fn holds(&self, subject: &Subject) -> bool {
        match &self.test {
            Test::Is { values, .. } => values & subject.category(self.field).bit() != 0,
            Test::Within { range, cohorts } => range.contains(&subject.number(self.field, cohorts)),
        }
    }

    /// Whether it holds only because a code succeeded another (B11).
    pub(super) fn rests_on_a_successor(&self, subject: &Subject) -> bool {
        match &self.test {
            Test::Is { successors, .. } => successors & subject.category(self.field).bit() != 0,
            Test::Within { .. } => false,
        }
    }

    pub(super) fn cohorts(&self) -> &[Named] {
        match &self.test {
            Test::Is { .. } => &[],
            Test::Within { cohorts, .. } => cohorts,
        }
    }
}

impl Test {
    /// Whether some value passes this test and that one.
    pub(super) fn overlaps(&self, other: &Test) -> bool {
        match (self, other) {
            (Test::Is { values: 0, .. }, _) | (_, Test::Is { values: 0, .. }) => true,
            (Test::Is { values, .. }, Test::Is { values: others, .. }) => values & others != 0,
            (Test::Within { range, .. }, Test::Within { range: other, .. }) => {
                range.start().max(other.start()) <= range.end().min(other.end())
            }
            _ => true,
        }
    }

    /// Whether whatever passes this test passes that one.
    pub(super) fn implies(&self, other: &Test) -> bool {
        match (self, other) {
            (Test::Is { values, .. }, Test::Is { values: others, .. }) => {
                *values != 0 && values & !others == 0
            }
            (Test::Within { range, cohorts }, Test::Within { range: other, cohorts: others }) => {
                cohorts == others && other.start() <= range.start() && range.end() <= other.end()
            }
            _ => false,
        }
    }
}

/// The bits of those values.
pub(super) fn bits(values: impl IntoIterator<Item = Category>) -> u64 {
    values.into_iter().fold(0, |word, value| word | value.bit())
}
