//! Where the time goes on the way from a command to who watches: the feeds keep when each event was numbered, by Postgres's clock,
//! which is this machine's.

use super::spread::Spread;
use super::table::{at_most, row};
use crate::failure::Failure;
use chrono::{DateTime, Utc};
use runtime::settings::Database;
use sqlx::{Connection, PgConnection};
use std::time::Duration;

/// The aim, in milliseconds.
const EFFECT: f64 = 20.0;

/// From the instant of each command to its event's number, and from there to the number of what notifications made of it: the second
/// is a little more than the way to the effect, which is committed before it is numbered.
pub(super) async fn say(database: &Database, from: DateTime<Utc>) -> Result<(), Failure> {
    let mut connection = PgConnection::connect_with(&database.admin_options()?).await?;
    let hops: Vec<(f64, f64)> = sqlx::query_as(
        "select extract(epoch from caused.sealed_at - caused.time)::float8,
                extract(epoch from raised.sealed_at - caused.sealed_at)::float8
           from notifications.notification told
           join workflow.events caused on caused.id = told.cause_id
           join notifications.events raised
             on raised.subject = 'notification/' || told.notification_id and raised.subject_version = 1
          where told.happened_at >= $1",
    )
    .bind(from)
    .fetch_all(&mut connection)
    .await?;
    connection.close().await?;
    let seconds = |seconds: f64| Duration::from_secs_f64(seconds.max(0.0));
    let (numbered, effect): (Vec<_>, Vec<_>) =
        hops.into_iter().map(|(numbered, effect)| (seconds(numbered), seconds(effect))).unzip();
    let (numbered, effect) = (Spread::of(numbered)?, Spread::of(effect)?);
    row("of it: a command, its commit, its number: p50", numbered.p50(), "ms");
    row("of it: a command, its commit, its number: p99", numbered.p99(), "ms");
    row("an event, to its effect elsewhere, half load: p50", effect.p50(), "ms");
    at_most("an event, to its effect elsewhere, half load: p99", effect.p99(), EFFECT, "ms");
    Ok(())
}
