//! Messages on their way: claimed, sent, settled. They are queued with their notifications: see `raise.sql`.

use crate::domain::delivery::{Channel, Outcome, Stage};
use crate::domain::message::{Message, Told};
use crate::domain::preferences::QuietHours;
use crate::domain::webhook::Webhook;
use chrono::{DateTime, NaiveTime, Utc};
use identity::Access;
use sqlx::postgres::PgRow;
use sqlx::types::Json;
use sqlx::{FromRow, PgExecutor, Row as _};
use std::time::Duration;
use uuid::Uuid;

/// A message that somebody has claimed for a while. Who comes back after that finds it claimed by another, and changes nothing.
#[derive(Clone, Copy, Debug, FromRow)]
pub struct Claimed {
    /// The message.
    pub delivery_id: Uuid,
    /// The claim.
    pub claim: Uuid,
}

/// A claimed message, with what is known of it at the moment at which it is to go out.
#[derive(Debug)]
pub struct Ready {
    /// The message, under its claim.
    pub claimed: Claimed,
    /// What it says.
    pub message: Message,
    /// The records that it tells of; none where nothing is left to tell of.
    pub records: Vec<Record>,
    /// What the identity provider calls the worker; nothing where the directory does not know them.
    pub subject: Option<String>,
    /// How often it was tried.
    pub tries: u32,
    /// The number of the last attempt, where nobody noted its end.
    pub cut_off: Option<i32>,
    /// Under which id a provider took it, and in which attempt, where it was not said yet what came of it.
    pub accepted: Option<Accepted>,
    /// When nothing goes out to the worker.
    pub quiet: Option<QuietHours>,
    /// Where the worker gets e-mail.
    pub email: Option<String>,
    /// Where the worker gets text messages.
    pub phone: Option<String>,
    /// The webhook that it goes to.
    pub webhook: Option<Webhook>,
}

/// A record that a message tells of.
#[derive(Debug)]
pub struct Record {
    /// The child; nothing where it is no child's.
    pub child_id: Option<String>,
    /// What the worker has access to now.
    pub access: Option<Access>,
}

/// What a provider took and has not told the end of.
#[derive(Clone, Copy, Debug)]
pub struct Accepted {
    /// As what.
    pub as_id: Uuid,
    /// In which attempt.
    pub attempt: i32,
    /// When that began.
    pub at: DateTime<Utc>,
    /// How far it has come, as was heard last.
    pub stage: Stage,
}

/// Claims messages of a channel whose time has come, at most so many; of each webhook the first that waits, and no other.
pub async fn claim(
    executor: impl PgExecutor<'_>,
    channel: Channel,
    claim: Uuid,
    now: DateTime<Utc>,
    so_many: usize,
    so_long: Duration,
) -> Result<Vec<Ready>, sqlx::Error> {
    let to_webhooks = concat!(include_str!("sending_claim_webhook.sql"), include_str!("sending_ready.sql"));
    let to_people = concat!(include_str!("sending_claim_person.sql"), include_str!("sending_ready.sql"));
    let claims = match channel {
        Channel::Webhook => sqlx::query(to_webhooks),
        Channel::Email | Channel::Sms => sqlx::query(to_people),
    };
    let claims = claims
        .bind(claim)
        .bind(now)
        .bind(i64::try_from(so_many).unwrap_or(i64::MAX))
        .bind(so_long.as_secs_f64());
    let claims = match channel {
        Channel::Webhook => claims,
        Channel::Email | Channel::Sms => claims.bind(channel.as_str()),
    };
    let claimed = claims.fetch_all(executor).await?;
    Ok(claimed.iter().filter_map(readable).collect())
}

/// What cannot be read, as what a newer release wrote, is left to the newer one when the claim has run out, and takes none that was
/// claimed with it along; of a webhook its successors wait for it, in their order.
fn readable(row: &PgRow) -> Option<Ready> {
    ready(row)
        .inspect_err(|error| {
            let id: Option<Uuid> = row.try_get("delivery_id").ok();
            tracing::error!(delivery.id = ?id, error = %fault::describe(error), "a message cannot be read");
        })
        .ok()
}

fn ready(row: &PgRow) -> Result<Ready, sqlx::Error> {
    Ok(Ready {
        claimed: Claimed::from_row(row)?,
        message: message(row)?,
        records: records(row)?,
        subject: row.try_get("subject")?,
        tries: u32::try_from(row.try_get::<i32, _>("tries")?).unwrap_or_default(),
        cut_off: row.try_get("cut_off")?,
        accepted: accepted(row)?,
        quiet: row
            .try_get::<Option<NaiveTime>, _>("quiet_from")?
            .zip(row.try_get("quiet_until")?)
            .map(|(from, until)| QuietHours { from, until }),
        email: row.try_get("email")?,
        phone: row.try_get("phone")?,
        webhook: super::webhook::webhook(row)?,
    })
}

