//! Forgets what became of messages once it is older than the settings want it kept, by the clock that is passed in.

use crate::store;
use calendar::Clock;
use chrono::{DateTime, TimeDelta, Utc};
use sqlx::PgPool;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// How often it is looked at the clock, and by it into the database.
const LOOK: Duration = Duration::from_secs(1);
const EVERY: TimeDelta = TimeDelta::hours(1);
/// How many messages one transaction forgets.
const AT_ONCE: i64 = 500;

/// What forgets.
#[derive(Clone, Debug)]
pub struct Forgetting {
    /// The database.
    pub pool: PgPool,
    /// The time.
    pub clock: Clock,
    /// For how long it is kept what became of messages.
    pub keeps: TimeDelta,
}

impl Forgetting {
    /// Forgets until the service stops. Any number of replicas may do so: a message is claimed by its row.
    pub async fn run(self, stop: CancellationToken) {
        let forgetting = async {
            let mut next = self.clock.now();
            loop {
                let now = self.clock.now();
                if next <= now {
                    next = now + EVERY;
                    if let Err(error) = self.forget(now).await {
                        tracing::warn!(error = %fault::describe(&error), "old messages are not forgotten; trying again later");
                    }
                }
                tokio::time::sleep(LOOK).await;
            }
        };
        // Nothing is left to do when it was cancelled: what was under way is forgotten whole or not at all.
        let _stopped = stop.run_until_cancelled(forgetting).await;
    }

    async fn forget(&self, now: DateTime<Utc>) -> Result<(), sqlx::Error> {
        // Longer than there are years is for ever.
        let Some(since) = now.checked_sub_signed(self.keeps) else { return Ok(()) };
        loop {
            let forgotten = store::dead::forget(&self.pool, since, AT_ONCE).await?;
            if forgotten > 0 {
                tracing::info!(deliveries = forgotten, "what became of old messages is forgotten");
            }
            if forgotten < AT_ONCE {
                return Ok(());
            }
        }
    }
}
