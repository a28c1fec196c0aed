//! Poison: what cannot be applied waits, and the rest goes on.

use super::{Broken, Consumer, apply::Unapplied};
use crate::{Record, id_of, metrics};
use chrono::{DateTime, Utc};
use contracts::events::v1::Event;
use fault::Fault;
use prost::Message;
use sqlx::{FromRow, PgConnection, PgExecutor};
use uuid::Uuid;

/// An event that waits, as an operator sees it.
#[derive(Clone, Debug, FromRow)]
pub struct Parked {
    /// The package whose feed it came from.
    pub upstream: String,
    /// What waits with it: the child's id, or the event's subject where it has no child.
    pub key: String,
    /// The event's id.
    pub event_id: Uuid,
    /// Why it could not be applied; for the later ones, that they wait.
    pub reason: String,
    /// Since when, by the database's clock.
    pub parked_at: DateTime<Utc>,
}

/// What trying again came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Retried {
    /// How many parked events are applied now.
    pub applied: u64,
    /// How many still wait.
    pub still_parked: u64,
}

/// What waits in a service's schema, oldest first.
pub async fn parked(executor: impl PgExecutor<'_>) -> Result<Vec<Parked>, Fault> {
    let rows = sqlx::query_as("select upstream, key, event_id, reason, parked_at from parked order by place");
    Ok(rows.fetch_all(executor).await?)
}

/// Asks for another attempt at what is parked, of one key or of all, and says at how many events. The replica that
/// follows the feed makes it within about a second; what fails again stays parked.
pub async fn ask_retry(executor: impl PgExecutor<'_>, key: Option<&str>) -> Result<u64, Fault> {
    let asked = sqlx::query("update parked set retry_asked = true where $1::text is null or key = $1");
    Ok(asked.bind(key).execute(executor).await?.rows_affected())
}

/// What a parked event's successors wait by.
pub(super) fn key(event: &Event) -> &str {
    if event.child_id.is_empty() { &event.subject } else { &event.child_id }
}

/// Puts an event where it waits. One that waits already, since the feed was read again, keeps its place.
pub(super) async fn park(
    transaction: &mut PgConnection,
    upstream: &str,
    event: &Event,
    reason: &str,
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "insert into parked (upstream, key, event_id, event, reason) values ($1, $2, $3, $4, $5)
         on conflict on constraint parked_event_key do nothing",
    )
    .bind(upstream)
    .bind(key(event))
    .bind(id_of(event)?)
    .bind(event.encode_to_vec())
    .bind(reason)
    .execute(transaction)
    .await
    .map(drop)
}

/// An operator has to look: one line, and a counter that an alert stands on.
pub(super) fn alarm(upstream: &'static str, event: &Event, reason: &str) {
    tracing::error!(
        feed.upstream = upstream,
        event.id = event.id,
        event.r#type = event.r#type,
        reason,
        "an event cannot be applied: it is parked with all that follows about the same child"
    );
    metrics::parked(upstream);
}

#[derive(FromRow)]
struct Waiting {
    place: i64,
    event: Vec<u8>,
}

impl Consumer {
    /// Tries everything again that is parked of this feed, now and here.
    pub async fn retry(&self) -> Result<Retried, Fault> {
        let keys = sqlx::query_scalar("select distinct key from parked where upstream = $1");
        let keys = keys.bind(self.upstream.name()).fetch_all(self.log.pool()).await?;
        let applied = self.retry_keys(keys).await.map_err(|broken| self.fault(broken))?;
        let left = sqlx::query_scalar("select count(*) from parked where upstream = $1");
        let left: i64 = left.bind(self.upstream.name()).fetch_one(self.log.pool()).await?;
        Ok(Retried { applied, still_parked: left.unsigned_abs() })
    }

    /// Says how many events were applied.
    pub(super) async fn retry_keys(&self, keys: Vec<String>) -> Result<u64, Broken> {
        self.replica().await?;
        let mut applied = 0;
        for key in keys {
            while self.retry_first(&key).await? {
                applied += 1;
            }
        }
        Ok(applied)
    }

    /// Tries the first event that waits by this key, in a transaction of its own: false when it still cannot be applied,
    /// or none waits.
    async fn retry_first(&self, key: &str) -> Result<bool, Broken> {
        let upstream = self.upstream.name();
        let mut transaction = crate::begin(self.log.pool()).await?;
        // Nobody applies, and so nobody parks, meanwhile.
        sqlx::query("select from feed_cursor where upstream = $1 for update")
            .bind(upstream)
            .execute(&mut *transaction)
            .await?;
        let Some(waiting) = first(&mut transaction, upstream, key).await? else { return Ok(false) };
        let decoded = Event::decode(waiting.event.as_slice());
        let event = decoded.map_err(|error| sqlx::Error::Decode(error.into()))?;
        let reason = match self.apply.apply(&mut transaction, &event).await {
            Ok(events) => {
                let gone = sqlx::query("delete from parked where place = $1").bind(waiting.place);
                gone.execute(&mut *transaction).await?;
                self.commit(transaction, &Record { events, ..Record::default() }).await?;
                return Ok(true);
            }
            Err(error) => match error.sort()? {
                Unapplied::Raced(reason) | Unapplied::Poison(reason) => reason,
            },
        };
        transaction.rollback().await?;
        let stays = sqlx::query(
            "update parked set retry_asked = false, reason = case when place = $3 then $4 else reason end
             where upstream = $1 and key = $2",
        );
        stays.bind(upstream).bind(key).bind(waiting.place).bind(&*reason).execute(self.log.pool()).await?;
        alarm(upstream, &event, &reason);
        Ok(false)
    }
}

async fn first(
    transaction: &mut PgConnection,
    upstream: &str,
    key: &str,
) -> Result<Option<Waiting>, sqlx::Error> {
    sqlx::query_as("select place, event from parked where upstream = $1 and key = $2 order by place limit 1")
        .bind(upstream)
        .bind(key)
        .fetch_optional(transaction)
        .await
}
