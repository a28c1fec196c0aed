//! What every client of the suite does with UNAVAILABLE: nothing is wrong with the call, so it is sent again.

use std::error::Error;
use std::time::{Duration, Instant};
use tonic::{Code, Status, TimeoutExpired};

/// How long a busy machine may keep a part of the suite from answering.
const AWAY_FOR: Duration = Duration::from_secs(30);
const AGAIN_AFTER: Duration = Duration::from_millis(20);

/// Asks, and again while a part of the suite is away. What is asked keeps its `request_id`.
pub async fn insisting<T>(ask: impl AsyncFn() -> Result<T, Status>) -> Result<T, Status> {
    let begun = Instant::now();
    loop {
        match ask().await {
            Err(status) if is_away(&status) && begun.elapsed() < AWAY_FOR => {
                tokio::time::sleep(AGAIN_AFTER).await;
            }
            answer => return answer,
        }
    }
}

/// A part of the suite says so; or nobody answered, and what is told was found on this side: a replica stopped before the call
/// had left, or was killed with it in hand. What came of the call is then known to nobody but the suite.
pub fn is_away(status: &Status) -> bool {
    let nobody_answered = |cause: &(dyn Error + 'static)| !cause.is::<TimeoutExpired>();
    status.code() == Code::Unavailable || status.source().is_some_and(nobody_answered)
}
