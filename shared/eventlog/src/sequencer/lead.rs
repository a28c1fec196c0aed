//! What the replica with the lock does.

use super::{
    Ended,
    candidate::STALLED,
    epoch,
    take::{BATCH, take},
};
use crate::{
    log::{Floor, Shared},
    metrics,
    settling::Settling,
    signal::Signal,
};
use sqlx::{Connection, PgConnection};
use std::{sync::Arc, time::Duration};
use tokio::time::{Instant, sleep_until, timeout};

/// How long a quiet sequencer waits for a signal before it looks all the same.
const POLL: Duration = Duration::from_millis(200);
/// How often it tells that it lives and has nothing left to number.
const PULSE: Duration = Duration::from_secs(1);
/// For how long after a sign of another replica it tells of each batch. Without others nobody needs the notification.
const STAND_BY: Duration = Duration::from_secs(3);
/// How often it looks up to where outbox is done with. What is numbered until the look after lies in the way of each batch; and each
/// look keeps a batch waiting.
const LOOK: Duration = Duration::from_secs(1);

/// The sequencer, for as long as it holds the lock.
pub(super) struct Lead<'a> {
    shared: &'a Shared,
    connection: PgConnection,
    epoch: Arc<str>,
    last: i64,
    settling: Settling,
    /// Before this no further batch is taken, so that under load events go together.
    next_batch: Instant,
    next_pulse: Instant,
    next_look: Instant,
    /// The last position when it was last looked up to where outbox is done with.
    looked_at: i64,
}

impl<'a> Lead<'a> {
    pub(super) async fn begin(shared: &'a Shared, mut connection: PgConnection) -> Result<Self, Ended> {
        let epoch = timeout(STALLED, epoch::current(&mut connection)).await??;
        let last =
            sqlx::query_scalar("select coalesce(max(position), 0) from events").fetch_one(&mut connection);
        let last = timeout(STALLED, last).await??;
        let now = Instant::now();
        let settling = Settling::of_outbox();
        Ok(Self {
            shared,
            connection,
            epoch,
            last,
            settling,
            next_batch: now,
            next_pulse: now,
            next_look: now,
            looked_at: 0,
        })
    }

    /// Numbers events until the service stops; then hands the lock on at once.
    pub(super) async fn lead(mut self) -> Result<(), Ended> {
        self.shared.stand_by.send_replace(Instant::now());
        self.shared.leading.send_replace(true);
        tracing::info!(
            source = self.shared.source,
            feed.position = self.last,
            "this replica numbers the events"
        );
        while !self.shared.stop.is_cancelled() {
            self.turn().await?;
            self.wait().await;
        }
        self.number_all().await?;
        Ok(self.connection.close().await?)
    }

    async fn turn(&mut self) -> Result<(), Ended> {
        let reached = self.last;
        self.number_all().await?;
        if Instant::now() >= self.next_pulse {
            self.next_pulse = Instant::now() + PULSE;
            self.pulse().await?;
        } else if self.last > reached && self.shared.stand_by.borrow().elapsed() < STAND_BY {
            self.tell(Signal::Reaches(self.last)).await?;
        }
        self.look().await
    }

    /// Now and then, as long as events come or what came is not settled.
    async fn look(&mut self) -> Result<(), Ended> {
        let is_quiet = self.looked_at == self.last && self.settling.is_settled();
        if is_quiet || Instant::now() < self.next_look {
            return Ok(());
        }
        self.next_look = Instant::now() + LOOK;
        self.looked_at = self.last;
        Ok(timeout(STALLED, self.settling.look(&mut self.connection)).await??)
    }

    /// Until outbox holds nothing that was committed before.
    async fn number_all(&mut self) -> Result<(), Ended> {
        loop {
            let taken = take(&mut self.connection, self.settling.floor(), self.last);
            let rows = timeout(STALLED, taken).await??;
            let taken = rows.len();
            if taken > 0 {
                let events = rows.into_iter().map(|row| row.into_event(self.shared.source)).collect();
                metrics::numbered(self.shared.source, taken);
                self.shared.tail.append(&self.epoch, self.last + 1, events);
                self.last += taken as i64;
            }
            if (taken as i64) < BATCH {
                self.settling.drained();
                return Ok(());
            }
        }
    }

    async fn wait(&mut self) {
        let poll = Instant::now() + POLL;
        tokio::select! {
            () = self.shared.stop.cancelled() => return,
            () = self.shared.committed.notified() => sleep_until(self.next_batch).await,
            () = sleep_until(poll) => {}
        }
        self.next_batch = Instant::now() + self.shared.options.spacing;
    }

    async fn pulse(&mut self) -> Result<(), Ended> {
        let floor = Floor { epoch: self.epoch.clone(), seq: self.settling.floor() };
        self.shared.tail.pulse(self.last, floor.clone());
        self.tell(Signal::Pulse(self.last, floor)).await
    }

    /// The other replicas; readers here know already.
    async fn tell(&mut self, signal: Signal) -> Result<(), Ended> {
        Ok(timeout(STALLED, signal.send(&mut self.connection)).await??)
    }
}
