//! From when on the months to a case's next review are counted.

use chrono::NaiveDate;
use sqlx::{PgConnection, PgExecutor};
use uuid::Uuid;

/// The date; none before the first step of that kind was started.
pub async fn counted_from(
    connection: &mut PgConnection,
    case_id: Uuid,
) -> Result<Option<NaiveDate>, sqlx::Error> {
    sqlx::query_scalar("select counted_from from notifications.review where case_id = $1")
        .bind(case_id)
        .fetch_optional(connection)
        .await
}

/// The dates of all of these cases for which it has begun.
pub async fn all_counted_from(
    executor: impl PgExecutor<'_>,
    case_ids: &[Uuid],
) -> Result<Vec<(Uuid, NaiveDate)>, sqlx::Error> {
    sqlx::query_as("select case_id, counted_from from notifications.review where case_id = any ($1)")
        .bind(case_ids)
        .fetch_all(executor)
        .await
}

/// Begins to count, unless it has begun; true where it begins now.
pub async fn begin(connection: &mut PgConnection, case_id: Uuid, on: NaiveDate) -> Result<bool, sqlx::Error> {
    let begun = sqlx::query(
        "insert into notifications.review (case_id, counted_from) values ($1, $2)
         on conflict on constraint review_pkey do nothing",
    );
    Ok(begun.bind(case_id).bind(on).execute(connection).await?.rows_affected() == 1)
}

/// Counts anew from a later date.
pub async fn count_from(
    connection: &mut PgConnection,
    case_id: Uuid,
    on: NaiveDate,
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "insert into notifications.review as kept (case_id, counted_from) values ($1, $2)
         on conflict on constraint review_pkey do update
            set counted_from = greatest(kept.counted_from, excluded.counted_from)",
    )
    .bind(case_id)
    .bind(on)
    .execute(connection)
    .await
    .map(drop)
}
