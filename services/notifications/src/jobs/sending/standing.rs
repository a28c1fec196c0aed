//! Tells operators now and then how the ways out stand.

use super::metrics;
use crate::domain::delivery::Channel;
use crate::store;
use calendar::Clock;
use fault::Fault;
use sqlx::PgPool;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// How often: as often as metrics are sent at most.
const LOOK: Duration = Duration::from_secs(15);

/// What tells how channels stand.
#[derive(Clone, Debug)]
pub struct Watcher {
    /// The database.
    pub pool: PgPool,
    /// The time.
    pub clock: Clock,
    /// The channels that there are.
    pub channels: Vec<Channel>,
}

impl Watcher {
    /// Tells until the service stops. Each replica tells the same.
    pub async fn run(self, stop: CancellationToken) {
        let watching = async {
            loop {
                if let Err(fault) = self.look().await {
                    tracing::warn!(error = %fault::describe(&fault), "it is not known how the ways out stand");
                }
                tokio::time::sleep(LOOK).await;
            }
        };
        // Nothing is left to do when it was cancelled.
        let _stopped = stop.run_until_cancelled(watching).await;
    }

    async fn look(&self) -> Result<(), Fault> {
        for channel in &self.channels {
            let standing = store::standing::of(&self.pool, *channel, self.clock.now()).await?;
            metrics::stands(*channel, &standing);
        }
        Ok(())
    }
}
