//! Requests that come into other lists.

use super::opening::{Asked, Loaded, Seen};
use super::{request::access, row};
use crate::domain::page::Place;
use crate::domain::pass_on::{Receiver, WantedPassing};
use crate::domain::request::{Assignee, Request};
use crate::domain::shown::Shown;
use chrono::NaiveDate;
use contracts::r#type::v1::Role;
use eventlog::{Record, recalled};
use serde_json::{Value, json};
use sqlx::{PgExecutor, Row as _};
use uuid::Uuid;

/// What passing on is decided on.
pub struct Passing {
    /// Those of the requests that there are, each with the managers of the worker in whose list it stands, upwards.
    pub requests: Vec<(Shown, Vec<Uuid>)>,
    /// Whoever shall have them.
    pub receiver: Receiver,
    /// What that one is called; empty where there is nobody.
    pub receiver_name: String,
}

/// What passing these requests on is decided on, on that day in London.
pub async fn load(
    executor: impl PgExecutor<'_>,
    asked: &Asked<'_>,
    wanted: &WantedPassing,
    today: NaiveDate,
) -> Result<Loaded<Passing>, sqlx::Error> {
    let ids: Vec<Uuid> = wanted.requests.iter().map(|(id, _)| *id).collect();
    let (worker, inbox) = holder(wanted.to);
    let found = sqlx::query(include_str!("passing_load.sql"))
        .bind(asked.subject)
        .bind(ids)
        .bind(asked.rpc)
        .bind(asked.request_id)
        .bind(worker)
        .bind(inbox)
        .bind(today)
        .fetch_all(executor)
        .await?;
    let first = found.first().ok_or(sqlx::Error::RowNotFound)?;
    let roles: Option<Vec<i32>> = first.try_get("receiver_roles")?;
    let known = |roles: Vec<i32>| roles.iter().filter_map(|role| Role::try_from(*role).ok()).collect();
    let receiver =
        Receiver { assignee: wanted.to, roles: roles.map(known), inbox_known: first.try_get("inbox_known")? };
    let mut requests = Vec::with_capacity(found.len());
    for row in &found {
        if let Some(shown) = row::shown(row)? {
            requests.push((shown, row.try_get("managers")?));
        }
    }
    let name: Option<String> = first.try_get("receiver_name")?;
    Ok(Loaded {
        access: access(first)?,
        recalled: recalled(&asked.body_hash, first.try_get("body_hash")?, first.try_get("answer")?),
        found: Passing { requests, receiver, receiver_name: name.unwrap_or_default() },
    })
}

/// Writes that requests came into other lists and what the command leaves behind, all of it or nothing, or raises `stale`;
/// each comes with the version that it was read in.
pub async fn apply(
    executor: impl PgExecutor<'_>,
    passed: &[(&Request, i64)],
    record: &Record,
) -> Result<(), sqlx::Error> {
    let rows: Value = passed.iter().map(|(request, read_version)| row_of(request, *read_version)).collect();
    sqlx::query(include_str!("passing.sql"))
        .bind(rows)
        .bind(record.events_json())
        .bind(record.audit_json())
        .bind(record.receipt_json())
        .execute(executor)
        .await?;
    Ok(())
}

fn row_of(request: &Request, read_version: i64) -> Value {
    let (worker_id, inbox_id) = holder(request.assignee);
    json!({
        "id": request.id, "read_version": read_version, "worker_id": worker_id, "inbox_id": inbox_id,
        "version": request.stamp.version, "changed_by": request.stamp.by, "changed_at": request.stamp.at,
    })
}

fn holder(assignee: Assignee) -> (Option<Uuid>, Option<Uuid>) {
    match assignee {
        Assignee::Worker(worker) => (Some(worker), None),
        Assignee::Inbox(inbox) => (None, Some(inbox)),
    }
}

/// A worker's list.
pub struct ListOf {
    /// The worker's managers, upwards.
    pub managers: Vec<Uuid>,
    /// The rows, newest first.
    pub requests: Vec<Shown>,
    /// How many there are on all pages.
    pub total: i64,
}

/// What waits in one worker's own list, newest first, at most so many rows.
pub async fn list_of(
    executor: impl PgExecutor<'_>,
    caller: &str,
    today: NaiveDate,
    worker_id: Uuid,
    after: Option<Place>,
    rows: i64,
) -> Result<Seen<ListOf>, sqlx::Error> {
    let found = sqlx::query(include_str!("requests_of.sql"))
        .bind(caller)
        .bind(worker_id)
        .bind(after.map(|place| place.sent_at))
        .bind(after.map(|place| place.id))
        .bind(rows)
        .bind(today)
        .fetch_all(executor)
        .await?;
    let first = found.first().ok_or(sqlx::Error::RowNotFound)?;
    let (managers, total) = (first.try_get("managers")?, first.try_get("total_size")?);
    Ok(Seen { access: access(first)?, found: ListOf { managers, requests: row::all_shown(&found)?, total } })
}
