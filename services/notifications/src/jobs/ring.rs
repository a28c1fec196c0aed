//! Wakes whoever watches, in this process, when something new is committed for them: at once where it was here; in whichever process
//! it was, each replica reads this service's own feed.

use crate::bell::{Bell, Toll};
use contracts::events::v1::{Event, Subscription};
use contracts::notifications::v1::{NotificationRaised, NotificationSettled, NotificationsRead};
use eventlog::{EventLog, NewEvent, id_of};
use fault::Fault;
use futures::StreamExt;
use prost::Name;
use std::time::Duration;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

/// After how long the feed is read again, when it could not be.
const LISTEN_AGAIN: Duration = Duration::from_millis(250);

/// Rings until the service stops.
pub async fn ring(log: EventLog, bell: Bell, stop: CancellationToken) {
    let ringing = async {
        loop {
            if let Err(fault) = follow(&log, &bell).await {
                tracing::warn!(error = %fault::describe(&fault), "whoever watches is not woken; listening again");
            }
            tokio::time::sleep(LISTEN_AGAIN).await;
        }
    };
    // Nothing is left to do when it was cancelled.
    let _stopped = stop.run_until_cancelled(ringing).await;
}

async fn follow(log: &EventLog, bell: &Bell) -> Result<(), Fault> {
    let cursor = log.position().await?.cursor;
    let batches = log.subscribe(Subscription { cursor, follow: true }).await?;
    bell.ring_all();
    let mut batches = std::pin::pin!(batches);
    while let Some(batch) = batches.next().await {
        // A stream that ends with a status is opened anew.
        let Ok(batch) = batch else { return Ok(()) };
        bell.ring(batch.events.iter().filter_map(told));
    }
    Ok(())
}

/// Wakes at once whom events concern that were committed in this process.
pub(super) fn ring_at_once(bell: &Bell, committed: &[NewEvent]) {
    bell.ring_at_once(committed.iter().filter_map(committed_toll));
}

fn committed_toll(event: &NewEvent) -> Option<Toll> {
    if let Some(told) = event.payload::<NotificationRaised>() {
        return toll(event.id(), &told.worker_id, true);
    }
    toll(event.id(), &event.payload::<NotificationSettled>()?.worker_id, false)
}

/// Whose notifications an event of this service's own is about.
fn told(event: &Event) -> Option<Toll> {
    let data = event.data.as_ref()?.value.as_slice();
    let (worker_id, news) = match event.r#type.as_str() {
        it if it == NotificationRaised::full_name() => (decoded::<NotificationRaised>(data)?.worker_id, true),
        it if it == NotificationSettled::full_name() => {
            (decoded::<NotificationSettled>(data)?.worker_id, false)
        }
        it if it == NotificationsRead::full_name() => (decoded::<NotificationsRead>(data)?.worker_id, false),
        _ => return None,
    };
    toll(id_of(event).ok()?, &worker_id, news)
}

fn toll(event_id: Uuid, worker_id: &str, news: bool) -> Option<Toll> {
    Some(Toll { event_id, worker_id: Uuid::try_parse(worker_id).ok()?, news })
}

fn decoded<M: prost::Message + Default>(data: &[u8]) -> Option<M> {
    M::decode(data).ok()
}
