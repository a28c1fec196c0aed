//! The table allocation.

use super::{
    bind_record, child,
    opening::{Asked, Loaded, Opening, Seen},
    rows::{ChildRow, WorkerRow, known},
};
use crate::domain::{
    allocation::{Allocation, AllocationChange, Candidate, WantedAllocation},
    child::Child,
    place::ChildPlace,
};
use contracts::directory::v1::AllocationRole;
use eventlog::Record;
use identity::Access;
use sqlx::{FromRow, PgExecutor, types::Json};
use uuid::Uuid;

/// A worker's child.
pub(crate) struct Hit {
    /// The child, with the row's place in the list.
    pub child: child::Hit,
    /// What the worker is to the child.
    pub roles: Vec<AllocationRole>,
}

/// What an allocation is decided on: the child with who is allocated, and the worker.
pub(crate) type Standing = (Option<(Child, Vec<Allocation>)>, Option<Candidate>);

#[derive(FromRow)]
struct LoadRow {
    #[sqlx(flatten)]
    opening: Opening,
    child: Option<Json<ChildRow>>,
    candidate: Option<Json<WorkerRow>>,
}

#[derive(FromRow)]
struct ListRow {
    access: Option<Access>,
    found: Json<Vec<HitRow>>,
}

#[derive(serde::Deserialize)]
struct HitRow {
    roles: Vec<i32>,
    #[serde(flatten)]
    child: ChildRow,
}

/// What an allocation of this worker to this child is decided on.
pub(crate) async fn load(
    executor: impl PgExecutor<'_>,
    asked: &Asked<'_>,
    wanted: &WantedAllocation,
) -> Result<Loaded<Standing>, sqlx::Error> {
    let row: LoadRow = sqlx::query_as(include_str!("allocation_load.sql"))
        .bind(asked.subject)
        .bind(asked.rpc)
        .bind(asked.request_id)
        .bind(&wanted.child_id)
        .bind(wanted.worker_id)
        .fetch_one(executor)
        .await?;
    let child = row.child.map(|child| child.0.into());
    let candidate = row.candidate.map(|candidate| candidate.0.into());
    Ok(row.opening.with(asked, (child, candidate)))
}

/// Ends who had the role, begins who has it now, and writes what the command leaves behind, or raises `stale`.
pub(crate) async fn set(
    executor: impl PgExecutor<'_>,
    change: &AllocationChange,
    record: &Record,
) -> Result<(), sqlx::Error> {
    let Child { id, stamp, .. } = &change.child;
    let statement = sqlx::query(include_str!("allocation_set.sql"))
        .bind(id)
        .bind(stamp.version)
        .bind(i32::from(change.role))
        .bind(change.worker_id)
        .bind(stamp.by)
        .bind(stamp.at);
    bind_record(statement, record).execute(executor).await?;
    Ok(())
}

/// The children of a worker, or of the caller, by surname, first name, id; at most so many.
pub(crate) async fn list(
    executor: impl PgExecutor<'_>,
    caller: &str,
    worker_id: Option<Uuid>,
    after: Option<&ChildPlace>,
    rows: i64,
) -> Result<Seen<Vec<Hit>>, sqlx::Error> {
    let row: ListRow = sqlx::query_as(include_str!("allocation_list.sql"))
        .bind(caller)
        .bind(worker_id)
        .bind(after.map(|place| &place.surname_key))
        .bind(after.map(|place| &place.first_name_key))
        .bind(after.map(|place| &place.child_id))
        .bind(rows)
        .fetch_one(executor)
        .await?;
    let found = row.found.0.into_iter().map(Hit::from).collect();
    Ok(Seen::of(row.access, found))
}

impl From<HitRow> for Hit {
    fn from(row: HitRow) -> Self {
        Self { roles: known(&row.roles), child: row.child.into() }
    }
}
