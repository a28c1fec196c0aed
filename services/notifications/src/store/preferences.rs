//! How workers want to be told outside the application.

use super::delivery::channel;
use super::opening::{Asked, Loaded, Seen, access};
use crate::domain::digest::DailyDigest;
use crate::domain::preferences::{Choices, Preferences, QuietHours};
use crate::domain::stamp::Stamp;
use chrono::{DateTime, NaiveTime, Utc};
use eventlog::{Record, recalled};
use fault::BoxError;
use sqlx::postgres::PgRow;
use sqlx::types::Json;
use sqlx::{FromRow, PgExecutor, Row as _};
use std::collections::BTreeMap;
use uuid::Uuid;

#[derive(FromRow)]
struct Row {
    worker_id: Uuid,
    choices: Json<BTreeMap<String, BTreeMap<String, bool>>>,
    quiet_from: Option<NaiveTime>,
    quiet_until: Option<NaiveTime>,
    digest_hour: Option<i16>,
    digest_channels: Vec<String>,
    version: i64,
    changed_at: DateTime<Utc>,
}

/// What changing the caller's preferences is decided on; nothing where they never said anything.
pub async fn load(
    executor: impl PgExecutor<'_>,
    asked: &Asked<'_>,
) -> Result<Loaded<Option<Preferences>>, sqlx::Error> {
    let row = sqlx::query(
        "with caller as materialized (select access($1, null) as access)
         select caller.access, earlier.body_hash, earlier.answer, preferences.*
           from caller
           left join recall($1, $2, $3) as earlier on true
           left join notifications.preferences
             on preferences.worker_id = (caller.access ->> 'worker_id')::uuid",
    )
    .bind(asked.subject)
    .bind(asked.rpc)
    .bind(asked.request_id)
    .fetch_one(executor)
    .await?;
    Ok(Loaded {
        access: access(&row)?,
        recalled: recalled(&asked.body_hash, row.try_get("body_hash")?, row.try_get("answer")?),
        found: preferences(&row)?,
    })
}

/// The caller's preferences; nothing where they never said anything.
pub async fn get(
    executor: impl PgExecutor<'_>,
    caller: &str,
) -> Result<Seen<Option<Preferences>>, sqlx::Error> {
    let row = sqlx::query(
        "with caller as materialized (select access($1, null) as access)
         select caller.access, preferences.*
           from caller
           left join notifications.preferences
             on preferences.worker_id = (caller.access ->> 'worker_id')::uuid",
    )
    .bind(caller)
    .fetch_one(executor)
    .await?;
    Ok(Seen { access: access(&row)?, found: preferences(&row)? })
}

/// Writes preferences and what the command leaves behind, or raises `stale`.
pub async fn replace(
    executor: impl PgExecutor<'_>,
    preferences: &Preferences,
    record: &Record,
) -> Result<(), sqlx::Error> {
    let choices: BTreeMap<&str, &BTreeMap<String, bool>> =
        preferences.choices.iter().map(|(channel, kinds)| (channel.as_str(), kinds)).collect();
    let digest = preferences.digest.as_ref();
    let channels: Vec<&str> =
        digest.into_iter().flat_map(|digest| &digest.channels).map(|channel| channel.as_str()).collect();
    sqlx::query(include_str!("preferences_replace.sql"))
        .bind(preferences.worker_id)
        .bind(preferences.stamp.version)
        .bind(Json(choices))
        .bind(preferences.quiet.map(|quiet| quiet.from))
        .bind(preferences.quiet.map(|quiet| quiet.until))
        .bind(preferences.stamp.at)
        .bind(digest.map(|digest| i16::try_from(digest.hour).unwrap_or_default()))
        .bind(channels)
        .bind(record.events_json())
        .bind(record.audit_json())
        .bind(record.receipt_json())
        .execute(executor)
        .await
        .map(drop)
}

fn preferences(row: &PgRow) -> Result<Option<Preferences>, sqlx::Error> {
    match row.try_get::<Option<Uuid>, _>("worker_id")? {
        Some(_) => Row::from_row(row)?.into_preferences().map(Some).map_err(sqlx::Error::Decode),
        None => Ok(None),
    }
}

impl Row {
    fn into_preferences(self) -> Result<Preferences, BoxError> {
        let by_channel = self.choices.0.into_iter().map(|(name, kinds)| Ok((channel(&name)?, kinds)));
        let quiet = self.quiet_from.zip(self.quiet_until);
        let channels = self.digest_channels.iter().map(|name| channel(name));
        let channels = channels.collect::<Result<_, BoxError>>()?;
        let digest = self.digest_hour.map(|hour| DailyDigest { hour: hour.unsigned_abs().into(), channels });
        Ok(Preferences {
            worker_id: self.worker_id,
            choices: by_channel.collect::<Result<Choices, BoxError>>()?,
            quiet: quiet.map(|(from, until)| QuietHours { from, until }),
            digest,
            stamp: Stamp { version: self.version, by: Some(self.worker_id), at: self.changed_at },
        })
    }
}
