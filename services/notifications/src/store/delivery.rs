//! Messages that leave the application, as operators see them.

use super::opening::{Asked, Loaded, Seen, access};
use crate::domain::delivery::{Attempt, Channel, Delivery, Stage};
use crate::domain::stamp::Stamp;
use chrono::{DateTime, Utc};
use eventlog::{Record, recalled};
use fault::BoxError;
use serde::Deserialize;
use sqlx::postgres::PgRow;
use sqlx::types::Json;
use sqlx::{FromRow, PgExecutor, Row as _};
use std::fmt;
use uuid::Uuid;

#[derive(FromRow)]
struct Row {
    delivery_id: Uuid,
    place: i64,
    notification_id: Option<Uuid>,
    digested: Vec<Uuid>,
    kind: String,
    worker_id: Uuid,
    channel: String,
    webhook_id: Option<Uuid>,
    status: String,
    created_at: DateTime<Utc>,
    next_attempt_at: Option<DateTime<Utc>>,
    attempts: Json<Vec<AttemptRow>>,
    version: i64,
    changed_by: Option<Uuid>,
    changed_at: DateTime<Utc>,
}

#[derive(Deserialize)]
struct AttemptRow {
    began_at: DateTime<Utc>,
    ended_at: Option<DateTime<Utc>>,
    status: String,
    detail: String,
}

/// What is wanted of them. What is not set does not narrow.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// What failed and is not tried again.
    pub dead_only: bool,
    /// One status.
    pub status: Option<Stage>,
    /// One channel.
    pub channel: Option<Channel>,
    /// What goes to one webhook.
    pub webhook_id: Option<Uuid>,
    /// What tells of one notification.
    pub notification_id: Option<Uuid>,
    /// One message.
    pub delivery_id: Option<Uuid>,
    /// What tells of one kind of notification.
    pub kind: Option<String>,
    /// What one worker is told.
    pub worker_id: Option<Uuid>,
}

/// For an audit entry: by what the list was narrowed.
impl fmt::Display for Filter {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let parts = [
            self.dead_only.then(|| "dead".to_owned()),
            self.status.map(|status| format!("status={}", status.as_str())),
            self.channel.map(|channel| format!("channel={}", channel.as_str())),
            self.webhook_id.map(|id| format!("webhook/{id}")),
            self.notification_id.map(|id| format!("notification/{id}")),
            self.delivery_id.map(|id| format!("delivery/{id}")),
            self.kind.as_ref().map(|kind| format!("kind={kind}")),
            self.worker_id.map(|id| format!("worker/{id}")),
        ];
        out.write_str(&parts.into_iter().flatten().collect::<Vec<_>>().join(" "))
    }
}

/// A part of a list.
#[derive(Debug)]
pub struct Part {
    /// The rows, newest first.
    pub deliveries: Vec<Delivery>,
    /// How many there are under the filter, on all pages.
    pub total: i64,
}

/// Messages with their attempts, newest first, at most so many.
pub async fn list(
    executor: impl PgExecutor<'_>,
    caller: &str,
    filter: &Filter,
    before: Option<i64>,
    rows: i64,
) -> Result<Seen<Part>, sqlx::Error> {
    let found = sqlx::query(include_str!("delivery_list.sql"))
        .bind(caller)
        .bind(filter.dead_only)
        .bind(filter.status.map(Stage::as_str))
        .bind(filter.channel.map(Channel::as_str))
        .bind(filter.webhook_id)
        .bind(filter.notification_id)
        .bind(before)
        .bind(rows)
        .bind(filter.delivery_id)
        .bind(&filter.kind)
        .bind(filter.worker_id)
        .fetch_all(executor)
        .await?;
    let first = found.first().ok_or(sqlx::Error::RowNotFound)?;
    let mut deliveries = Vec::with_capacity(found.len());
    for row in &found {
        deliveries.extend(delivery(row)?);
    }
    Ok(Seen { access: access(first)?, found: Part { deliveries, total: first.try_get("total_size")? } })
}

/// What redelivering this message is decided on.
pub async fn load(
    executor: impl PgExecutor<'_>,
    asked: &Asked<'_>,
    delivery_id: Uuid,
) -> Result<Loaded<Option<Delivery>>, sqlx::Error> {
    let row = sqlx::query(include_str!("delivery_load.sql"))
        .bind(asked.subject)
        .bind(asked.rpc)
        .bind(asked.request_id)
        .bind(delivery_id)
        .fetch_one(executor)
        .await?;
    Ok(Loaded {
        access: access(&row)?,
        recalled: recalled(&asked.body_hash, row.try_get("body_hash")?, row.try_get("answer")?),
        found: delivery(&row)?,
    })
}

/// Queues a message anew, behind all that waits, with what the command leaves behind, or raises `stale`.
pub async fn redeliver(
    executor: impl PgExecutor<'_>,
    delivery: &Delivery,
    record: &Record,
) -> Result<(), sqlx::Error> {
    sqlx::query(include_str!("delivery_redeliver.sql"))
        .bind(delivery.id)
        .bind(delivery.stamp.version)
        .bind(delivery.status.as_str())
        .bind(delivery.next_attempt_at)
        .bind(delivery.stamp.by)
        .bind(delivery.stamp.at)
        .bind(record.events_json())
        .bind(record.audit_json())
        .bind(record.receipt_json())
        .execute(executor)
        .await
        .map(drop)
}

/// The message of a row; nothing where an outer join found none.
fn delivery(row: &PgRow) -> Result<Option<Delivery>, sqlx::Error> {
    match row.try_get::<Option<Uuid>, _>("delivery_id")? {
        Some(_) => Row::from_row(row)?.into_delivery().map(Some).map_err(sqlx::Error::Decode),
        None => Ok(None),
    }
}

impl Row {
    fn into_delivery(self) -> Result<Delivery, BoxError> {
        let attempts = self.attempts.0.into_iter().map(AttemptRow::into_attempt);
        Ok(Delivery {
            id: self.delivery_id,
            place: self.place,
            notification_id: self.notification_id,
            digested: self.digested,
            kind: self.kind,
            worker_id: self.worker_id,
            channel: channel(&self.channel)?,
            webhook_id: self.webhook_id,
            status: status(&self.status)?,
            created_at: self.created_at,
            next_attempt_at: self.next_attempt_at,
            attempts: attempts.collect::<Result<_, _>>()?,
            stamp: Stamp { version: self.version, by: self.changed_by, at: self.changed_at },
        })
    }
}

impl AttemptRow {
    fn into_attempt(self) -> Result<Attempt, BoxError> {
        let Self { began_at, ended_at, status: name, detail } = self;
        Ok(Attempt { began_at, ended_at, status: status(&name)?, detail })
    }
}

pub(super) fn channel(name: &str) -> Result<Channel, BoxError> {
    Channel::named(name).ok_or_else(|| format!("{name} is no channel").into())
}

pub(super) fn status(name: &str) -> Result<Stage, BoxError> {
    Stage::named(name).ok_or_else(|| format!("{name} is no status of a delivery").into())
}
