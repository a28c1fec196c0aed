//! What this process knows of the feed's end, so that readers need not ask the database.

use crate::{
    cursor::Cursor,
    event::{one_batch, size},
};
use contracts::events::v1::Event;
use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};
use tokio::sync::watch;

/// How many events, and how many bytes of payload, are kept in memory for the readers at the feed's end.
const KEPT_EVENTS: usize = 1024;
const KEPT_BYTES: usize = 1 << 20;

/// What is known of the feed's end.
#[derive(Clone, Debug, Default)]
pub(crate) struct Known {
    /// The position of the last event that is known of.
    pub(crate) end: i64,
    /// The latest sign of life of the sequencer.
    pub(crate) pulse: Pulse,
}

/// The sequencer had numbered everything that was committed, and stood here.
#[derive(Clone, Debug, Default)]
pub(crate) struct Pulse {
    /// Counts the pulses that this process saw.
    pub(crate) count: u64,
    /// The feed's end at that moment.
    pub(crate) position: i64,
    /// Up to where outbox is known to be done with, and in which epoch.
    pub(crate) floor: Floor,
}

/// Up to which place outbox is done with for good.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Floor {
    pub(crate) epoch: Arc<str>,
    pub(crate) seq: i64,
}

/// The feed's end, as the sequencer here or notifications from elsewhere tell it.
#[derive(Debug, Default)]
pub(crate) struct Tail {
    known: watch::Sender<Known>,
    recent: Mutex<Recent>,
}

#[derive(Debug, Default)]
struct Recent {
    epoch: Arc<str>,
    /// The position of the first event kept.
    first: i64,
    bytes: usize,
    events: VecDeque<Event>,
}

impl Tail {
    /// Follows what is known; whoever holds it is woken by each change.
    pub(crate) fn subscribe(&self) -> watch::Receiver<Known> {
        self.known.subscribe()
    }

    /// The sequencer of this process committed these events, the first of them at `first`.
    pub(crate) fn append(&self, epoch: &Arc<str>, first: i64, events: Vec<Event>) {
        let end = first + events.len() as i64 - 1;
        self.recent().append(epoch, first, events);
        self.reaches(end);
    }

    /// A sequencer committed events up to here.
    pub(crate) fn reaches(&self, end: i64) {
        self.known.send_modify(|known| known.end = end);
    }

    /// A sequencer has nothing left to number.
    pub(crate) fn pulse(&self, position: i64, floor: Floor) {
        self.known.send_modify(|known| {
            known.end = position;
            known.pulse = Pulse { count: known.pulse.count + 1, position, floor };
        });
    }

    /// The batch after the cursor, where memory still holds the next event.
    pub(crate) fn after(&self, cursor: &Cursor) -> Option<Vec<Event>> {
        self.recent().after(cursor)
    }

    fn recent(&self) -> MutexGuard<'_, Recent> {
        self.recent.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Recent {
    fn append(&mut self, epoch: &Arc<str>, first: i64, events: Vec<Event>) {
        let next = self.first + self.events.len() as i64;
        if self.epoch != *epoch || next != first {
            *self = Recent { epoch: epoch.clone(), first, ..Recent::default() };
        }
        self.bytes += events.iter().map(size).sum::<usize>();
        self.events.extend(events);
        while self.events.len() > KEPT_EVENTS || self.bytes > KEPT_BYTES {
            let Some(forgotten) = self.events.pop_front() else { break };
            self.bytes -= size(&forgotten);
            self.first += 1;
        }
    }

    fn after(&self, cursor: &Cursor) -> Option<Vec<Event>> {
        if self.epoch != cursor.epoch {
            return None;
        }
        let skipped = usize::try_from(cursor.position + 1 - self.first).ok()?;
        let events = one_batch(self.events.iter().skip(skipped).cloned());
        (!events.is_empty()).then_some(events)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn events(count: usize, bytes: usize) -> Vec<Event> {
        let data = prost_types::Any { value: vec![0; bytes], ..Default::default() };
        vec![Event { data: Some(data), ..Default::default() }; count]
    }

    fn at(position: i64) -> Cursor {
        Cursor { epoch: "e".into(), position }
    }

    #[test]
    fn a_reader_gets_what_memory_holds_after_its_cursor_and_nothing_before() {
        let tail = Tail::default();
        tail.append(&"e".into(), 11, events(5, 1));
        tail.append(&"e".into(), 16, events(5, 1));
        assert_eq!(tail.after(&at(10)).unwrap().len(), 10);
        assert_eq!(tail.after(&at(17)).unwrap().len(), 3);
        assert_eq!(tail.after(&at(20)), None, "nothing is after the last");
        assert_eq!(tail.after(&at(9)), None, "the next one is only in the database");
        assert_eq!(tail.after(&Cursor { epoch: "f".into(), position: 15 }), None);
    }

    #[test]
    fn memory_stays_bounded_by_events_and_by_bytes() {
        let tail = Tail::default();
        tail.append(&"e".into(), 1, events(KEPT_EVENTS + 10, 0));
        assert_eq!(tail.after(&at(9)), None);
        assert!(tail.after(&at(10)).is_some());
        tail.append(&"e".into(), KEPT_EVENTS as i64 + 11, events(3, KEPT_BYTES / 2));
        assert_eq!(tail.after(&at(KEPT_EVENTS as i64 + 10)), None, "only the last two fit");
        assert_eq!(tail.after(&at(KEPT_EVENTS as i64 + 11)).unwrap().len(), 1, "one of them fills a batch");
    }

    #[test]
    fn a_gap_or_another_epoch_forgets_what_came_before() {
        let tail = Tail::default();
        tail.append(&"e".into(), 1, events(5, 1));
        tail.append(&"e".into(), 8, events(1, 1));
        assert_eq!(tail.after(&at(1)), None);
        assert_eq!(tail.after(&at(7)).unwrap().len(), 1);
        tail.append(&"f".into(), 9, events(1, 1));
        assert_eq!(tail.after(&at(7)), None);
    }
}
