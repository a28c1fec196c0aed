//! What is kept of a row: an accepted record on its own, and what is wrong with a row, with the cell's words.

use super::{Column, Counts, Flags, IssueKind, Record};
use crate::domain::facts::Facts;

/// An accepted row that no longer borrows from the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// The number of the row.
    pub row: u32,
    /// The council's own id of the child.
    pub child_id: String,
    /// The family name.
    pub surname: String,
    /// The given name.
    pub first_name: String,
    /// As the council records it.
    pub gender: String,
    /// The responsible team.
    pub team: String,
    /// The child's social worker.
    pub social_worker: String,
    /// The case-responsible service manager; empty when the export names none.
    pub service_manager: String,
    /// The permanence plan in the export's own words.
    pub plan_said: String,
    /// What filters ask about.
    pub facts: Facts,
    /// What looks wrong with it.
    pub flags: Flags,
}

/// Something that is wrong with a row, for people to look at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// The number of the row.
    pub row: u32,
    /// The column.
    pub column: Column,
    /// What is wrong there.
    pub kind: IssueKind,
    /// What stands in the cell, cut to a length. Personal.
    pub value: String,
}

/// Some rows of an extract, taken in.
#[derive(Clone, Debug, Default)]
pub struct Sifted {
    /// Those that say something of a child.
    pub records: Vec<Kept>,
    /// What is wrong with rows, these or earlier ones that these replaced.
    pub issues: Vec<Found>,
    /// How many rows of the file were taken in up to here.
    pub counts: Counts,
    /// How much of the file is read, in percent.
    pub percent: u8,
}

/// The longest value that is kept with an issue, in characters.
const LONGEST_VALUE: usize = 200;

impl Found {
    /// Something wrong in that cell.
    pub fn new(row: u32, column: Column, kind: IssueKind, cell: &str) -> Self {
        Self { row, column, kind, value: cell.chars().take(LONGEST_VALUE).collect() }
    }
}

impl Kept {
    /// The record, as the rules look at it.
    pub fn record(&self) -> Record<'_> {
        Record {
            row: self.row,
            child_id: &self.child_id,
            surname: &self.surname,
            first_name: &self.first_name,
            gender: &self.gender,
            team: &self.team,
            social_worker: &self.social_worker,
            service_manager: &self.service_manager,
            plan_said: &self.plan_said,
            facts: self.facts,
            flags: self.flags,
        }
    }
}

impl From<Record<'_>> for Kept {
    fn from(record: Record<'_>) -> Self {
        Self {
            row: record.row,
            child_id: record.child_id.to_owned(),
            surname: record.surname.to_owned(),
            first_name: record.first_name.to_owned(),
            gender: record.gender.to_owned(),
            team: record.team.to_owned(),
            social_worker: record.social_worker.to_owned(),
            service_manager: record.service_manager.to_owned(),
            plan_said: record.plan_said.to_owned(),
            facts: record.facts,
            flags: record.flags,
        }
    }
}
