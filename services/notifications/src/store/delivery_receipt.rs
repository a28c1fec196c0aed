//! Messages of which a provider tells by itself what came of them.

use super::delivery::{channel, status};
use crate::domain::delivery::{Channel, Outcome};
use crate::domain::receipt::Sent;
use chrono::{DateTime, Utc};
use fault::BoxError;
use sqlx::{FromRow, PgExecutor};
use uuid::Uuid;

#[derive(FromRow)]
struct Row {
    channel: String,
    status: String,
    tries: i32,
    accepted_as: Option<Uuid>,
    version: i64,
    last_attempt: Option<i32>,
}

/// A message to a person as it stands, with the way it goes; nothing where there is none of that id.
pub async fn load(
    executor: impl PgExecutor<'_>,
    delivery_id: Uuid,
) -> Result<Option<(Channel, Sent)>, sqlx::Error> {
    let row: Option<Row> = sqlx::query_as(
        "select delivery.channel, delivery.status, delivery.tries, delivery.accepted_as, delivery.version,
                (select max(attempt.number)
                   from notifications.delivery_attempt attempt
                  where attempt.delivery_id = delivery.delivery_id) as last_attempt
           from notifications.delivery
          where delivery.delivery_id = $1 and delivery.webhook_id is null",
    )
    .bind(delivery_id)
    .fetch_optional(executor)
    .await?;
    row.map(Row::into_sent).transpose().map_err(sqlx::Error::Decode)
}

/// Notes what came of a message and when it is tried again, and takes it from whoever has claimed it; false where it was
/// changed since it was loaded.
pub async fn end(
    executor: impl PgExecutor<'_>,
    delivery_id: Uuid,
    sent: &Sent,
    outcome: &Outcome,
    again_at: Option<DateTime<Utc>>,
    at: DateTime<Utc>,
) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar(include_str!("delivery_receipt_end.sql"))
        .bind(delivery_id)
        .bind(sent.version)
        .bind(outcome.status.as_str())
        .bind(again_at)
        .bind(at)
        .bind(&outcome.detail)
        .bind(sent.last_attempt)
        .fetch_one(executor)
        .await
}

impl Row {
    fn into_sent(self) -> Result<(Channel, Sent), BoxError> {
        let Self { channel: way, status: name, tries, accepted_as, version, last_attempt } = self;
        let sent =
            Sent { status: status(&name)?, tries: u32::try_from(tries)?, accepted_as, version, last_attempt };
        Ok((channel(&way)?, sent))
    }
}
