//! For whom a note is written: by whoever calls, or by a service of the suite for a worker.

use crate::{
    ops::{Author, Desk},
    rpc, store,
};
use fault::{Fault, Fields, Reason, Refusal};
use identity::{Caller, CallerKind};

/// The worker who writes, or for whom is written.
pub(super) async fn author_of(desk: &Desk, caller: &Caller, written_by: &str) -> Result<Author, Fault> {
    let mut wrong = Fields::default();
    if caller.kind == CallerKind::Person {
        wrong.require("written_by_worker_id", written_by.is_empty(), "is for services of the suite");
        wrong.finish()?;
        return Ok(Author::Calls(caller.clone()));
    }
    desk.policies.authorise_service(caller, rpc::ADD_CASE_NOTE)?;
    let worker_id = wrong.uuid("written_by_worker_id", written_by);
    wrong.finish()?;
    let unknown = || Refusal::new(Reason::WorkerUnknown, "the directory knows no such worker");
    let subject = store::note::subject_of(&desk.pool, worker_id).await?.ok_or_else(unknown)?;
    Ok(Author::DidElsewhere(Caller { expires: caller.expires, ..Caller::named(&subject) }))
}
