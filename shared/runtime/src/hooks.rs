use std::{
    fmt,
    sync::{Arc, Mutex, PoisonError},
};

/// Holds something up, and lets it go on.
pub type Switch = Arc<dyn Fn(bool) + Send + Sync>;

/// What can be held up from outside, by name: the consumers of other services' feeds. A test shows with it that a call
/// is right while a feed lags behind.
#[derive(Clone, Default)]
pub struct Hooks {
    switches: Arc<Mutex<Vec<(&'static str, Switch)>>>,
}

impl Hooks {
    /// Offers the consumer of this upstream's feed; `run` gets false to pause it, true to let it go on.
    pub fn consumer(&self, upstream: &'static str, run: impl Fn(bool) + Send + Sync + 'static) {
        self.switches.lock().unwrap_or_else(PoisonError::into_inner).push((upstream, Arc::new(run)));
    }

    /// Pauses the consumers of this upstream's feed, or lets them go on. False when there is none.
    pub fn let_run(&self, upstream: &str, run: bool) -> bool {
        let switches = self.switches.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let mut found = false;
        for (_, switch) in switches.iter().filter(|(name, _)| *name == upstream) {
            switch(run);
            found = true;
        }
        found
    }
}

impl fmt::Debug for Hooks {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let switches = self.switches.lock().unwrap_or_else(PoisonError::into_inner);
        formatter.debug_list().entries(switches.iter().map(|(name, _)| name)).finish()
    }
}
