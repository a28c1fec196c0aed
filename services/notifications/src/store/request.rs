//! Requests, as workflow and requests told of them.

use super::assignee;
use crate::domain::happening::Act;
use crate::domain::request::{Request, State};
use chrono::{DateTime, Utc};
use fault::BoxError;
use sqlx::{FromRow, PgConnection};
use uuid::Uuid;

#[derive(FromRow)]
struct Row {
    request_id: Uuid,
    kind: String,
    type_title: String,
    workstep_title: String,
    workstep_id: Uuid,
    child_id: String,
    case_id: Uuid,
    sent_by: Uuid,
    sent_on_behalf_of: Option<Uuid>,
    sent_at: DateTime<Utc>,
    worker_id: Option<Uuid>,
    inbox_id: Option<Uuid>,
    state: String,
    answered_by: Option<Uuid>,
    answered_on_behalf_of: Option<Uuid>,
    heard_version: i64,
    answer_version: i64,
}

/// Writes a request that is new here; false where it was there already, as after a resync.
pub async fn insert(connection: &mut PgConnection, request: &Request) -> Result<bool, sqlx::Error> {
    let (worker_id, inbox_id) = assignee::columns(request.assignee);
    let (state, answer) = columns(&request.state);
    let inserted = sqlx::query(include_str!("insert_request.sql"))
        .bind(request.id)
        .bind(&request.kind)
        .bind(&request.type_title)
        .bind(&request.workstep_title)
        .bind(request.workstep_id)
        .bind(&request.child_id)
        .bind(request.case_id)
        .bind(request.sent.by)
        .bind(request.sent.on_behalf_of)
        .bind(request.sent_at)
        .bind(worker_id)
        .bind(inbox_id)
        .bind(state)
        .bind(answer.map(|act| act.by))
        .bind(answer.and_then(|act| act.on_behalf_of))
        .bind(request.heard_version)
        .bind(request.answer_version)
        .execute(connection)
        .await?;
    Ok(inserted.rows_affected() == 1)
}

/// A request as it was last heard of.
pub async fn get(connection: &mut PgConnection, id: Uuid) -> Result<Option<Request>, sqlx::Error> {
    let row: Option<Row> = sqlx::query_as(
        "select request_id, kind, type_title, workstep_title, workstep_id, child_id, case_id, sent_by, sent_on_behalf_of,
                sent_at, worker_id, inbox_id, state, answered_by, answered_on_behalf_of, heard_version, answer_version
           from notifications.request
          where request_id = $1",
    )
    .bind(id)
    .fetch_optional(connection)
    .await?;
    row.map(Row::into_request).transpose().map_err(sqlx::Error::Decode)
}

/// All that wait for an answer.
pub async fn waiting(connection: &mut PgConnection) -> Result<Vec<Request>, sqlx::Error> {
    let rows: Vec<Row> = sqlx::query_as(
        "select request_id, kind, type_title, workstep_title, workstep_id, child_id, case_id, sent_by, sent_on_behalf_of,
                sent_at, worker_id, inbox_id, state, answered_by, answered_on_behalf_of, heard_version, answer_version
           from notifications.request
          where state = 'WAITING'",
    )
    .fetch_all(connection)
    .await?;
    rows.into_iter().map(Row::into_request).collect::<Result<_, _>>().map_err(sqlx::Error::Decode)
}

/// Writes what an event made of a request.
pub async fn save(connection: &mut PgConnection, request: &Request) -> Result<(), sqlx::Error> {
    let (worker_id, inbox_id) = assignee::columns(request.assignee);
    let (state, answer) = columns(&request.state);
    sqlx::query(
        "update notifications.request
            set worker_id = $2, inbox_id = $3, state = $4, answered_by = $5, answered_on_behalf_of = $6,
                heard_version = $7, answer_version = $8
          where request_id = $1",
    )
    .bind(request.id)
    .bind(worker_id)
    .bind(inbox_id)
    .bind(state)
    .bind(answer.map(|act| act.by))
    .bind(answer.and_then(|act| act.on_behalf_of))
    .bind(request.heard_version)
    .bind(request.answer_version)
    .execute(connection)
    .await
    .map(drop)
}

impl Row {
    fn into_request(self) -> Result<Request, BoxError> {
        let answer = self.answered_by.map(|by| Act { by, on_behalf_of: self.answered_on_behalf_of });
        Ok(Request {
            id: self.request_id,
            assignee: assignee::of(self.worker_id, self.inbox_id)?,
            state: state_of(&self.state, answer)?,
            kind: self.kind,
            type_title: self.type_title,
            workstep_title: self.workstep_title,
            workstep_id: self.workstep_id,
            child_id: self.child_id,
            case_id: self.case_id,
            sent: Act { by: self.sent_by, on_behalf_of: self.sent_on_behalf_of },
            sent_at: self.sent_at,
            heard_version: self.heard_version,
            answer_version: self.answer_version,
        })
    }
}

fn columns(state: &State) -> (&'static str, Option<Act>) {
    match state {
        State::Waiting => ("WAITING", None),
        State::Answered(act) => ("ANSWERED", Some(*act)),
        State::Returned(act) => ("RETURNED", Some(*act)),
        State::Voided(act) => ("VOIDED", *act),
        State::Withdrawn => ("WITHDRAWN", None),
    }
}

fn state_of(name: &str, answer: Option<Act>) -> Result<State, BoxError> {
    match (name, answer) {
        ("WAITING", None) => Ok(State::Waiting),
        ("ANSWERED", Some(act)) => Ok(State::Answered(act)),
        ("RETURNED", Some(act)) => Ok(State::Returned(act)),
        ("VOIDED", act) => Ok(State::Voided(act)),
        ("WITHDRAWN", None) => Ok(State::Withdrawn),
        (state, _) => Err(format!("a request in state {state} lacks its facts").into()),
    }
}
