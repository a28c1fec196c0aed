//! What workflow has told may not be heard here yet.

use super::Desk;
use crate::domain::request::subject;
use eventlog::{Setback, settled};
use fault::{Fault, Refusal};
use uuid::Uuid;

/// Refused for now, or not to be taken yet: workflow may have told something that was not heard here.
pub(super) struct Outdated(pub(super) Vec<Refusal>);

impl Outdated {
    /// Of a request that nobody told of here: whoever names it may have its id from workflow.
    pub(super) fn not_told_of(id: Uuid) -> Self {
        Self(vec![Refusal::not_found(subject(id))])
    }
}

/// Whether everything that workflow had told when the call came is heard here, but for what waits behind an event that cannot be applied.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Heard {
    Perhaps,
    Surely,
}

/// Carries a command out. What workflow has told is heard, once, before the command is refused for want of it, or taken where it may not
/// be taken without.
pub(super) async fn hear_first<A, Attempt, Attempted>(desk: &Desk, attempt: Attempt) -> Result<A, Fault>
where
    Attempt: Fn(Heard) -> Attempted,
    Attempted: Future<Output = Result<Result<A, Outdated>, Setback>>,
{
    let mut outcome = settled(|| attempt(Heard::Perhaps)).await?;
    if outcome.is_err() {
        desk.hear_workflow().await?;
        outcome = settled(|| attempt(Heard::Surely)).await?;
    }
    let answer = outcome.map_err(|Outdated(refusals)| Fault::Refused(refusals))?;
    desk.log.committed();
    Ok(answer)
}
