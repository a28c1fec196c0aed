//! Worksteps, as workflow told of them.

use super::assignee;
use super::raise::Settled;
use crate::domain::workstep::{Moved, State, Workstep};
use chrono::{DateTime, Utc};
use fault::BoxError;
use sqlx::{FromRow, PgConnection, PgExecutor};
use std::collections::HashMap;
use uuid::Uuid;

#[derive(FromRow)]
struct Row {
    workstep_id: Uuid,
    kind: String,
    purpose: String,
    title: String,
    child_id: String,
    case_id: Uuid,
    arrived_at: DateTime<Utc>,
    worker_id: Option<Uuid>,
    inbox_id: Option<Uuid>,
    state: String,
    heard_version: i64,
}

/// Writes a step that is new here; false where it was there already, as after a resync.
pub async fn insert(connection: &mut PgConnection, step: &Workstep) -> Result<bool, sqlx::Error> {
    let (worker_id, inbox_id) = assignee::columns(step.assignee);
    let inserted = sqlx::query(
        "insert into notifications.workstep (workstep_id, kind, purpose, title, child_id, case_id, worker_id, inbox_id,
                                             state, heard_version, arrived_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
         on conflict on constraint workstep_pkey do nothing",
    );
    let inserted = inserted
        .bind(step.id)
        .bind(&step.kind)
        .bind(&step.purpose)
        .bind(&step.title)
        .bind(&step.child_id)
        .bind(step.case_id)
        .bind(worker_id)
        .bind(inbox_id)
        .bind(name_of(step.state))
        .bind(step.heard_version)
        .bind(step.arrived_at)
        .execute(connection)
        .await?;
    Ok(inserted.rows_affected() == 1)
}

/// A step as it was last heard of.
pub async fn get(executor: impl PgExecutor<'_>, id: Uuid) -> Result<Option<Workstep>, sqlx::Error> {
    let row: Option<Row> = sqlx::query_as(
        "select workstep_id, kind, purpose, title, child_id, case_id, arrived_at, worker_id, inbox_id, state,
                heard_version
           from notifications.workstep
          where workstep_id = $1",
    )
    .bind(id)
    .fetch_optional(executor)
    .await?;
    row.map(Row::into_workstep).transpose().map_err(sqlx::Error::Decode)
}

/// Steps as they stand once nobody else tells anybody anything, by their ids: takes the lock of [`one_at_a_time`] with them.
///
/// [`one_at_a_time`]: super::raise::one_at_a_time
pub async fn get_alone(
    connection: &mut PgConnection,
    ids: &[Uuid],
) -> Result<HashMap<Uuid, Workstep>, sqlx::Error> {
    let rows: Vec<Row> = sqlx::query_as(
        "select workstep_id, kind, purpose, title, child_id, case_id, arrived_at, worker_id, inbox_id, state,
                heard_version
           from notifications.worksteps_alone($1)",
    )
    .bind(ids)
    .fetch_all(connection)
    .await?;
    let steps = rows.into_iter().map(|row| row.into_workstep().map(|step| (step.id, step)));
    steps.collect::<Result<_, _>>().map_err(sqlx::Error::Decode)
}

/// The open steps of a case, in the order in which they came.
pub async fn open_in_case(
    executor: impl PgExecutor<'_>,
    case_id: Uuid,
) -> Result<Vec<Workstep>, sqlx::Error> {
    let rows: Vec<Row> = sqlx::query_as(
        "select workstep_id, kind, purpose, title, child_id, case_id, arrived_at, worker_id, inbox_id, state,
                heard_version
           from notifications.workstep
          where case_id = $1 and state <> 'ENDED'
          order by workstep_id",
    )
    .bind(case_id)
    .fetch_all(executor)
    .await?;
    rows.into_iter().map(Row::into_workstep).collect::<Result<_, _>>().map_err(sqlx::Error::Decode)
}

/// All open steps.
pub async fn open(executor: impl PgExecutor<'_>) -> Result<Vec<Workstep>, sqlx::Error> {
    let rows: Vec<Row> = sqlx::query_as(
        "select workstep_id, kind, purpose, title, child_id, case_id, arrived_at, worker_id, inbox_id, state,
                heard_version
           from notifications.workstep
          where state <> 'ENDED'",
    )
    .fetch_all(executor)
    .await?;
    rows.into_iter().map(Row::into_workstep).collect::<Result<_, _>>().map_err(sqlx::Error::Decode)
}

/// Writes steps that moved, each once, and notes what is settled by their having come so far.
pub async fn save(connection: &mut PgConnection, moved: &[Moved]) -> Result<Vec<Settled>, sqlx::Error> {
    let ids: Vec<Uuid> = moved.iter().map(|moved| moved.step.id).collect();
    sqlx::query_as(include_str!("workstep_move.sql"))
        .bind(serde_json::Value::Array(moved.iter().map(row).collect()))
        .bind(ids)
        .fetch_all(connection)
        .await
}

fn row(Moved { step, reached, told, .. }: &Moved) -> serde_json::Value {
    let (worker_id, inbox_id) = assignee::columns(step.assignee);
    serde_json::json!({
        "workstep_id": step.id,
        "worker_id": worker_id,
        "inbox_id": inbox_id,
        "state": name_of(step.state),
        "heard_version": step.heard_version,
        "settles": reached.settles.iter().map(|until| until.as_str()).collect::<Vec<_>>(),
        "at": told.at,
    })
}

impl Row {
    fn into_workstep(self) -> Result<Workstep, BoxError> {
        Ok(Workstep {
            id: self.workstep_id,
            assignee: assignee::of(self.worker_id, self.inbox_id)?,
            state: state_of(&self.state)?,
            kind: self.kind,
            purpose: self.purpose,
            title: self.title,
            child_id: self.child_id,
            case_id: self.case_id,
            arrived_at: self.arrived_at,
            heard_version: self.heard_version,
        })
    }
}

fn name_of(state: State) -> &'static str {
    match state {
        State::Incoming => "INCOMING",
        State::Started => "STARTED",
        State::Ended => "ENDED",
    }
}

fn state_of(name: &str) -> Result<State, BoxError> {
    match name {
        "INCOMING" => Ok(State::Incoming),
        "STARTED" => Ok(State::Started),
        "ENDED" => Ok(State::Ended),
        other => Err(format!("{other} is no state of a workstep").into()),
    }
}
