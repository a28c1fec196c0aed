//! Gives committed events their positions. One replica of a service does, the others stand by.

mod candidate;
mod epoch;
mod lead;
mod take;

use crate::log::Shared;
use std::{sync::Arc, time::Duration};
use tokio::time::sleep;

/// How long after a failure, a lost connection for one, the next attempt is made.
const RETRY: Duration = Duration::from_millis(150);
/// How long a sequencer that met another one stays away.
const STEPPED_BACK: Duration = Duration::from_secs(1);

/// Why a sequencer ended before its service.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Ended {
    /// Another one gave out the same positions: it is the real one.
    #[error("another sequencer is at work")]
    Another,
    /// A statement took longer than a live database needs.
    #[error("the database does not answer")]
    Stalled(#[from] tokio::time::error::Elapsed),
    /// The connection, or a statement, failed.
    #[error("the database refused")]
    Database(#[from] sqlx::Error),
}

/// Stands by for, or is, the sequencer until the service stops.
pub(crate) async fn run(shared: Arc<Shared>) {
    while !shared.stop.is_cancelled() {
        let ended = candidate::stand(&shared).await;
        shared.leading.send_replace(false);
        let Err(ended) = ended else { return };
        tracing::warn!(source = shared.source, error = %fault::describe(&ended), "the sequencer stepped back");
        let pause = if matches!(ended, Ended::Another) { STEPPED_BACK } else { RETRY };
        tokio::select! {
            () = shared.stop.cancelled() => return,
            () = sleep(pause) => {}
        }
    }
}
