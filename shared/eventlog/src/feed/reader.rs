use super::rows;
use crate::{
    cursor::Cursor,
    event::is_full,
    log::{Known, Shared},
};
use contracts::events::v1::{Batch, Event};
use fault::Fault;
use std::{sync::Arc, time::Duration};
use tokio::{
    sync::watch,
    time::{Instant, sleep_until},
};

/// How often a reader at the end looks into the database without having been woken.
const POLL: Duration = Duration::from_secs(1);

/// Until when a reader reads.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Mode {
    /// Until it is dropped.
    Follow,
    /// Until it has what was there when it came.
    UntilEnd,
}

/// One reader of the feed.
pub(super) struct Reader {
    shared: Arc<Shared>,
    tail: watch::Receiver<Known>,
    cursor: Cursor,
    mode: Mode,
    /// Where the feed ended when the reader came; the tail of this process may not have heard of it yet.
    end: i64,
    /// The sequencer's last sign of life that was passed on.
    pulses: u64,
    /// Whether the reader was told anything yet.
    begun: bool,
    next_poll: Instant,
}

impl Reader {
    /// A reader after `cursor` of a feed that ends at `end` now.
    pub(super) fn new(shared: Arc<Shared>, cursor: Cursor, mode: Mode, end: i64) -> Self {
        let mut tail = shared.tail.subscribe();
        let pulses = tail.borrow_and_update().pulse.count;
        let next_poll = Instant::now() + POLL;
        Self { shared, tail, cursor, mode, end, pulses, begun: false, next_poll }
    }

    /// The next batch; `None` at the end of the stream.
    pub(super) async fn next(&mut self) -> Result<Option<Batch>, Fault> {
        loop {
            if self.mode == Mode::UntilEnd && self.begun && self.cursor.position >= self.end {
                return Ok(None);
            }
            let known = self.tail.borrow_and_update().clone();
            let events = self.read(&known).await?;
            if !events.is_empty() || !self.begun || self.is_heartbeat(&known) {
                return Ok(Some(self.batch(events)));
            }
            tokio::select! {
                () = self.shared.stop.cancelled() => return Ok(None),
                _ = self.tail.changed() => {}
                () = sleep_until(self.next_poll) => {}
            }
        }
    }

    async fn read(&mut self, known: &Known) -> Result<Vec<Event>, Fault> {
        let poll = Instant::now() >= self.next_poll;
        if known.end.max(self.end) <= self.cursor.position && !poll {
            return Ok(Vec::new());
        }
        if let Some(events) = self.shared.tail.after(&self.cursor) {
            return Ok(events);
        }
        let events = rows::after(&self.shared, &self.cursor).await?;
        // Behind a full batch there is likely more, whether or not this process heard of it.
        self.next_poll = Instant::now() + if is_full(&events) { Duration::ZERO } else { POLL };
        Ok(events)
    }

    /// A pulse says that the sequencer had numbered all; it is passed on once the reader has all of that.
    fn is_heartbeat(&mut self, known: &Known) -> bool {
        let fresh = known.pulse.count > self.pulses && known.pulse.position <= self.cursor.position;
        if fresh {
            self.pulses = known.pulse.count;
        }
        fresh
    }

    /// Positions have no gaps.
    fn batch(&mut self, events: Vec<Event>) -> Batch {
        self.begun = true;
        self.cursor.position += events.len() as i64;
        Batch { events, cursor: self.cursor.to_string() }
    }
}
