//! What waits for a worker's daily digest.

use chrono::{DateTime, Utc};
use sqlx::{FromRow, PgConnection};
use uuid::Uuid;

/// A notification that is to wait for a digest.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct Waiting {
    /// The notification.
    pub notification_id: Uuid,
    /// Who is told.
    pub worker_id: Uuid,
    /// By which channel, as it is stored.
    pub channel: String,
    /// At which hour the digest goes out.
    pub digest_hour: i16,
}

/// Puts notifications into the digests that go out at these instants, in the transaction that raises them.
pub async fn add(
    connection: &mut PgConnection,
    waiting: &[(Waiting, DateTime<Utc>)],
    at: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    let ids: Vec<Uuid> = waiting.iter().map(|(it, _)| it.notification_id).collect();
    let workers: Vec<Uuid> = waiting.iter().map(|(it, _)| it.worker_id).collect();
    let channels: Vec<&str> = waiting.iter().map(|(it, _)| it.channel.as_str()).collect();
    let due: Vec<DateTime<Utc>> = waiting.iter().map(|(_, due)| *due).collect();
    // The second statement sees, and locks, what the first has opened.
    for statement in [include_str!("digest_open.sql"), include_str!("digest_add.sql")] {
        sqlx::query(statement)
            .bind(&ids)
            .bind(&workers)
            .bind(&channels)
            .bind(&due)
            .bind(at)
            .execute(&mut *connection)
            .await?;
    }
    Ok(())
}
