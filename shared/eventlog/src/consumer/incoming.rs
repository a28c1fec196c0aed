//! Batches as they come, those that queue up taken together.

use super::{Broken, upstream::SubscribeResponse};
use crate::event::{BATCH, is_full};
use contracts::events::v1::Batch;
use futures::FutureExt;
use tonic::Streaming;

/// An open feed. While one transaction was under way, its small batches queued up: the next transaction takes them in
/// one, so that a consumer that fell behind catches up.
pub(super) struct Incoming {
    feed: Streaming<SubscribeResponse>,
    /// Came already, and would have made a batch too large.
    next: Option<Batch>,
}

/// Events for one transaction.
pub(super) struct Together {
    pub(super) batch: Batch,
    /// Whether nothing more is known to have come.
    pub(super) heard_all: bool,
}

impl Incoming {
    pub(super) fn new(feed: Streaming<SubscribeResponse>) -> Self {
        Self { feed, next: None }
    }

    /// Waits for the next batch; `None` when the feed ends. Nothing is lost when it is dropped while it waits.
    pub(super) async fn next(&mut self) -> Result<Option<Together>, Broken> {
        let first = match self.next.take() {
            Some(batch) => batch,
            None => match self.feed.message().await? {
                Some(response) => response.batch.unwrap_or_default(),
                None => return Ok(None),
            },
        };
        Ok(Some(self.gather(first)))
    }

    /// Adds what is there without waiting. A feed that ended or failed says so again at the next call.
    fn gather(&mut self, mut batch: Batch) -> Together {
        while !is_full(&batch.events) {
            let Some(Ok(Some(response))) = self.feed.message().now_or_never() else { break };
            let next = response.batch.unwrap_or_default();
            if batch.events.len() + next.events.len() > BATCH {
                self.next = Some(next);
                break;
            }
            batch.events.extend(next.events);
            batch.cursor = next.cursor;
        }
        let heard_all = self.next.is_none() && !is_full(&batch.events);
        Together { batch, heard_all }
    }
}
