//! What a worker has read.

use super::opening::{Asked, Loaded, access};
use crate::domain::reading::{Reading, Unread, WantedReading};
use chrono::{DateTime, Utc};
use eventlog::{Record, recalled};
use sqlx::{PgExecutor, Row as _};
use uuid::Uuid;

/// What marking this as read is decided on.
pub async fn load(
    executor: impl PgExecutor<'_>,
    asked: &Asked<'_>,
    wanted: &WantedReading,
) -> Result<Loaded<Unread>, sqlx::Error> {
    let (each, up_to) = match wanted {
        WantedReading::Each(ids) => (ids.as_slice(), None),
        WantedReading::UpTo(id) => (&[][..], Some(*id)),
    };
    let found = sqlx::query(include_str!("load_reading.sql"))
        .bind(asked.subject)
        .bind(asked.rpc)
        .bind(asked.request_id)
        .bind(each)
        .bind(up_to)
        .fetch_one(executor)
        .await?;
    Ok(Loaded {
        access: access(&found)?,
        recalled: recalled(&asked.body_hash, found.try_get("body_hash")?, found.try_get("answer")?),
        found: Unread {
            version: found.try_get("version")?,
            theirs: found.try_get("theirs")?,
            marks: found.try_get("marks")?,
            counted: found.try_get("counted")?,
            count: found.try_get("unread_count")?,
        },
    })
}

/// Writes what was read and what it leaves behind, or raises `stale` when the worker marked something else since
/// `read_version`.
pub async fn change(
    executor: impl PgExecutor<'_>,
    worker_id: Uuid,
    read_version: i64,
    reading: &Reading,
    at: DateTime<Utc>,
    record: &Record,
) -> Result<(), sqlx::Error> {
    sqlx::query(include_str!("change_reading.sql"))
        .bind(worker_id)
        .bind(read_version)
        .bind(&reading.marks)
        .bind(at)
        .bind(record.events_json())
        .bind(record.audit_json())
        .bind(record.receipt_json())
        .execute(executor)
        .await?;
    Ok(())
}