/// Notes that an attempt begins; its number, or nothing where the claim has run out.
pub async fn begin(
    executor: impl PgExecutor<'_>,
    claimed: Claimed,
    at: DateTime<Utc>,
) -> Result<Option<i32>, sqlx::Error> {
    sqlx::query_scalar(include_str!("sending_begin.sql"))
        .bind(claimed.delivery_id)
        .bind(claimed.claim)
        .bind(at)
        .fetch_optional(executor)
        .await
}

/// Notes what an attempt came to and when the message is tried again, unless the claim has run out.
pub async fn end(
    executor: impl PgExecutor<'_>,
    claimed: Claimed,
    attempt: i32,
    outcome: &Outcome,
    again_at: Option<DateTime<Utc>>,
    at: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    sqlx::query(include_str!("sending_end.sql"))
        .bind(claimed.delivery_id)
        .bind(claimed.claim)
        .bind(attempt)
        .bind(outcome.status.as_str())
        .bind(&outcome.detail)
        .bind(again_at)
        .bind(at)
        .bind(outcome.accepted_as)
        .execute(executor)
        .await
        .map(drop)
}

/// Sends a message to nobody, for good.
pub async fn withhold(
    executor: impl PgExecutor<'_>,
    claimed: Claimed,
    at: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    let withheld = sqlx::query(
        "update notifications.delivery
            set status = $3, next_attempt_at = null, claim = null, claimed_until = null, version = version + 1,
                changed_by = null, changed_at = $4
          where delivery_id = $1 and claim = $2",
    );
    let withheld = withheld.bind(claimed.delivery_id).bind(claimed.claim).bind(Stage::Withheld.as_str());
    withheld.bind(at).execute(executor).await.map(drop)
}

/// Gives a message back untried, until an instant.
pub async fn put_off(
    executor: impl PgExecutor<'_>,
    claimed: Claimed,
    until: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    let put_off = sqlx::query(
        "update notifications.delivery
            set next_attempt_at = $3, claim = null, claimed_until = null
          where delivery_id = $1 and claim = $2",
    );
    put_off.bind(claimed.delivery_id).bind(claimed.claim).bind(until).execute(executor).await.map(drop)
}

/// Gives a message back untried, until these quiet hours end: it goes out only if it is news then. Where they are no longer the worker's
/// it stays due, to be decided on anew. Gives when it is tried; nothing where the claim has run out.
pub async fn leave_undisturbed(
    executor: impl PgExecutor<'_>,
    claimed: Claimed,
    hours: QuietHours,
    until: DateTime<Utc>,
) -> Result<Option<DateTime<Utc>>, sqlx::Error> {
    sqlx::query_scalar(include_str!("sending_undisturbed.sql"))
        .bind(claimed.delivery_id)
        .bind(claimed.claim)
        .bind(until)
        .bind(hours.from)
        .bind(hours.until)
        .fetch_optional(executor)
        .await
}

fn message(row: &PgRow) -> Result<Message, sqlx::Error> {
    if let Some(id) = row.try_get("digest_id")? {
        return Ok(Message::Digest(id));
    }
    Ok(Message::One(Told {
        notification_id: row.try_get("notification_id")?,
        kind: row.try_get("kind")?,
        worker_id: row.try_get("worker_id")?,
        at: row.try_get("happened_at")?,
    }))
}

fn records(row: &PgRow) -> Result<Vec<Record>, sqlx::Error> {
    let child_ids: Vec<String> = row.try_get("child_ids")?;
    let Json(access): Json<Vec<Option<Access>>> = row.try_get("access")?;
    let record = |(child_id, access): (String, _)| Record {
        child_id: (!child_id.is_empty()).then_some(child_id),
        access,
    };
    Ok(child_ids.into_iter().zip(access).map(record).collect())
}

fn accepted(row: &PgRow) -> Result<Option<Accepted>, sqlx::Error> {
    let as_id: Option<Uuid> = row.try_get("accepted_as")?;
    let status: &str = row.try_get("stage")?;
    let stage = super::delivery::status(status).map_err(sqlx::Error::Decode)?;
    let (attempt, at) = (row.try_get("attempt")?, row.try_get("attempt_began_at")?);
    let (Some(as_id), Some(attempt), Some(at)) = (as_id, attempt, at) else { return Ok(None) };
    Ok(Some(Accepted { as_id, attempt, at, stage }))
}
