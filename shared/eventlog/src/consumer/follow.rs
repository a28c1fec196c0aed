//! The background work: one replica follows the feed, the others stand by.

use super::{
    Broken, Consumer,
    batch::TakenIn,
    incoming::{Incoming, Together},
    standing,
};
use fault::describe;
use std::{sync::Arc, time::Duration};
use tokio::time::{Instant, sleep, timeout};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

/// How often a replica that stands by asks for the lease.
const ASK_EVERY: Duration = Duration::from_millis(500);
/// A feed sends at least a heartbeat a second: after this silence it is opened anew.
const SILENCE: Duration = Duration::from_secs(3);
/// How long after a failure the feed is opened again, at first and at most.
const RETRY: (Duration, Duration) = (Duration::from_millis(100), Duration::from_secs(2));

impl Consumer {
    /// Starts the background work of this replica.
    pub fn run(self: &Arc<Self>, tasks: &TaskTracker, stop: CancellationToken) {
        let consumer = self.clone();
        tasks.spawn(async move { consumer.follow_until(stop).await });
    }

    async fn follow_until(&self, stop: CancellationToken) {
        let mut retry = RETRY.0;
        while !stop.is_cancelled() {
            self.rest_while_paused(&stop).await;
            let begun = Instant::now();
            let mut pause = ASK_EVERY;
            if let Err(broken) = self.work(&stop).await {
                tracing::warn!(feed.upstream = self.upstream.name(), error = %describe(&broken), "the feed is opened again");
                let worked = begun.elapsed() > SILENCE;
                pause = if worked { RETRY.0 } else { retry };
                retry = (pause * 2).min(RETRY.1);
            }
            tokio::select! {
                () = self.interrupted(&stop) => {}
                () = sleep(pause) => {}
            }
        }
        self.resting.send_replace(true);
    }

    async fn rest_while_paused(&self, stop: &CancellationToken) {
        let mut paused = self.paused.subscribe();
        if *paused.borrow() {
            self.resting.send_replace(true);
            tokio::select! {
                () = stop.cancelled() => {}
                _ = paused.wait_for(|paused| !*paused) => {}
            }
        }
        self.resting.send_replace(false);
    }

    /// Returns when it is to stop or to pause.
    async fn interrupted(&self, stop: &CancellationToken) {
        let mut paused = self.paused.subscribe();
        tokio::select! {
            () = stop.cancelled() => {}
            _ = paused.wait_for(|paused| *paused) => {}
        }
    }

    /// Follows the feed while this replica has the lease; ends well when it has not, or is to stop or to pause.
    async fn work(&self, stop: &CancellationToken) -> Result<(), Broken> {
        let replica = self.replica().await?;
        let (pool, upstream) = (self.log.pool(), self.upstream.name());
        if !standing::hold(pool, upstream, replica).await? {
            return Ok(());
        }
        let followed = self.follow(stop).await;
        standing::release(pool, upstream, replica).await?;
        followed
    }

    async fn follow(&self, stop: &CancellationToken) -> Result<(), Broken> {
        loop {
            let from = self.cursor().await?;
            let opened = tokio::select! {
                () = self.interrupted(stop) => return Ok(()),
                opened = self.upstream.subscribe(&from, true) => opened,
            };
            match opened {
                Ok(feed) => match self.follow_feed(Incoming::new(feed), from, stop).await {
                    Ok(Followed::Overtaken) => {}
                    Ok(Followed::Interrupted) => return Ok(()),
                    // Opened again, it refuses the cursor that then stands.
                    Err(broken) if broken.is_foreign_cursor() => {}
                    Err(broken) => return Err(broken),
                },
                Err(broken) if broken.is_foreign_cursor() => self.begin_again(&from).await?,
                Err(broken) => return Err(broken),
            }
        }
    }

    async fn follow_feed(
        &self,
        mut feed: Incoming,
        mut from: String,
        stop: &CancellationToken,
    ) -> Result<Followed, Broken> {
        loop {
            // A transaction that has begun is never interrupted; after a pause no other begins.
            let next = tokio::select! {
                biased;
                () = self.interrupted(stop) => return Ok(Followed::Interrupted),
                next = timeout(SILENCE, feed.next(|event| self.apply.concerns(event))) => next.map_err(|_| Broken::Silent)??,
            };
            let Some(Together { batch, heard_all }) = next else { return Err(Broken::Ended) };
            match self.take_in(from, &batch, heard_all).await? {
                TakenIn::Applied(advanced) if !advanced.held => return Ok(Followed::Interrupted),
                TakenIn::Applied(advanced) => drop(self.retry_keys(advanced.asked).await?),
                TakenIn::Elsewhere => {}
                TakenIn::Overtaken => return Ok(Followed::Overtaken),
            }
            from = batch.cursor;
        }
    }
}

/// Why a feed is no longer followed, without a failure.
enum Followed {
    /// It is to stop or to pause, or lost the lease.
    Interrupted,
    /// The cursor was moved into another epoch, or back: open the feed anew.
    Overtaken,
}
