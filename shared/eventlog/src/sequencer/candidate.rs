//! Waits for the lock that one replica holds.

use super::{Ended, lead::Lead};
use crate::{log::Shared, signal::Signal};
use sqlx::{Connection, PgConnection};
use std::time::Duration;
use tokio::time::{Instant, sleep, timeout};

/// How often a replica that stands by asks for the lock.
const ASK_EVERY: Duration = Duration::from_millis(150);
/// How often it tells that it stands by.
const TELL_EVERY: Duration = Duration::from_secs(1);
/// A statement that takes longer is given up, and the connection with it.
pub(super) const STALLED: Duration = Duration::from_secs(10);

/// The database ends the session of a sequencer that is silent for this long (a frozen process, a lost machine), and
/// with it the lock: a sequencer speaks five times a second.
const IDLE_SESSION: &str = "set idle_session_timeout = '750ms'";
/// The sequencer's statements are walks of an index from one place on; no statistics may persuade a plan otherwise, nor values that each be
/// planned anew.
const WALK_INDEXES: &str =
    "set enable_seqscan = off; set enable_bitmapscan = off; set plan_cache_mode = force_generic_plan";

/// Holds a connection on which it tries to take the lock, and leads once it has it. Ends well when the service stops.
pub(super) async fn stand(shared: &Shared) -> Result<(), Ended> {
    let options = (*shared.pool.connect_options()).clone().application_name("permanence eventlog sequencer");
    let mut connection = timeout(STALLED, PgConnection::connect_with(&options)).await??;
    sqlx::raw_sql(IDLE_SESSION).execute(&mut connection).await?;
    sqlx::raw_sql(WALK_INDEXES).execute(&mut connection).await?;
    let mut tell = Instant::now();
    while !timeout(STALLED, take_lock(&mut connection)).await?? {
        if Instant::now() >= tell {
            tell = Instant::now() + TELL_EVERY;
            timeout(STALLED, Signal::StandsBy.send(&mut connection)).await??;
        }
        let signal = tokio::select! {
            () = shared.stop.cancelled() => return Ok(connection.close().await?),
            () = shared.committed.notified() => Signal::Committed,
            () = shared.seal_wanted.notified() => Signal::SealWanted,
            () = sleep(ASK_EVERY) => continue,
        };
        timeout(STALLED, signal.send(&mut connection)).await??;
        // What is committed meanwhile goes into one more notification.
        sleep(shared.options.spacing).await;
    }
    Lead::begin(shared, connection).await?.lead().await
}

/// The lock ends with the session that took it.
async fn take_lock(connection: &mut PgConnection) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar(
        "select pg_try_advisory_lock(hashtextextended('eventlog sequencer of ' || current_schema(), 0))",
    )
    .fetch_one(connection)
    .await
}
