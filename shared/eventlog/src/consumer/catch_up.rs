//! Pulls what is there, for a refusal that would rest on another service's fact.

use super::{Broken, Consumer, batch::TakenIn};
use crate::event::is_full;
use fault::Fault;
use std::{sync::atomic::Ordering, time::Duration};
use tokio::time::timeout;

/// How long a call waits to hear what another service told before it. Where the replica that numbers that service's events froze
/// or went, another one takes over within a second: a command that comes just then waits, and is not refused.
pub const HEARING: Duration = Duration::from_secs(3);

impl Consumer {
    /// Returns once everything that was committed upstream before the call is applied here (or parked), by whomever: it
    /// pulls, and so works while the background work is paused, or another replica's. `UNAVAILABLE` when that takes
    /// longer than `within`, for a call [`HEARING`]. Never call it in a transaction.
    pub async fn catch_up(&self, within: Duration) -> Result<(), Fault> {
        let pulled = timeout(within, self.pull_once_after_now()).await;
        let pulled = pulled.map_err(|late| Fault::unavailable(self.upstream.name(), late))?;
        pulled.map_err(|broken| self.fault(broken))
    }

    /// Calls that come while one pulls share the next pull: it begins after all of them came.
    async fn pull_once_after_now(&self) -> Result<(), Broken> {
        let begun = self.pulls_begun.load(Ordering::SeqCst);
        let mut pulled = self.pulling.lock().await;
        if *pulled > begun {
            return Ok(());
        }
        let this = self.pulls_begun.fetch_add(1, Ordering::SeqCst) + 1;
        self.pull().await?;
        *pulled = this;
        Ok(())
    }

    async fn pull(&self) -> Result<(), Broken> {
        loop {
            let from = self.cursor().await?;
            match self.pull_after(&from).await {
                Ok(true) => return Ok(()),
                Ok(false) => {}
                Err(broken) if broken.is_foreign_cursor() => self.begin_again(&from).await?,
                Err(broken) => return Err(broken),
            }
        }
    }

    /// False where the cursor was moved into another epoch, or back, meanwhile.
    async fn pull_after(&self, cursor: &str) -> Result<bool, Broken> {
        let mut feed = self.upstream.subscribe(cursor, false).await?;
        let mut from = cursor.to_owned();
        while let Some(response) = feed.message().await? {
            let batch = response.batch.unwrap_or_default();
            if batch.cursor == from {
                continue;
            }
            let heard_all = !is_full(&batch.events);
            if matches!(self.take_in(from, &batch, heard_all).await?, TakenIn::Overtaken) {
                return Ok(false);
            }
            from = batch.cursor;
        }
        Ok(true)
    }
}
