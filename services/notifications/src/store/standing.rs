//! How the ways out of the application stand.

use crate::domain::delivery::Channel;
use chrono::{DateTime, Utc};
use sqlx::{FromRow, PgExecutor};

/// How a channel stands.
#[derive(Clone, Copy, Debug, FromRow)]
pub struct Standing {
    /// For how long the message that waits longest is due; 0 where none is.
    pub oldest_due_seconds: f64,
    /// How many messages failed and are not tried again.
    pub dead: i64,
}

/// How a channel stands now.
pub async fn of(
    executor: impl PgExecutor<'_>,
    channel: Channel,
    now: DateTime<Utc>,
) -> Result<Standing, sqlx::Error> {
    sqlx::query_as(
        "select coalesce(extract(epoch from $2 - (select min(next_attempt_at)
                                                    from notifications.delivery
                                                   where channel = $1 and next_attempt_at <= $2)), 0)::float8
                  as oldest_due_seconds,
                (select count(*)
                   from notifications.delivery
                  where channel = $1 and next_attempt_at is null
                    and status in ('PERMANENT_FAILURE', 'TEMPORARY_FAILURE', 'TECHNICAL_FAILURE')) as dead",
    )
    .bind(channel.as_str())
    .bind(now)
    .fetch_one(executor)
    .await
}
