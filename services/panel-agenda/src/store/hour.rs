//! The hours at which panels begin, as they were set.

use chrono::{DateTime, NaiveTime, Utc};
use sqlx::PgExecutor;

/// Keeps an hour as the one that holds from that instant on, unless it holds already.
pub async fn keep(
    executor: impl PgExecutor<'_>,
    begins: NaiveTime,
    since: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "insert into panels.hour (number, begins, since)
         select coalesce(max(number), 0) + 1, $1, $2 from panels.hour
         having (array_agg(begins order by number desc))[1] is distinct from $1
         on conflict on constraint hour_pkey do nothing",
    )
    .bind(begins)
    .bind(since)
    .execute(executor)
    .await
    .map(drop)
}

/// When the hour was changed. The first one is no change.
pub async fn changes(executor: impl PgExecutor<'_>) -> Result<Vec<DateTime<Utc>>, sqlx::Error> {
    sqlx::query_scalar("select since from panels.hour where number > 1 order by number")
        .fetch_all(executor)
        .await
}
