//! Determinations of Legal Gateway Meetings, in numbered states.

use super::opening::{Asked, Loaded, Seen, access, recalled};
use crate::domain::{
    agenda::Signed,
    determination::{Determination, RecordedDetermination},
};
use chrono::{DateTime, NaiveDate, Utc};
use eventlog::Record;
use sqlx::postgres::PgRow;
use sqlx::{FromRow, PgExecutor, Row as _};
use uuid::Uuid;

#[derive(FromRow)]
struct Row {
    legal_determination_id: Uuid,
    child_id: String,
    determined_on: NaiveDate,
    review_on: Option<NaiveDate>,
    recorded_by: Uuid,
    recorded_by_name: Option<String>,
    recorded_at: DateTime<Utc>,
    ended_on: Option<NaiveDate>,
    ended_by: Option<Uuid>,
    ended_by_name: Option<String>,
    ended_at: Option<DateTime<Utc>>,
}

/// What recording a determination for a child is decided on.
pub async fn opening(
    executor: impl PgExecutor<'_>,
    asked: &Asked<'_>,
    child_id: &str,
) -> Result<Loaded<()>, sqlx::Error> {
    let row = sqlx::query(
        "select access($1, $2) as access, receipt.body_hash, receipt.answer
           from (select) as always left join lateral recall($1, $3, $4) receipt on true",
    )
    .bind(asked.subject)
    .bind(child_id)
    .bind(asked.rpc)
    .bind(asked.request_id)
    .fetch_one(executor)
    .await?;
    Ok(Loaded { access: access(&row)?, recalled: recalled(&row, asked)?, found: () })
}

/// What ending a determination is decided on.
pub async fn load(
    executor: impl PgExecutor<'_>,
    asked: &Asked<'_>,
    id: Uuid,
) -> Result<Loaded<Option<RecordedDetermination>>, sqlx::Error> {
    let row = sqlx::query(
        "select access($1, shown.child_id) as access, receipt.body_hash, receipt.answer, shown.*
           from (select) as always
           left join panels.legal_determination_shown shown on shown.legal_determination_id = $2
           left join lateral recall($1, $3, $4) receipt on true",
    )
    .bind(asked.subject)
    .bind(id)
    .bind(asked.rpc)
    .bind(asked.request_id)
    .fetch_one(executor)
    .await?;
    Ok(Loaded { access: access(&row)?, recalled: recalled(&row, asked)?, found: determination(&row)? })
}

/// A child's determinations, the latest first.
pub async fn of_child(
    executor: impl PgExecutor<'_>,
    caller: &str,
    child_id: &str,
) -> Result<Seen<Vec<RecordedDetermination>>, sqlx::Error> {
    let rows = sqlx::query(
        "select access($1, $2) as access, shown.*
           from (select) as always
           left join panels.legal_determination_shown shown on shown.child_id = $2
          order by shown.determined_on desc, shown.recorded_at desc, shown.legal_determination_id desc",
    )
    .bind(caller)
    .bind(child_id)
    .fetch_all(executor)
    .await?;
    let first = rows.first().ok_or(sqlx::Error::RowNotFound)?;
    let found = rows.iter().filter_map(|row| determination(row).transpose()).collect::<Result<_, _>>()?;
    Ok(Seen { access: access(first)?, found })
}

/// Records a determination in the next state.
pub async fn insert(
    executor: impl PgExecutor<'_>,
    recorded: &RecordedDetermination,
    record: &Record,
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "with state as (
           update panels.remembered set number = number + 1 where kind = 'LEGAL_DETERMINATIONS' returning number
         ), guard as (
           insert into panels.legal_determination (legal_determination_id, child_id, determined_on, review_on,
                                                   recorded_by, recorded_at, recorded_state)
           select $1, $2, $3, $4, $5, $6, state.number from state
           returning 1
         )
         select case when exists (select from guard) then record($7, $8, $9) end",
    )
    .bind(recorded.id)
    .bind(&recorded.determination.child_id)
    .bind(recorded.determination.determined_on)
    .bind(recorded.determination.review_on)
    .bind(recorded.recorded.0)
    .bind(recorded.recorded.2)
    .bind(record.events_json())
    .bind(record.audit_json())
    .bind(record.receipt_json())
    .execute(executor)
    .await
    .map(drop)
}

/// Ends a determination in the next state, or raises `stale` where somebody has ended it.
pub async fn end(
    executor: impl PgExecutor<'_>,
    id: Uuid,
    ended_on: NaiveDate,
    (by, at): (Uuid, DateTime<Utc>),
    record: &Record,
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "with state as (
           update panels.remembered set number = number + 1 where kind = 'LEGAL_DETERMINATIONS' returning number
         ), guard as (
           update panels.legal_determination
              set ended_on = $2, ended_by = $3, ended_at = $4, ended_state = state.number
             from state
            where legal_determination_id = $1 and ended_on is null
           returning 1
         )
         select case when exists (select from guard) then record($5, $6, $7) else stale('determination') end",
    )
    .bind(id)
    .bind(ended_on)
    .bind(by)
    .bind(at)
    .bind(record.events_json())
    .bind(record.audit_json())
    .bind(record.receipt_json())
    .execute(executor)
    .await
    .map(drop)
}

fn determination(row: &PgRow) -> Result<Option<RecordedDetermination>, sqlx::Error> {
    if row.try_get::<Option<Uuid>, _>("legal_determination_id")?.is_none() {
        return Ok(None);
    }
    let row = Row::from_row(row)?;
    let ended: Option<Signed> =
        row.ended_by.zip(row.ended_at).map(|(by, at)| (by, row.ended_by_name.unwrap_or_default(), at));
    Ok(Some(RecordedDetermination {
        id: row.legal_determination_id,
        determination: Determination {
            child_id: row.child_id,
            determined_on: row.determined_on,
            review_on: row.review_on,
            ended_on: row.ended_on,
        },
        recorded: (row.recorded_by, row.recorded_by_name.unwrap_or_default(), row.recorded_at),
        ended,
    }))
}
