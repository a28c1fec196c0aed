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
    /// A deadlock is a lost race too: somebody was settling the same notifications in another order.
    fn from(error: sqlx::Error) -> Self {
        let code = error.as_database_error().and_then(|refused| refused.code());
        let deadlock = code.is_some_and(|code| code == "40P01");
        match eventlog::stale(&error) {
            Some(_) => Self::Overtaken,
            None if deadlock => Self::Overtaken,
            None => Self::Ended(error.into()),
        }
    }
}

/// Attempts a command until it is settled. Refused with `CONTENDED`.
pub(super) async fn settled<T, Attempt>(attempt: impl Fn() -> Attempt) -> Result<T, Fault>
where
    Attempt: Future<Output = Result<T, Setback>>,
{
    for _ in 0..ATTEMPTS {
        match attempt().await {
            Ok(settled) => return Ok(settled),
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

    #[tokio::test]
    async fn a_command_that_was_overtaken_is_decided_again_and_not_for_ever() {
        for (overtaken, settles) in [(0, true), (ATTEMPTS - 1, true), (ATTEMPTS, false)] {
            let attempts = Cell::new(0);
            let outcome = settled(|| {
                attempts.set(attempts.get() + 1);
                ready(if attempts.get() > overtaken { Ok(()) } else { Err(Setback::Overtaken) })
            });
            match outcome.await {
                Ok(()) => assert!(settles),
                Err(fault) => assert_eq!((fault.reason(), settles), (Reason::Contended, false)),
            }
            assert_eq!(attempts.get(), ATTEMPTS.min(overtaken + 1));
        }
    }
}
