//! The folder Incoming work.

use super::{
    opening::Seen,
    place::{Place, SortedPlace},
    rows::progress,
};
use crate::domain::{case::Progress, people::Assignee};
use chrono::{DateTime, NaiveDate, Utc};
use contracts::r#type::v1::FolderOrder;
use identity::InFolder;
use serde::Deserialize;
use sqlx::{FromRow, PgExecutor, types::Json};
use uuid::Uuid;

/// What of the folder is asked for; none does not narrow.
#[derive(Clone, Debug, Default)]
pub(crate) struct Filter {
    /// What lies in one inbox of the caller's.
    pub inbox_id: Option<Uuid>,
    /// One child's.
    pub child_id: Option<String>,
    /// One kind of step.
    pub kind: Option<String>,
    /// What arrived on that day or later.
    pub from: Option<NaiveDate>,
    /// What arrived on that day or earlier.
    pub to: Option<NaiveDate>,
    /// The children whose social worker is in that team.
    pub team_id: Option<Uuid>,
    /// How the rows are sorted.
    pub order: FolderOrder,
}

impl Filter {
    /// A step's own title is the row's.
    fn by(&self) -> FolderOrder {
        if self.order == FolderOrder::Workstep { FolderOrder::Title } else { self.order }
    }

    /// What it keeps, for an audit entry.
    pub(crate) fn in_words(&self) -> String {
        let inbox = self.inbox_id.map(|id| format!("inbox {id}"));
        let child = self.child_id.as_ref().map(|id| format!("child {id}"));
        let kind = self.kind.as_ref().map(|kind| format!("type {kind}"));
        let from = self.from.map(|day| format!("from {day}"));
        let to = self.to.map(|day| format!("to {day}"));
        let team = self.team_id.map(|id| format!("team {id}"));
        [inbox, child, kind, from, to, team].into_iter().flatten().collect::<Vec<_>>().join(", ")
    }
}

/// A part of the folder.
pub(crate) struct Folder {
    /// How many rows the whole folder has under the same filter.
    pub total: i64,
    /// The rows, in the order that was asked for.
    pub worksteps: Vec<Incoming>,
}

/// One row.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Incoming {
    /// The step.
    pub id: Uuid,
    /// Its case.
    pub case_id: Uuid,
    /// Whose it is.
    pub child_id: String,
    first_name: Option<String>,
    surname: Option<String>,
    /// Its key in the process.
    pub kind: String,
    /// By which process it runs.
    pub process_id: String,
    /// By which version of it.
    pub process_version: i32,
    /// Incoming or started.
    #[serde(deserialize_with = "progress", rename = "state")]
    pub progress: Progress,
    /// The caller, somebody for whom they stand in, or an inbox.
    pub assignee: Assignee,
    /// The name of either.
    pub assignee_name: String,
    /// When it came.
    pub arrived: DateTime<Utc>,
    /// Grows with every write of the step.
    pub version: i64,
    /// What it is for.
    pub purpose: Option<String>,
    /// By what it is sorted before its date; empty where only the date counts.
    #[serde(default)]
    pub key: String,
    /// Why it stands in the folder.
    #[serde(flatten)]
    pub place_in_folder: InFolder,
}

impl Incoming {
    /// The child's name; empty when the directory's copy lacks the child.
    pub(crate) fn child_name(&self) -> String {
        [self.first_name.as_deref(), self.surname.as_deref()]
            .into_iter()
            .flatten()
            .collect::<Vec<_>>()
            .join(" ")
    }

    /// Where the list goes on after this row.
    pub(crate) fn place(&self) -> SortedPlace {
        SortedPlace { key: self.key.clone(), place: Place { at: self.arrived, id: self.id } }
    }
}

#[derive(FromRow)]
struct Row {
    access: Option<identity::Access>,
    total: i64,
    worksteps: Json<Vec<Incoming>>,
}

/// So many rows after a place, with the count of all, on that day in London.
pub(crate) async fn list(
    executor: impl PgExecutor<'_>,
    subject: &str,
    today: NaiveDate,
    filter: &Filter,
    after: Option<SortedPlace>,
    rows: i64,
) -> Result<Seen<Folder>, sqlx::Error> {
    let row: Row = sqlx::query_as(include_str!("folder.sql"))
        .bind(subject)
        .bind(filter.inbox_id)
        .bind(&filter.child_id)
        .bind(&filter.kind)
        .bind(after.as_ref().map(|after| &after.key))
        .bind(after.as_ref().map(|after| after.place.at))
        .bind(after.as_ref().map(|after| after.place.id))
        .bind(rows)
        .bind(today)
        .bind(filter.from)
        .bind(filter.to)
        .bind(filter.team_id)
        .bind(i32::from(filter.by()))
        .fetch_one(executor)
        .await?;
    let found = Folder { total: row.total, worksteps: row.worksteps.0 };
    Ok(Seen { access: row.access, found })
}

#[derive(FromRow)]
struct RowOf {
    #[sqlx(flatten)]
    row: Row,
    managers: Vec<Uuid>,
}

/// What lies in one worker's own hands, with the managers of that worker, upwards: so many rows after a place.
pub(crate) async fn list_of(
    executor: impl PgExecutor<'_>,
    subject: &str,
    today: NaiveDate,
    worker_id: Uuid,
    after: Place,
    rows: i64,
) -> Result<Seen<(Vec<Uuid>, Folder)>, sqlx::Error> {
    let RowOf { row, managers } = sqlx::query_as(include_str!("work_of.sql"))
        .bind(subject)
        .bind(worker_id)
        .bind(after.at)
        .bind(after.id)
        .bind(rows)
        .bind(today)
        .fetch_one(executor)
        .await?;
    let found = Folder { total: row.total, worksteps: row.worksteps.0 };
    Ok(Seen { access: row.access, found: (managers, found) })
}
