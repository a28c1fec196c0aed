//! Messages that failed and are not tried again, together; and what is forgotten of messages.

use super::opening::{Asked, Loaded, access};
use crate::domain::delivery::{Channel, Dead, DeadOnes};
use chrono::{DateTime, Utc};
use eventlog::{Record, recalled};
use sqlx::{PgExecutor, Row as _};
use uuid::Uuid;

/// The dead messages that are meant.
#[derive(Debug)]
pub struct Found {
    /// Those that have been dead for longest, in the order in which they were queued.
    pub first: Vec<Dead>,
    /// How many there are.
    pub all: i64,
}

/// What trying these again is decided on, at most so many.
pub async fn load(
    executor: impl PgExecutor<'_>,
    asked: &Asked<'_>,
    meant: &DeadOnes,
    most: i64,
) -> Result<Loaded<Found>, sqlx::Error> {
    let row = sqlx::query(include_str!("delivery_dead.sql"))
        .bind(asked.subject)
        .bind(asked.rpc)
        .bind(asked.request_id)
        .bind(meant.channel.map(Channel::as_str))
        .bind(meant.webhook_id)
        .bind(meant.failed_from)
        .bind(meant.failed_before)
        .bind(most)
        .fetch_one(executor)
        .await?;
    let ids: Vec<Uuid> = row.try_get("delivery_ids")?;
    let versions: Vec<i64> = row.try_get("versions")?;
    let first = ids.into_iter().zip(versions).map(|(id, version)| Dead { id, version }).collect();
    Ok(Loaded {
        access: access(&row)?,
        recalled: recalled(&asked.body_hash, row.try_get("body_hash")?, row.try_get("answer")?),
        found: Found { first, all: row.try_get("dead_count")? },
    })
}

/// Queues them anew in their order, behind all that waits, with what the command leaves behind; or raises `stale`.
pub async fn redeliver(
    executor: impl PgExecutor<'_>,
    dead: &[Dead],
    at: DateTime<Utc>,
    by: Uuid,
    record: &Record,
) -> Result<(), sqlx::Error> {
    let (ids, versions): (Vec<Uuid>, Vec<i64>) = dead.iter().map(|it| (it.id, it.version)).unzip();
    sqlx::query(include_str!("delivery_redeliver_all.sql"))
        .bind(ids)
        .bind(versions)
        .bind(at)
        .bind(by)
        .bind(record.events_json())
        .bind(record.audit_json())
        .bind(record.receipt_json())
        .execute(executor)
        .await
        .map(drop)
}

/// Forgets messages about which nothing is left to do since that instant, with their attempts, at most so many; gives how many.
pub async fn forget(
    executor: impl PgExecutor<'_>,
    since: DateTime<Utc>,
    most: i64,
) -> Result<i64, sqlx::Error> {
    sqlx::query_scalar(include_str!("delivery_forget.sql")).bind(since).bind(most).fetch_one(executor).await
}
