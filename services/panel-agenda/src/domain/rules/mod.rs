//! Cohorts as data: ordered filters, each with a label in the guidance's own words. Rust knows no cohort by name.

mod clause;
mod condition;
mod field;
mod filter;
mod load;
mod says;
mod subject;

#[cfg(test)]
mod tests;

pub use condition::{Condition, Named, Test};
pub use field::Field;
pub use filter::{Does, Filter, Saw, Tested};
pub use says::Says;
pub use subject::{Day, Discussed, FORM, MatchedBy, Remembered, Subject};

use super::data_file::Key;

/// The rules of the guidance of September 2023.
pub const SEPTEMBER_2023: &str = include_str!("../../../rules/september-2023.yaml");

/// One version of the rules.
#[derive(Clone, Debug)]
pub struct Rules {
    /// As `permanence-panel`.
    pub id: Key,
    /// As `2023-09`. A changed file is a new version.
    pub version: Key,
    /// As people know them.
    pub title: String,
    /// Where they come from.
    pub source: String,
    /// The guidance's steps alone: the general exclusions take nobody off.
    pub literal_procedure: bool,
    /// Who is excluded from every cohort, in their order.
    pub exclusions: Vec<Filter>,
    /// In the order of the rotation.
    pub cohorts: Vec<Cohort>,
    /// Of the file that they were read from.
    pub sha256: String,
    /// Its text, by that hash.
    pub yaml: String,
}

/// A group of children that one panel in the rotation considers.
#[derive(Clone, Debug)]
pub struct Cohort {
    /// Stable, as `section_20`.
    pub key: Key,
    /// Its place in the rotation, from 1.
    pub number: u32,
    /// As people know it.
    pub title: String,
    /// Where it comes from.
    pub source: String,
    /// What makes it, in order.
    pub filters: Vec<Filter>,
    /// What is looked up after the general exclusions.
    pub afterwards: Vec<Filter>,
}

impl Rules {
    /// Their id and version, as `permanence-panel/2023-09`.
    pub fn named(&self) -> String {
        format!("{}/{}", self.id, self.version)
    }

    /// The cohort of that key.
    pub fn cohort(&self, key: &str) -> Option<&Cohort> {
        self.cohorts.iter().find(|cohort| *cohort.key == *key)
    }

    /// Everything that can take a child off that cohort's agenda, in the order in which it is tried.
    pub fn filters_of<'r>(&'r self, cohort: &'r Cohort) -> impl Iterator<Item = &'r Filter> {
        let exclusions = if self.literal_procedure { &[] } else { self.exclusions.as_slice() };
        cohort.filters.iter().chain(exclusions).chain(&cohort.afterwards)
    }

    /// The discussions that keep children off that cohort's agenda: of which cohorts, and over how many days before the panel. None
    /// where none does.
    pub fn looks_back<'r>(&'r self, cohort: &'r Cohort) -> Option<(u32, Vec<&'r str>)> {
        let conditions = self.filters_of(cohort).flat_map(|filter| &filter.conditions);
        let lately = conditions.filter_map(|condition| match &condition.test {
            Test::Within { range, cohorts } if condition.field == Field::DaysSinceDiscussed => {
                let days = u32::try_from(*range.end()).ok()?;
                Some((days, cohorts.iter().map(|cohort| &*cohort.key).collect()))
            }
            _ => None,
        });
        lately.max_by_key(|(days, _)| *days)
    }

    /// The first filter that takes the child off that cohort's agenda; none if the child is on it.
    pub fn first_against<'r>(&'r self, cohort: &'r Cohort, subject: &Subject) -> Option<&'r Filter> {
        self.filters_of(cohort).find(|filter| filter.takes_off(subject))
    }
}
