//! Batches as they come, those that queue up taken together.

use super::{Broken, upstream::SubscribeResponse};
use crate::event::{BATCH, is_full};
use contracts::events::v1::{Batch, Event};
use futures::FutureExt;
use std::time::Duration;
use tokio::time::{Instant, timeout_at};
use tonic::Streaming;

/// How long what does not concern the reader waits for what comes next. Far below what a copy may be old.
const WAITS: Duration = Duration::from_millis(500);

/// An open feed. While one transaction was under way, its small batches queued up: the next transaction takes them in
/// one, so that a consumer that fell behind catches up.
pub(super) struct Incoming {
    feed: Streaming<SubscribeResponse>,
    /// Came already, and would have made a batch too large.
    next: Option<Batch>,
    /// How the feed failed behind what is taken in first.
    failed: Option<Broken>,
}

/// Events for one transaction.
pub(super) struct Together {
    pub(super) batch: Batch,
    /// Whether nothing more is known to have come.
    pub(super) heard_all: bool,
}

impl Incoming {
    pub(super) fn new(feed: Streaming<SubscribeResponse>) -> Self {
        Self { feed, next: None, failed: None }
    }

    /// Waits for what is to be applied: a heartbeat, a batch with something that concerns the reader, or for so long what does
    /// not. `None` when the feed ends. Dropped while it waits it loses what it gathered: then the feed is opened anew.
    pub(super) async fn next(
        &mut self,
        concerns: impl Fn(&Event) -> bool,
    ) -> Result<Option<Together>, Broken> {
        let Some(mut batch) = self.receive().await? else { return Ok(None) };
        let until = Instant::now() + WAITS;
        let mut looked_at = 0;
        loop {
            self.gather(&mut batch);
            let new = &batch.events[looked_at..];
            if new.is_empty() || self.is_enough(&batch) || new.iter().any(&concerns) {
                break;
            }
            looked_at = batch.events.len();
            let Ok(Some(more)) = timeout_at(until, self.more()).await else { break };
            self.add(&mut batch, more);
        }
        let heard_all = !self.is_enough(&batch) && self.failed.is_none();
        Ok(Some(Together { batch, heard_all }))
    }

    /// A message without a batch stands as one without a cursor, which nobody takes in: the feed is opened anew.
    async fn receive(&mut self) -> Result<Option<Batch>, Broken> {
        if let Some(batch) = self.next.take() {
            return Ok(Some(batch));
        }
        if let Some(failed) = self.failed.take() {
            return Err(failed);
        }
        let received = self.feed.message().await?;
        Ok(received.map(|response| response.batch.unwrap_or_default()))
    }

    /// What comes behind what is taken in first. A failure is told after that: a feed tells of it once.
    async fn more(&mut self) -> Option<Batch> {
        match self.receive().await {
            Ok(more) => more,
            Err(failed) => {
                self.failed = Some(failed);
                None
            }
        }
    }

    /// Adds what is there without waiting.
    fn gather(&mut self, batch: &mut Batch) {
        while !self.is_enough(batch) {
            let Some(Some(more)) = self.more().now_or_never() else { break };
            self.add(batch, more);
        }
    }

    /// Adds one batch, or keeps it for the next transaction.
    fn add(&mut self, batch: &mut Batch, more: Batch) {
        if batch.events.len() + more.events.len() > BATCH {
            self.next = Some(more);
            return;
        }
        batch.events.extend(more.events);
        batch.cursor = more.cursor;
    }

    fn is_enough(&self, batch: &Batch) -> bool {
        self.next.is_some() || is_full(&batch.events)
    }
}
