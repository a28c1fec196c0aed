//! Matches that were agreed in the process, in numbered states. Written by whoever applies workflow's feed.

use chrono::{DateTime, Utc};
use sqlx::PgExecutor;
use uuid::Uuid;

/// Remembers that a match was agreed in a case, in the next state; once, however often it is told.
pub async fn agree(
    executor: impl PgExecutor<'_>,
    case_id: Uuid,
    child_id: &str,
    at: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "with guard as (
           update panels.remembered set number = number + 1
            where kind = 'AGREED_MATCHES' and not exists (select from panels.agreed_match where case_id = $1)
           returning number
         )
         insert into panels.agreed_match (case_id, child_id, agreed_at, since_state)
         select $1, $2, $3, guard.number from guard",
    )
    .bind(case_id)
    .bind(child_id)
    .bind(at)
    .execute(executor)
    .await
    .map(drop)
}

/// Remembers that the match of a case has come to nothing.
pub async fn end_of_case(executor: impl PgExecutor<'_>, case_id: Uuid) -> Result<(), sqlx::Error> {
    sqlx::query(
        "with guard as (
           update panels.remembered set number = number + 1
            where kind = 'AGREED_MATCHES'
              and exists (select from panels.agreed_match where case_id = $1 and until_state is null)
           returning number
         )
         update panels.agreed_match match set until_state = guard.number
           from guard
          where match.case_id = $1 and match.until_state is null",
    )
    .bind(case_id)
    .execute(executor)
    .await
    .map(drop)
}

/// Remembers that what was agreed for a child before another case began has come to nothing.
pub async fn end_before(
    executor: impl PgExecutor<'_>,
    case_id: Uuid,
    child_id: &str,
    at: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "with earlier as (
           select case_id from panels.agreed_match
            where child_id = $2 and case_id <> $1 and agreed_at < $3 and until_state is null
         ), guard as (
           update panels.remembered set number = number + 1
            where kind = 'AGREED_MATCHES' and exists (select from earlier)
           returning number
         )
         update panels.agreed_match match set until_state = guard.number
           from guard, earlier
          where match.case_id = earlier.case_id",
    )
    .bind(case_id)
    .bind(child_id)
    .bind(at)
    .execute(executor)
    .await
    .map(drop)
}
