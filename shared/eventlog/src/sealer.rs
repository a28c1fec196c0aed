//! Seals audit entries and forgets old receipts, beside the sequencer and in the same replica.

use crate::{log::Shared, settling::Settling};
use sqlx::PgConnection;
use std::{sync::Arc, time::Duration};
use tokio::time::{Instant, sleep, timeout_at};

/// How often entries are sealed.
const SEAL: Duration = Duration::from_millis(400);
/// How many entries one seal covers at most.
const BATCH: i64 = 512;
/// How often it is asked whether old receipts can go.
const FORGET: Duration = Duration::from_secs(60);

/// Works while this replica leads, until the service stops.
pub(crate) async fn run(shared: Arc<Shared>) {
    let mut leading = shared.leading.subscribe();
    while !shared.stop.is_cancelled() {
        tokio::select! {
            () = shared.stop.cancelled() => return,
            led = leading.wait_for(|leads| *leads) => if led.is_err() { return },
        }
        if let Err(error) = keep_sealing(&shared).await {
            tracing::warn!(source = shared.source, error = %fault::describe(&error), "audit entries wait to be sealed");
            sleep(SEAL).await;
        }
    }
}

/// Until another replica leads.
async fn keep_sealing(shared: &Shared) -> Result<(), sqlx::Error> {
    let mut settling = Settling::of_audit_entries();
    let mut is_quiet = false;
    let mut forget = Instant::now();
    while *shared.leading.borrow() && !shared.stop.is_cancelled() {
        let next = Instant::now() + SEAL;
        seal_all(shared, &mut settling, &mut is_quiet).await?;
        if Instant::now() >= forget {
            forget = Instant::now() + FORGET;
            forget_receipts(shared).await?;
        }
        // Too late is as good as wanted.
        let _wanted = timeout_at(next, shared.seal_wanted.notified()).await;
    }
    Ok(())
}

/// Looks up to where entries are done with, as long as any come or what came is not settled.
async fn seal_all(shared: &Shared, settling: &mut Settling, is_quiet: &mut bool) -> Result<(), sqlx::Error> {
    let mut connection = shared.pool.acquire().await?;
    if !*is_quiet || !settling.is_settled() {
        settling.look(&mut connection).await?;
    }
    *is_quiet = true;
    loop {
        match seal(&mut connection, settling.floor()).await? {
            Some(BATCH) => *is_quiet = false,
            Some(sealed) => {
                *is_quiet &= sealed == 0;
                settling.drained();
                return Ok(());
            }
            None => return Ok(()),
        }
    }
}

/// Seals one batch and says how many entries it holds; `None` where another sealer has just sealed the same.
async fn seal(connection: &mut PgConnection, floor: i64) -> Result<Option<i64>, sqlx::Error> {
    let sealed = sqlx::query_scalar(include_str!("../sql/seal.sql"))
        .bind(floor)
        .bind(BATCH)
        .fetch_optional(connection)
        .await;
    match sealed {
        Err(sqlx::Error::Database(error)) if error.is_unique_violation() => Ok(None),
        sealed => Ok(Some(sealed?.unwrap_or(0))),
    }
}

async fn forget_receipts(shared: &Shared) -> Result<(), sqlx::Error> {
    let forgotten: bool = sqlx::query_scalar("select forget_receipts(now())").fetch_one(&shared.pool).await?;
    if forgotten {
        tracing::info!(source = shared.source, "receipts of the week before last are forgotten");
    }
    Ok(())
}
