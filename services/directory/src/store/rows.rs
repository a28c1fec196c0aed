//! How records come out of the database: as JSON, whole. None of these leaves the store.

use crate::domain::{
    allocation::{Allocation, Candidate},
    child::{self, Child},
    cover::{Colleague, Cover, Days},
    inbox::{Inbox, Person},
    stamp::Stamp,
    team::Team,
    worker::{self, Worker},
};
use chrono::{DateTime, NaiveDate, Utc};
use contracts::directory::v1::AllocationRole;
use serde::Deserialize;
use uuid::Uuid;

#[derive(Deserialize)]
pub(super) struct WorkerRow {
    pub(super) worker_id: Uuid,
    display_name: String,
    pub(super) name_key: String,
    subject: String,
    roles: Vec<i32>,
    team_id: Option<Uuid>,
    line_manager_id: Option<Uuid>,
    active: bool,
    email: Option<String>,
    phone: Option<String>,
    #[serde(flatten)]
    stamp: StampRow,
}

#[derive(Deserialize)]
pub(super) struct TeamRow {
    team_id: Uuid,
    name: String,
    #[serde(flatten)]
    stamp: StampRow,
}

#[derive(Deserialize)]
pub(super) struct InboxRow {
    inbox_id: Uuid,
    name: String,
    members: Vec<PersonRow>,
    #[serde(flatten)]
    stamp: StampRow,
}

#[derive(Deserialize)]
pub(super) struct ChildRow {
    pub(super) child_id: String,
    first_name: String,
    surname: String,
    pub(super) first_name_key: String,
    pub(super) surname_key: String,
    date_of_birth: Option<NaiveDate>,
    gender: String,
    pub(super) allocations: Vec<AllocationRow>,
    #[serde(flatten)]
    stamp: StampRow,
}

#[derive(Deserialize)]
pub(super) struct AllocationRow {
    role: i32,
    worker: PersonRow,
}

#[derive(Deserialize)]
pub(super) struct CoverRow {
    cover_id: Uuid,
    covered: PersonRow,
    covering: PersonRow,
    first_day: NaiveDate,
    last_day: NaiveDate,
    ended_at: Option<DateTime<Utc>>,
    #[serde(flatten)]
    stamp: StampRow,
}

#[derive(Deserialize)]
pub(super) struct PersonRow {
    id: Uuid,
    display_name: String,
}

#[derive(Deserialize)]
struct StampRow {
    version: i64,
    changed_by: Option<Uuid>,
    changed_at: DateTime<Utc>,
}

impl From<WorkerRow> for Worker {
    fn from(row: WorkerRow) -> Self {
        let details = worker::Details {
            display_name: row.display_name,
            subject: row.subject,
            roles: known(&row.roles),
            team_id: row.team_id,
            line_manager_id: row.line_manager_id,
            active: row.active,
            contact: worker::Contact { email: row.email, phone: row.phone },
        };
        Self { id: row.worker_id, details, stamp: row.stamp.into() }
    }
}

impl From<WorkerRow> for Candidate {
    fn from(row: WorkerRow) -> Self {
        Self {
            person: Person { id: row.worker_id, display_name: row.display_name },
            active: row.active,
            roles: known(&row.roles),
        }
    }
}

impl From<WorkerRow> for Colleague {
    fn from(row: WorkerRow) -> Self {
        Self {
            person: Person { id: row.worker_id, display_name: row.display_name },
            active: row.active,
            roles: known(&row.roles),
            line_manager_id: row.line_manager_id,
        }
    }
}

impl From<CoverRow> for Cover {
    fn from(row: CoverRow) -> Self {
        Self {
            id: row.cover_id,
            covered: row.covered.into(),
            covering: row.covering.into(),
            days: Days { first: row.first_day, last: row.last_day },
            ended: row.ended_at,
            stamp: row.stamp.into(),
        }
    }
}

impl From<TeamRow> for Team {
    fn from(row: TeamRow) -> Self {
        Self { id: row.team_id, name: row.name, stamp: row.stamp.into() }
    }
}

impl From<InboxRow> for Inbox {
    fn from(row: InboxRow) -> Self {
        let members = row.members.into_iter().map(Person::from).collect();
        Self { id: row.inbox_id, name: row.name, members, stamp: row.stamp.into() }
    }
}

impl From<ChildRow> for Child {
    fn from(row: ChildRow) -> Self {
        let details = child::Details {
            first_name: row.first_name,
            surname: row.surname,
            date_of_birth: row.date_of_birth,
            gender: row.gender,
        };
        Self { id: row.child_id, details, stamp: row.stamp.into() }
    }
}

impl From<ChildRow> for (Child, Vec<Allocation>) {
    fn from(mut row: ChildRow) -> Self {
        let allocations = std::mem::take(&mut row.allocations);
        let allocations = allocations.into_iter().filter_map(AllocationRow::known).collect();
        (row.into(), allocations)
    }
}

impl AllocationRow {
    fn known(self) -> Option<Allocation> {
        Some(Allocation { role: AllocationRole::try_from(self.role).ok()?, worker: self.worker.into() })
    }
}

/// Those of an enum's numbers that this build knows: a newer one may have stored others.
pub(super) fn known<E: TryFrom<i32>, All: FromIterator<E>>(numbers: &[i32]) -> All {
    numbers.iter().filter_map(|number| E::try_from(*number).ok()).collect()
}

impl From<PersonRow> for Person {
    fn from(row: PersonRow) -> Self {
        Self { id: row.id, display_name: row.display_name }
    }
}

impl From<StampRow> for Stamp {
    fn from(row: StampRow) -> Self {
        Self { version: row.version, by: row.changed_by, at: row.changed_at }
    }
}
