//! Requests of which nobody told here yet.

use super::Desk;
use crate::domain::request::subject;
use eventlog::{Setback, settled};
use fault::{Fault, Refusal};
use uuid::Uuid;

/// Carries a command out. Before a request that nobody told of here is refused with `NOT_FOUND`, everything that workflow has told is
/// heard, once: whoever names it may have its id from there.
pub(super) async fn told_of<A, Attempt, Attempted>(
    desk: &Desk,
    id: Uuid,
    attempt: Attempt,
) -> Result<A, Fault>
where
    Attempt: Fn() -> Attempted,
    Attempted: Future<Output = Result<Option<A>, Setback>>,
{
    let mut answer = settled(&attempt).await?;
    if answer.is_none() {
        desk.hear_workflow().await?;
        answer = settled(&attempt).await?;
    }
    let answer = answer.ok_or_else(|| Refusal::not_found(subject(id)))?;
    desk.log.committed();
    Ok(answer)
}
