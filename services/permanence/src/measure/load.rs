//! Some clients who each make one call after the other.

use crate::failure::Failure;
use futures::future::try_join_all;
use std::time::{Duration, Instant};
use tonic::Status;

/// How long each call took.
pub(super) struct Took {
    calls: Vec<Duration>,
    within: Duration,
}

impl Took {
    pub(super) fn per_second(&self) -> f64 {
        self.calls.len() as f64 / self.within.as_secs_f64()
    }

    /// Half of the calls took longer.
    pub(super) fn p50(&self) -> Duration {
        let mut calls = self.calls.clone();
        calls.sort_unstable();
        calls.get(calls.len() / 2).copied().unwrap_or_default()
    }

    /// These and those.
    pub(super) fn and(mut self, more: Self) -> Self {
        self.calls.extend(more.calls);
        Self { within: self.within + more.within, ..self }
    }

    pub(super) fn nothing() -> Self {
        Self { calls: Vec::new(), within: Duration::ZERO }
    }
}

/// Lets every client call for so long. A refused call ends it: what is refused is not a measure.
pub(super) async fn run<F>(clients: usize, long: Duration, call: impl Fn(usize) -> F) -> Result<Took, Failure>
where
    F: Future<Output = Result<(), Status>>,
{
    let begun = Instant::now();
    let client = |number| {
        let call = &call;
        async move {
            let mut took = Vec::new();
            while begun.elapsed() < long {
                let called = Instant::now();
                call(number).await.map_err(|status| Failure::Load(Box::new(status)))?;
                took.push(called.elapsed());
            }
            Ok::<_, Failure>(took)
        }
    };
    let calls = try_join_all((0..clients).map(client)).await?.concat();
    Ok(Took { calls, within: begun.elapsed() })
}
