//! A command is decided on a state and applied only on that state: when somebody was faster, it is decided again.

use fault::{Fault, Reason, Refusal};

/// How often a command is decided before its caller is told that others keep changing the same thing.
const ATTEMPTS: usize = 5;

/// Why an attempt had no effect.
#[derive(Debug)]
pub(super) enum Setback {
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

impl From<sqlx::Error> for Setback {
    fn from(error: sqlx::Error) -> Self {
        if eventlog::stale(&error).is_some() {
            return Self::Overtaken;
        }
        let fault = Fault::from(error);
        // Two commands waited for each other, and Postgres ended this one.
        if fault.reason() == Reason::Contended { Self::Overtaken } else { Self::Ended(fault) }
    }
}

/// Attempts a command until it is settled. Refused with `CONTENDED`.
pub(super) async fn settled<T, Attempt>(attempt: impl Fn() -> Attempt) -> Result<T, Fault>
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
    Err(Refusal::new(Reason::Contended, "others kept changing the same thing; try again").into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::{cell::Cell, future::ready};

    async fn overtaken(times: usize) -> (Result<&'static str, Fault>, usize) {
        let attempts = Cell::new(0);
        let outcome = settled(|| {
            attempts.set(attempts.get() + 1);
            ready(if attempts.get() > times { Ok("done") } else { Err(Setback::Overtaken) })
        });
        (outcome.await, attempts.get())
    }

    #[tokio::test]
    async fn a_command_that_was_overtaken_is_decided_again_and_not_for_ever() {
        let (settled, attempts) = overtaken(ATTEMPTS - 1).await;
        assert_eq!((settled.unwrap(), attempts), ("done", ATTEMPTS));

        let (refused, attempts) = overtaken(usize::MAX).await;
        assert_eq!((refused.unwrap_err().reason(), attempts), (Reason::Contended, ATTEMPTS));
    }
}
