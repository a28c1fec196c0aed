//! A child on an issued agenda, and what people say about it.

use super::agenda::shown;
use super::opening::{Asked, Loaded, access, recalled};
use crate::domain::{
    agenda::{Told, ToldListed},
    determination::Determination,
    item::{Change, Item, RemovalReason},
    service_manager::Responsible,
};
use chrono::{DateTime, Utc};
use eventlog::Record;
use sqlx::postgres::PgRow;
use sqlx::{PgExecutor, Row as _};
use uuid::Uuid;

/// An item with what it stands on.
pub struct Found {
    /// The key of the agenda's cohort.
    pub cohort: String,
    /// The child, as listed.
    pub told: Box<ToldListed>,
    /// The item.
    pub item: Item,
    /// How often something was said of it.
    pub version: i32,
}

/// What changing an item is decided on; nothing where the agenda does not list the child.
pub async fn load(
    executor: impl PgExecutor<'_>,
    asked: &Asked<'_>,
    (agenda_id, child_id): (Uuid, &str),
    today: chrono::NaiveDate,
) -> Result<Loaded<Option<Found>>, sqlx::Error> {
    let row = sqlx::query(include_str!("item_load.sql"))
        .bind(asked.subject)
        .bind(asked.rpc)
        .bind(asked.request_id)
        .bind(agenda_id)
        .bind(child_id)
        .bind(today)
        .fetch_one(executor)
        .await?;
    Ok(Loaded { access: access(&row)?, recalled: recalled(&row, asked)?, found: found(&row)? })
}

fn found(row: &PgRow) -> Result<Option<Found>, sqlx::Error> {
    let (Some(agenda), Some(line)) = (shown(row)?, row.try_get::<Option<String>, _>("line")?) else {
        return Ok(None);
    };
    let Told::Listed(told) =
        serde_json::from_str(&line).map_err(|wrong| sqlx::Error::Decode(wrong.into()))?
    else {
        return Ok(None);
    };
    let item = Item {
        panel: agenda.panel,
        issued: row.try_get("issued_id")?,
        service_manager: Responsible {
            allocated: row.try_get("allocated_manager_id")?,
            kept: told.service_manager_id,
            said: told.service_manager.clone(),
        },
        last: change(row)?,
        cancelled: row.try_get("cancelled")?,
        recorded: row.try_get("recorded")?,
    };
    Ok(Some(Found { cohort: agenda.cohort, told, item, version: row.try_get("item_version")? }))
}

/// Writes a change of an item in that version, the determination that comes with it, and what it leaves behind; raises `stale` where
/// something else was said meanwhile.
pub async fn add(
    executor: impl PgExecutor<'_>,
    (item, child_id, version): (&Item, &str, i32),
    change: &Change,
    determination: Option<(Uuid, &Determination)>,
    record: &Record,
) -> Result<(), sqlx::Error> {
    sqlx::query(include_str!("item_change.sql"))
        .bind(item.panel)
        .bind(child_id)
        .bind(change.number)
        .bind(change.removed.is_some())
        .bind(number_of(change.removed))
        .bind(&change.note)
        .bind(change.by.0)
        .bind(change.by.2)
        .bind(determination.map(|(id, _)| id))
        .bind(determination.map(|(_, it)| it.determined_on))
        .bind(determination.and_then(|(_, it)| it.review_on))
        .bind(record.events_json())
        .bind(record.audit_json())
        .bind(record.receipt_json())
        .bind(version)
        .execute(executor)
        .await
        .map(drop)
}

/// The last change of an item in the columns `change_*`, or none where there was none.
pub(super) fn change(row: &PgRow) -> Result<Option<Change>, sqlx::Error> {
    let Some(number) = row.try_get::<Option<i32>, _>("change_number")? else { return Ok(None) };
    let by: Uuid = row.try_get("change_by")?;
    let name: Option<String> = row.try_get("change_by_name")?;
    let at: DateTime<Utc> = row.try_get("change_at")?;
    Ok(Some(Change {
        number,
        removed: reason(row.try_get("change_reason")?),
        note: row.try_get("change_note")?,
        by: (by, name.unwrap_or_default(), at),
    }))
}

fn number_of(reason: Option<RemovalReason>) -> i16 {
    match reason {
        None => 0,
        Some(RemovalReason::LegalDetermination) => 1,
        Some(RemovalReason::LongTermMatched) => 2,
        Some(RemovalReason::Other) => 3,
        Some(RemovalReason::WithdrawnAtPanel) => 4,
    }
}

fn reason(number: i16) -> Option<RemovalReason> {
    match number {
        1 => Some(RemovalReason::LegalDetermination),
        2 => Some(RemovalReason::LongTermMatched),
        3 => Some(RemovalReason::Other),
        4 => Some(RemovalReason::WithdrawnAtPanel),
        _ => None,
    }
}
