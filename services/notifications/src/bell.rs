//! What wakes whoever watches their notifications in this process.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::watch;
use uuid::Uuid;

/// Who watches in this process. Clones are one bell.
#[derive(Clone, Debug, Default)]
pub struct Bell(Arc<Mutex<Ropes>>);

#[derive(Debug, Default)]
struct Ropes {
    watched: HashMap<Uuid, watch::Sender<()>>,
    /// The events of which it was rung before the feed told of them.
    rung: HashSet<Uuid>,
}

/// An event, and whose notifications it is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Toll {
    /// The event.
    pub event_id: Uuid,
    /// The worker.
    pub worker_id: Uuid,
}

impl Bell {
    /// Hears the bell of one worker from now on.
    pub fn listen(&self, worker_id: Uuid) -> watch::Receiver<()> {
        self.ropes().watched.entry(worker_id).or_insert_with(|| watch::Sender::new(())).subscribe()
    }

    /// Wakes those who watch for these workers as soon as something of theirs is committed in this process; the feed will tell of it.
    pub fn ring_at_once(&self, tolls: impl Iterator<Item = Toll>) {
        let mut ropes = self.ropes();
        for toll in tolls {
            if ropes.pull(toll.worker_id) {
                ropes.rung.insert(toll.event_id);
            }
        }
    }

    /// Wakes those who watch for these workers, as the feed tells: of everything once.
    pub fn ring(&self, tolls: impl Iterator<Item = Toll>) {
        let mut ropes = self.ropes();
        for toll in tolls {
            if !ropes.rung.remove(&toll.event_id) {
                ropes.pull(toll.worker_id);
            }
        }
    }

    /// Wakes everybody: something may have been missed.
    pub fn ring_all(&self) {
        let mut ropes = self.ropes();
        ropes.rung.clear();
        ropes.watched.retain(|_, bell| bell.send(()).is_ok());
    }

    fn ropes(&self) -> MutexGuard<'_, Ropes> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Ropes {
    /// Whether anybody watches for the worker, who is woken; nobody is remembered for whom nobody watches any more.
    fn pull(&mut self, worker_id: Uuid) -> bool {
        let heard = self.watched.get(&worker_id).map(|bell| bell.send(()).is_ok());
        if heard == Some(false) {
            self.watched.remove(&worker_id);
        }
        heard == Some(true)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn toll(event: u128, worker: u128) -> Toll {
        Toll { event_id: Uuid::from_u128(event), worker_id: Uuid::from_u128(worker) }
    }

    fn woken(ear: &mut watch::Receiver<()>) -> bool {
        let woken = ear.has_changed().unwrap();
        ear.mark_unchanged();
        woken
    }

    #[test]
    fn of_each_event_it_rings_once_whether_the_commit_or_the_feed_says_it_first() {
        let bell = Bell::default();
        let mut ear = bell.listen(Uuid::from_u128(1));
        bell.ring_at_once([toll(10, 1), toll(11, 2)].into_iter());
        assert!(woken(&mut ear));
        bell.ring([toll(10, 1)].into_iter());
        assert!(!woken(&mut ear), "it was rung");
        bell.ring([toll(12, 1)].into_iter());
        assert!(woken(&mut ear), "of what another replica committed");
        let mut other = bell.listen(Uuid::from_u128(2));
        bell.ring([toll(11, 2)].into_iter());
        assert!(woken(&mut other), "nobody had watched when it was committed");
    }

    #[test]
    fn it_remembers_nobody_for_whom_nobody_watches() {
        let bell = Bell::default();
        drop(bell.listen(Uuid::from_u128(1)));
        bell.ring_at_once([toll(10, 1)].into_iter());
        let ropes = bell.ropes();
        assert!(ropes.watched.is_empty() && ropes.rung.is_empty());
    }
}
