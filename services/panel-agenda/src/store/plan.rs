//! When panels take place: some rows a year, read as a whole.

use super::opening::{Asked, Loaded, Seen, access, recalled};
use crate::domain::{
    plan::{Cancellation, Issued, Plan, Recorded},
    rotation::WhenItFallsOut,
};
use chrono::{DateTime, NaiveDate, Utc};
use eventlog::Record;
use serde::Deserialize;
use sqlx::postgres::PgRow;
use sqlx::types::Json;
use sqlx::{PgExecutor, Row as _};
use uuid::Uuid;

#[derive(Deserialize)]
struct RotationRow {
    number: i32,
    anchor: NaiveDate,
    when_it_falls_out: i16,
    by: Uuid,
    name: String,
    at: DateTime<Utc>,
}

#[derive(Deserialize)]
struct CancellationRow {
    panel: NaiveDate,
    reason: String,
    by: Uuid,
    name: String,
    at: DateTime<Utc>,
}

#[derive(Deserialize)]
struct IssueRow {
    panel: NaiveDate,
    number: i32,
    agenda_id: Uuid,
    cohort: String,
}

/// What a command about panels is decided on.
pub async fn load(executor: impl PgExecutor<'_>, asked: &Asked<'_>) -> Result<Loaded<Plan>, sqlx::Error> {
    let row = one(executor, asked.subject, Some(asked)).await?;
    Ok(Loaded { access: access(&row)?, recalled: recalled(&row, asked)?, found: plan(&row)? })
}

/// All that was recorded.
pub async fn get(executor: impl PgExecutor<'_>, caller: &str) -> Result<Seen<Plan>, sqlx::Error> {
    let row = one(executor, caller, None).await?;
    Ok(Seen { access: access(&row)?, found: plan(&row)? })
}

async fn one(
    executor: impl PgExecutor<'_>,
    caller: &str,
    asked: Option<&Asked<'_>>,
) -> Result<PgRow, sqlx::Error> {
    sqlx::query(include_str!("plan.sql"))
        .bind(caller)
        .bind(asked.map(|asked| asked.rpc))
        .bind(asked.map(|asked| asked.request_id))
        .fetch_one(executor)
        .await
}

/// Records a rotation as the one of that number.
pub async fn add_rotation(
    executor: impl PgExecutor<'_>,
    number: i32,
    rotation: &Recorded,
    record: &Record,
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "with guard as (
           insert into panels.rotation (number, anchor, when_it_falls_out, recorded_by, recorded_at)
           values ($1, $2, $3, $4, $5) returning 1
         )
         select case when exists (select from guard) then record($6, $7, $8) end",
    )
    .bind(number)
    .bind(rotation.anchor)
    .bind(number_of(rotation.when_it_falls_out))
    .bind(rotation.by.0)
    .bind(rotation.by.2)
    .bind(record.events_json())
    .bind(record.audit_json())
    .bind(record.receipt_json())
    .execute(executor)
    .await
    .map(drop)
}

/// Records that a panel does not take place.
pub async fn cancel(
    executor: impl PgExecutor<'_>,
    panel: NaiveDate,
    cancellation: &Cancellation,
    record: &Record,
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "with guard as (
           insert into panels.cancellation (panel_date, reason, cancelled_by, cancelled_at)
           values ($1, $2, $3, $4) returning 1
         )
         select case when exists (select from guard) then record($5, $6, $7) end",
    )
    .bind(panel)
    .bind(&cancellation.reason)
    .bind(cancellation.by.0)
    .bind(cancellation.by.2)
    .bind(record.events_json())
    .bind(record.audit_json())
    .bind(record.receipt_json())
    .execute(executor)
    .await
    .map(drop)
}

/// Issues an agenda as the version of that number.
pub async fn issue(
    executor: impl PgExecutor<'_>,
    (panel, number, agenda_id): (NaiveDate, i32, Uuid),
    (by, at): (Uuid, DateTime<Utc>),
    record: &Record,
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "with guard as (
           insert into panels.issue (panel_date, number, agenda_id, circulated_by, circulated_at)
           values ($1, $2, $3, $4, $5) returning 1
         )
         select case when exists (select from guard) then record($6, $7, $8) end",
    )
    .bind(panel)
    .bind(number)
    .bind(agenda_id)
    .bind(by)
    .bind(at)
    .bind(record.events_json())
    .bind(record.audit_json())
    .bind(record.receipt_json())
    .execute(executor)
    .await
    .map(drop)
}

/// The plan in the columns of `plan.sql`.
pub(super) fn plan(row: &PgRow) -> Result<Plan, sqlx::Error> {
    let Json(rotations) = row.try_get::<Json<Vec<RotationRow>>, _>("rotations")?;
    let Json(cancellations) = row.try_get::<Json<Vec<CancellationRow>>, _>("cancellations")?;
    let Json(issues) = row.try_get::<Json<Vec<IssueRow>>, _>("issues")?;
    let recorded = |row: RotationRow| Recorded {
        number: row.number,
        anchor: row.anchor,
        when_it_falls_out: falls_out(row.when_it_falls_out),
        by: (row.by, row.name, row.at),
    };
    let cancelled = |row: CancellationRow| {
        (row.panel, Cancellation { reason: row.reason, by: (row.by, row.name, row.at) })
    };
    let issued =
        |IssueRow { panel, number, agenda_id, cohort }| (panel, Issued { number, agenda_id, cohort });
    Ok(Plan {
        rotations: rotations.into_iter().map(recorded).collect(),
        cancelled: cancellations.into_iter().map(cancelled).collect(),
        // The last one of a panel counts.
        issued: issues.into_iter().map(issued).collect(),
    })
}

fn number_of(when: WhenItFallsOut) -> i16 {
    match when {
        WhenItFallsOut::Slides => 1,
        WhenItFallsOut::Skips => 2,
    }
}

fn falls_out(number: i16) -> WhenItFallsOut {
    if number == 2 { WhenItFallsOut::Skips } else { WhenItFallsOut::Slides }
}
