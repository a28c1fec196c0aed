//! A command is decided on a state and applied only on that state: when somebody was faster, it is decided again.

use eventlog::{ATTEMPTS, overtaken};
use fault::{Fault, Refusal};

/// Why an attempt had no effect.
#[derive(Debug)]
pub(super) enum Setback {
    /// What it was decided on is no longer so: load and decide again.
    Overtaken,
    /// It is refused, at least partly on what the requests service may have told differently meanwhile: hear that, and
    /// decide again.
    Unheard {
        /// Why it is refused.
        fault: Fault,
        /// What speaks against it whatever is heard; none where nothing does.
        anyway: Option<Fault>,
    },
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
        if overtaken(&error) { Self::Overtaken } else { Self::Ended(error.into()) }
    }
}

/// Attempts a command until it is settled; `hear` is awaited once, before a refusal that it may change is given. When
/// nothing can be heard, it is refused for what stays, and nothing else is claimed; otherwise the failure to hear is given. Refused with `CONTENDED`.
pub(super) async fn settled<T, Attempt, Hearing>(
    attempt: impl Fn() -> Attempt,
    hear: impl Fn() -> Hearing,
) -> Result<T, Fault>
where
    Attempt: Future<Output = Result<T, Setback>>,
    Hearing: Future<Output = Result<(), Fault>>,
{
    let mut heard = false;
    for _ in 0..ATTEMPTS {
        match attempt().await {
            Ok(answer) => return Ok(answer),
            Err(Setback::Ended(fault)) => return Err(fault),
            Err(Setback::Unheard { fault, .. }) if heard => return Err(fault),
            Err(Setback::Unheard { anyway, .. }) => {
                hear().await.map_err(|unheard| anyway.unwrap_or(unheard))?;
                heard = true;
            }
            Err(Setback::Overtaken) => {}
        }
    }
    Err(Fault::contended())
}

/// There is nothing to hear about for this command.
pub(super) async fn nothing_to_hear() -> Result<(), Fault> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use fault::Reason;
    use std::{
        cell::Cell,
        future::{Ready, ready},
    };

    fn heard() -> Ready<Result<(), Fault>> {
        ready(Ok(()))
    }

    fn deaf() -> Ready<Result<(), Fault>> {
        ready(Err(Fault::unavailable("requests", "it is away")))
    }

    async fn settle(
        setbacks: impl Fn(usize) -> Option<Setback>,
        hear: fn() -> Ready<Result<(), Fault>>,
    ) -> (Result<&'static str, Reason>, usize, usize) {
        let (attempts, hearings) = (Cell::new(0), Cell::new(0));
        let attempt = || {
            attempts.set(attempts.get() + 1);
            ready(setbacks(attempts.get()).map_or(Ok("done"), Err))
        };
        let counted = || {
            hearings.set(hearings.get() + 1);
            hear()
        };
        let outcome = settled(attempt, counted).await;
        (outcome.map_err(|fault| fault.reason()), attempts.get(), hearings.get())
    }

    fn not_completed(anyway: Option<Reason>) -> Setback {
        let anyway = anyway.map(|reason| Refusal::new(reason, "it stays").into());
        Setback::Unheard { fault: Refusal::new(Reason::RequestNotCompleted, "it waits").into(), anyway }
    }

    #[tokio::test]
    async fn a_command_that_was_overtaken_is_decided_again_and_not_for_ever() {
        let overtaken = |attempt| (attempt < ATTEMPTS).then_some(Setback::Overtaken);
        assert_eq!(settle(overtaken, heard).await, (Ok("done"), ATTEMPTS, 0));
        let always = |_| Some(Setback::Overtaken);
        assert_eq!(settle(always, heard).await, (Err(Reason::Contended), ATTEMPTS, 0));
    }

    #[tokio::test]
    async fn what_was_not_heard_yet_is_asked_for_once_before_it_is_refused() {
        let at_first = |attempt| (attempt == 1).then(|| not_completed(None));
        assert_eq!(settle(at_first, heard).await, (Ok("done"), 2, 1));
        let still = |_| Some(not_completed(None));
        assert_eq!(settle(still, heard).await, (Err(Reason::RequestNotCompleted), 2, 1));
    }

    #[tokio::test]
    async fn a_refusal_that_nothing_heard_could_change_is_given_even_when_nothing_can_be_heard() {
        assert_eq!(
            settle(|_| Some(not_completed(Some(Reason::NotAFinisher))), deaf).await,
            (Err(Reason::NotAFinisher), 1, 1)
        );
        assert_eq!(settle(|_| Some(not_completed(None)), deaf).await, (Err(Reason::Unavailable), 1, 1));
    }
}
