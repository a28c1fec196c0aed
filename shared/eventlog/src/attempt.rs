//! A command is decided on a state and applied only on that state: when somebody was faster, it is decided again.

use crate::stale;
use fault::{Fault, Refusal};

/// How often a command is decided before its caller is told that others keep changing the same thing.
pub const ATTEMPTS: usize = 5;

/// Why an attempt had no effect.
#[derive(Debug)]
pub enum Setback {
    /// What it was decided on is no longer so: load and decide again.
    Overtaken,
    /// It is refused, or failed.
    Ended(Fault),
}

impl From<Fault> for Setback {
    fn from(fault: Fault) -> Self {
        Self::Ended(fault)
    }
}

impl From<Refusal> for Setback {
    fn from(refusal: Refusal) -> Self {
        Self::Ended(refusal.into())
    }
}

impl From<Vec<Refusal>> for Setback {
    fn from(refusals: Vec<Refusal>) -> Self {
        Self::Ended(Fault::Refused(refusals))
    }
}

impl From<sqlx::Error> for Setback {
    fn from(error: sqlx::Error) -> Self {
        if overtaken(&error) { Self::Overtaken } else { Self::Ended(error.into()) }
    }
}

/// Whether a statement failed because of what another one wrote since this one's state was loaded: it raised `stale`, ran
/// into a row that must be unique, or Postgres ended it because two waited for each other. The next load tells what there
/// is now: the receipt of an equal request, or whoever has the name.
pub fn overtaken(error: &sqlx::Error) -> bool {
    const DEADLOCK: &str = "40P01";
    let refused = error.as_database_error();
    stale(error).is_some()
        || refused
            .is_some_and(|error| error.is_unique_violation() || error.code().as_deref() == Some(DEADLOCK))
}

/// Attempts a command until it is settled. Refused with `CONTENDED`.
pub async fn settled<T, Attempt>(attempt: impl Fn() -> Attempt) -> Result<T, Fault>
where
    Attempt: Future<Output = Result<T, Setback>>,
{
    for _ in 0..ATTEMPTS {
        match attempt().await {
            Ok(answer) => return Ok(answer),
            Err(Setback::Ended(fault)) => return Err(fault),
            Err(Setback::Overtaken) => {}
        }
    }
    Err(Fault::contended())
}

#[cfg(test)]
mod tests {
    use super::*;
    use fault::Reason;
    use std::{cell::Cell, future::ready};

    async fn overtaken(times: usize) -> (Result<&'static str, Reason>, usize) {
        let attempts = Cell::new(0);
        let outcome = settled(|| {
            attempts.set(attempts.get() + 1);
            ready(if attempts.get() > times { Ok("done") } else { Err(Setback::Overtaken) })
        });
        (outcome.await.map_err(|fault| fault.reason()), attempts.get())
    }

    #[tokio::test]
    async fn a_command_that_was_overtaken_is_decided_again_and_not_for_ever() {
        assert_eq!(overtaken(0).await, (Ok("done"), 1));
        assert_eq!(overtaken(ATTEMPTS - 1).await, (Ok("done"), ATTEMPTS));
        assert_eq!(overtaken(ATTEMPTS).await, (Err(Reason::Contended), ATTEMPTS));
    }
}
