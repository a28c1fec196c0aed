use crate::{
    cursor::Cursor,
    log::{Floor, Shared},
};
use fault::Fault;
use std::time::Duration;
use tokio::time::{sleep, timeout};

/// How long what was committed may wait for its number before the feed counts as broken.
const PATIENCE: Duration = Duration::from_secs(3);
/// How often it is asked again, should a wake-up get lost.
const ASK_AGAIN: Duration = Duration::from_millis(50);

/// One look at both tables.
#[derive(sqlx::FromRow)]
struct Seen {
    epoch: String,
    end: i64,
    /// The last place in outbox that was filled and not yet numbered.
    waiting: Option<i64>,
}

/// The feed's end once everything that was committed before the call has its number.
pub(super) async fn end(shared: &Shared) -> Result<Cursor, Fault> {
    let waited = timeout(PATIENCE, wait_for_end(shared)).await;
    waited.unwrap_or_else(|late| Err(Fault::unavailable(shared.source, late)))
}

async fn wait_for_end(shared: &Shared) -> Result<Cursor, Fault> {
    let mut tail = shared.tail.subscribe();
    // What comes into outbox after the first look is not waited for.
    let mut until = i64::MAX;
    loop {
        let floor = tail.borrow_and_update().pulse.floor.clone();
        // No epoch yet: the very first sequencer of this database is about to begin one.
        if let Some(seen) = look(shared, &floor, until).await? {
            let Some(waiting) = seen.waiting else {
                return Ok(Cursor { epoch: seen.epoch.into(), position: seen.end });
            };
            until = waiting;
        }
        shared.committed.notify_one();
        tokio::select! {
            _ = tail.changed() => {}
            () = sleep(ASK_AGAIN) => {}
        }
    }
}

async fn look(shared: &Shared, floor: &Floor, until: i64) -> Result<Option<Seen>, sqlx::Error> {
    sqlx::query_as(include_str!("../../sql/read_end.sql"))
        .bind(&*floor.epoch)
        .bind(floor.seq)
        .bind(until)
        .fetch_optional(&shared.pool)
        .await
}
