//! How many calls may be under way: nobody takes all of the gateway, and all together do not take all of the machine.

use fault::Fault;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// The most calls of one caller at a time, streams among them.
const OF_ONE: usize = 256;
/// The most calls of everybody.
const OF_ALL: usize = 4096;
/// The most streams of one caller, who has a few windows open, and of everybody: fewer than the connections to a single
/// replica hold, so that none waits for another's end.
const STREAMS_OF_ONE: usize = 16;
const STREAMS_OF_ALL: usize = 1500;

/// Counts the calls under way, by caller.
#[derive(Clone, Debug)]
pub(crate) struct Limit {
    counts: Arc<Mutex<Counts>>,
    of_one: usize,
    of_all: usize,
}

#[derive(Debug, Default)]
struct Counts {
    all: usize,
    by_caller: HashMap<Arc<str>, usize>,
}

/// A call under way; it counts until this is dropped.
#[derive(Debug)]
pub(crate) struct UnderWay {
    counts: Arc<Mutex<Counts>>,
    caller: Arc<str>,
}

/// There is no room for another call just now.
#[derive(Debug, thiserror::Error)]
#[error("{0} calls are under way, which is the most")]
pub(crate) struct Full(usize);

impl Limit {
    /// Of calls.
    pub(crate) fn new() -> Self {
        Self { counts: Arc::default(), of_one: OF_ONE, of_all: OF_ALL }
    }

    /// Of streams that stay open.
    pub(crate) fn of_streams() -> Self {
        Self { counts: Arc::default(), of_one: STREAMS_OF_ONE, of_all: STREAMS_OF_ALL }
    }

    /// Lets a call begin, or refuses it at once with UNAVAILABLE: waiting would only lengthen the queue.
    pub(crate) fn begin(&self, caller: &Arc<str>) -> Result<UnderWay, Fault> {
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        let of_caller = counts.by_caller.get(caller).copied().unwrap_or_default();
        for (under_way, most) in [(of_caller, self.of_one), (counts.all, self.of_all)] {
            if under_way >= most {
                return Err(Fault::unavailable("gateway", Full(most)));
            }
        }
        counts.all += 1;
        *counts.by_caller.entry(caller.clone()).or_default() += 1;
        Ok(UnderWay { counts: self.counts.clone(), caller: caller.clone() })
    }
}

impl Drop for UnderWay {
    fn drop(&mut self) {
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        counts.all -= 1;
        if let Some(count) = counts.by_caller.get_mut(&self.caller) {
            *count -= 1;
            if *count == 0 {
                counts.by_caller.remove(&self.caller);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_caller_with_too_many_calls_is_refused_until_one_ends_and_hinders_nobody_else() {
        let limit = Limit::new();
        let (busy, other): (Arc<str>, Arc<str>) = ("batch".into(), "priya".into());
        let mut under_way: Vec<_> = (0..OF_ONE).map(|_| limit.begin(&busy).unwrap()).collect();
        assert!(limit.begin(&busy).is_err());
        assert!(limit.begin(&other).is_ok());
        under_way.pop();
        assert!(limit.begin(&busy).is_ok());
    }

    #[test]
    fn streams_are_counted_apart_and_are_fewer() {
        let (limit, priya): (_, Arc<str>) = (Limit::of_streams(), "priya".into());
        let open: Vec<_> = (0..STREAMS_OF_ONE).map(|_| limit.begin(&priya).unwrap()).collect();
        assert!(limit.begin(&priya).is_err());
        drop(open);
        assert!(limit.begin(&priya).is_ok());
    }

    #[test]
    fn what_has_ended_is_forgotten() {
        let limit = Limit::new();
        drop(limit.begin(&"priya".into()).unwrap());
        let counts = limit.counts.lock().unwrap();
        assert_eq!((counts.all, counts.by_caller.len()), (0, 0));
    }
}
