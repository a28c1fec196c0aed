//! What wakes whoever watches their notifications in this process.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::watch;
use tokio::time::timeout;
use uuid::Uuid;

/// Of how many events it remembers that it rang before the feed told of them. Where the feed is first, nothing makes it forget them.
const REMEMBERED: usize = 10_000;

/// Who watches in this process. Clones are one bell.
#[derive(Clone, Debug, Default)]
pub struct Bell(Arc<Mutex<Ropes>>);

#[derive(Debug, Default)]
struct Ropes {
    /// For whom it rings, and how often it rang with news.
    watched: HashMap<Uuid, watch::Sender<u64>>,
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
    /// Whether they are told something new, or their count alone changes.
    pub news: bool,
}

impl Bell {
    /// Hears the bell of one worker from now on.
    pub fn listen(&self, worker_id: Uuid) -> Ear {
        let rung = self.ropes().watched.entry(worker_id).or_insert_with(|| watch::Sender::new(0)).subscribe();
        let mut ear = Ear { rung, heard: 0 };
        ear.looks();
        ear
    }

    /// Wakes those who watch for these workers as soon as something of theirs is committed in this process; the feed will tell of it.
    pub fn ring_at_once(&self, tolls: impl Iterator<Item = Toll>) {
        let mut ropes = self.ropes();
        for toll in tolls {
            if ropes.pull(toll) {
                ropes.remember(toll.event_id);
            }
        }
    }

    /// Wakes those who watch for these workers, as the feed tells: of everything once.
    pub fn ring(&self, tolls: impl Iterator<Item = Toll>) {
        let mut ropes = self.ropes();
        for toll in tolls {
            if !ropes.rung.remove(&toll.event_id) {
                ropes.pull(toll);
            }
        }
    }

    /// Wakes everybody: something may have been missed.
    pub fn ring_all(&self) {
        let mut ropes = self.ropes();
        ropes.rung.clear();
        ropes.watched.retain(|_, bell| rings(bell, true));
    }

    fn ropes(&self) -> MutexGuard<'_, Ropes> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Ropes {
    /// At worst somebody looks once more than they need to.
    fn remember(&mut self, event_id: Uuid) {
        if self.rung.len() >= REMEMBERED {
            self.rung.clear();
        }
        self.rung.insert(event_id);
    }

    /// Whether anybody watches for the worker, who is woken; nobody is remembered for whom nobody watches any more.
    fn pull(&mut self, toll: Toll) -> bool {
        let heard = self.watched.get(&toll.worker_id).map(|bell| rings(bell, toll.news));
        if heard == Some(false) {
            self.watched.remove(&toll.worker_id);
        }
        heard == Some(true)
    }
}

/// Whether anybody hears it.
fn rings(bell: &watch::Sender<u64>, news: bool) -> bool {
    let rang = *bell.borrow();
    bell.send(rang + u64::from(news)).is_ok()
}

/// One who listens. The bell lives as long as they do.
#[derive(Debug)]
pub struct Ear {
    rung: watch::Receiver<u64>,
    /// How often it had rung with news when they last looked.
    heard: u64,
}

impl Ear {
    /// They look: whatever it rang for until now they see.
    pub fn looks(&mut self) {
        self.heard = *self.rung.borrow_and_update();
    }

    /// Returns as soon as it rings with news; where a count alone changes, `after` that, or with the news that come until then.
    pub async fn woken(&mut self, after: Duration) {
        let heard = self.heard;
        let _rings = self.rung.changed().await;
        let _in_time = timeout(after, self.rung.wait_for(|rang| *rang != heard)).await.is_ok();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures::FutureExt;

    const LATER: Duration = Duration::from_millis(20);

    fn toll(event: u128, worker: u128) -> Toll {
        Toll { event_id: Uuid::from_u128(event), worker_id: Uuid::from_u128(worker), news: true }
    }

    fn woken(ear: &mut Ear) -> bool {
        let woken = ear.woken(LATER).now_or_never().is_some();
        ear.looks();
        woken
    }

    #[tokio::test]
    async fn of_each_event_it_rings_once_whether_the_commit_or_the_feed_says_it_first() {
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

    #[tokio::test]
    async fn a_count_that_changes_wakes_later_unless_there_is_news() {
        let bell = Bell::default();
        let mut ear = bell.listen(Uuid::from_u128(1));
        let counted = |event| Toll { news: false, ..toll(event, 1) };
        bell.ring([counted(10)].into_iter());
        assert!(ear.woken(LATER).now_or_never().is_none(), "it can wait");
        bell.ring([counted(11)].into_iter());
        timeout(Duration::from_secs(10), ear.woken(LATER)).await.expect("though it is not forgotten");
        ear.looks();
        bell.ring([counted(12), toll(13, 1), counted(14)].into_iter());
        assert!(woken(&mut ear), "news goes out at once");
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
