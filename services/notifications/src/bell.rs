//! What wakes whoever watches their notifications in this process.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::watch;
use uuid::Uuid;

/// Who watches in this process. Clones are one bell.
#[derive(Clone, Debug, Default)]
pub struct Bell(Arc<Mutex<HashMap<Uuid, watch::Sender<()>>>>);

impl Bell {
    /// Hears the bell of one worker from now on.
    pub fn listen(&self, worker_id: Uuid) -> watch::Receiver<()> {
        let mut bells = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        bells.entry(worker_id).or_insert_with(|| watch::Sender::new(())).subscribe()
    }

    /// Wakes those who watch for these workers, and forgets whom nobody watches for any more.
    pub fn ring(&self, workers: impl Iterator<Item = Uuid>) {
        let mut bells = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for worker_id in workers {
            if bells.get(&worker_id).is_some_and(|bell| bell.send(()).is_err()) {
                bells.remove(&worker_id);
            }
        }
    }

    /// Wakes everybody: something may have been missed.
    pub fn ring_all(&self) {
        let mut bells = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        bells.retain(|_, bell| bell.send(()).is_ok());
    }
}
