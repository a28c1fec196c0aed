//! Webhooks.

use super::opening::{Asked, Loaded, Seen, access};
use crate::domain::stamp::Stamp;
use crate::domain::webhook::{Sealed, Webhook};
use chrono::{DateTime, Utc};
use eventlog::{Record, recalled};
use sqlx::postgres::PgRow;
use sqlx::{FromRow, PgExecutor, Row as _};
use uuid::Uuid;

#[derive(FromRow)]
struct Row {
    webhook_id: Uuid,
    url: String,
    kinds: Vec<String>,
    description: String,
    secret: Vec<u8>,
    previous_secret: Option<Vec<u8>>,
    previous_until: Option<DateTime<Utc>>,
    created_at: DateTime<Utc>,
    deleted_at: Option<DateTime<Utc>>,
    version: i64,
    changed_by: Uuid,
    changed_at: DateTime<Utc>,
}

/// A webhook in a list.
#[derive(Debug)]
pub struct Listed {
    /// The webhook.
    pub webhook: Webhook,
    /// Its place among all.
    pub place: i64,
    /// How many messages wait for it.
    pub waiting: i64,
}

/// A part of a list.
#[derive(Debug)]
pub struct Part {
    /// The rows, newest first.
    pub webhooks: Vec<Listed>,
    /// How many there are, on all pages.
    pub total: i64,
}

/// What a command about this webhook is decided on, with how many messages wait for it. Nothing where it was deleted.
pub async fn load(
    executor: impl PgExecutor<'_>,
    asked: &Asked<'_>,
    webhook_id: Uuid,
) -> Result<Loaded<Option<(Webhook, i64)>>, sqlx::Error> {
    let row = sqlx::query(include_str!("webhook_load.sql"))
        .bind(asked.subject)
        .bind(asked.rpc)
        .bind(asked.request_id)
        .bind(webhook_id)
        .fetch_one(executor)
        .await?;
    let waiting = row.try_get("waiting_count")?;
    Ok(Loaded {
        access: access(&row)?,
        recalled: recalled(&asked.body_hash, row.try_get("body_hash")?, row.try_get("answer")?),
        found: webhook(&row)?.map(|webhook| (webhook, waiting)),
    })
}

/// Writes a webhook and what the command leaves behind, or raises `stale`.
pub async fn replace(
    executor: impl PgExecutor<'_>,
    webhook: &Webhook,
    record: &Record,
) -> Result<(), sqlx::Error> {
    let previous = webhook.previous.as_ref();
    sqlx::query(include_str!("webhook_replace.sql"))
        .bind(webhook.id)
        .bind(webhook.stamp.version)
        .bind(&webhook.url)
        .bind(&webhook.kinds)
        .bind(&webhook.description)
        .bind(&webhook.secret.0)
        .bind(previous.map(|(secret, _)| &secret.0))
        .bind(previous.map(|(_, until)| until))
        .bind(webhook.created_at)
        .bind(webhook.deleted_at)
        .bind(webhook.stamp.by)
        .bind(webhook.stamp.at)
        .bind(record.events_json())
        .bind(record.audit_json())
        .bind(record.receipt_json())
        .execute(executor)
        .await
        .map(drop)
}

/// Those that are not deleted, newest first, at most so many.
pub async fn list(
    executor: impl PgExecutor<'_>,
    caller: &str,
    before: Option<i64>,
    rows: i64,
) -> Result<Seen<Part>, sqlx::Error> {
    let found = sqlx::query(include_str!("webhook_list.sql"))
        .bind(caller)
        .bind(before)
        .bind(rows)
        .fetch_all(executor)
        .await?;
    let first = found.first().ok_or(sqlx::Error::RowNotFound)?;
    let mut webhooks = Vec::with_capacity(found.len());
    for row in &found {
        if let Some(webhook) = webhook(row)? {
            let (place, waiting) = (row.try_get("place")?, row.try_get("waiting_count")?);
            webhooks.push(Listed { webhook, place, waiting });
        }
    }
    Ok(Seen { access: access(first)?, found: Part { webhooks, total: first.try_get("total_size")? } })
}

/// The webhook of a row; nothing where an outer join found none.
pub(super) fn webhook(row: &PgRow) -> Result<Option<Webhook>, sqlx::Error> {
    match row.try_get::<Option<Uuid>, _>("webhook_id")? {
        Some(_) => Row::from_row(row).map(|row| Some(row.into())),
        None => Ok(None),
    }
}

impl From<Row> for Webhook {
    fn from(row: Row) -> Self {
        Self {
            id: row.webhook_id,
            url: row.url,
            kinds: row.kinds,
            description: row.description,
            secret: Sealed(row.secret),
            previous: row.previous_secret.map(Sealed).zip(row.previous_until),
            created_at: row.created_at,
            deleted_at: row.deleted_at,
            stamp: Stamp { version: row.version, by: Some(row.changed_by), at: row.changed_at },
        }
    }
}
