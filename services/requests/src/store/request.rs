//! One request: loaded with what a call begins with, changed by a command.

use super::opening::{Asked, Loaded, Seen};
use super::{row, standing};
use crate::domain::request::Request;
use crate::domain::shown::Shown;
use chrono::NaiveDate;
use eventlog::{Record, recalled};
use sqlx::postgres::PgRow;
use sqlx::{PgExecutor, Row as _};
use uuid::Uuid;

/// What a command about this request is decided on, on that day in London.
pub async fn load(
    executor: impl PgExecutor<'_>,
    asked: &Asked<'_>,
    id: Uuid,
    today: NaiveDate,
) -> Result<Loaded<Option<Shown>>, sqlx::Error> {
    let found = one(executor, asked.subject, id, Some(asked), today).await?;
    Ok(Loaded {
        access: access(&found)?,
        recalled: recalled(&asked.body_hash, found.try_get("body_hash")?, found.try_get("answer")?),
        found: row::shown(&found)?,
    })
}

/// One request.
pub async fn get(
    executor: impl PgExecutor<'_>,
    caller: &str,
    id: Uuid,
    today: NaiveDate,
) -> Result<Seen<Option<Shown>>, sqlx::Error> {
    let found = one(executor, caller, id, None, today).await?;
    Ok(Seen { access: access(&found)?, found: row::shown(&found)? })
}

async fn one(
    executor: impl PgExecutor<'_>,
    caller: &str,
    id: Uuid,
    asked: Option<&Asked<'_>>,
    today: NaiveDate,
) -> Result<PgRow, sqlx::Error> {
    sqlx::query(include_str!("load.sql"))
        .bind(caller)
        .bind(id)
        .bind(asked.map(|asked| asked.rpc))
        .bind(asked.map(|asked| asked.request_id))
        .bind(today)
        .fetch_one(executor)
        .await
}

/// Writes what a command made of the request and what it leaves behind, or raises `stale` when somebody else changed the
/// request since `read_version`.
pub async fn change(
    executor: impl PgExecutor<'_>,
    request: &Request,
    read_version: i64,
    record: &Record,
) -> Result<(), sqlx::Error> {
    standing::bind(sqlx::query(include_str!("change.sql")), request)
        .bind(read_version)
        .bind(record.events_json())
        .bind(record.audit_json())
        .bind(record.receipt_json())
        .execute(executor)
        .await?;
    Ok(())
}

/// The column `access`.
pub(super) fn access(row: &PgRow) -> Result<Option<identity::Access>, sqlx::Error> {
    row.try_get("access")
}
