//! In whose hands something lies, as two columns of which exactly one is filled.

use crate::domain::happening::Assignee;
use fault::BoxError;
use uuid::Uuid;

pub(super) fn columns(assignee: Assignee) -> (Option<Uuid>, Option<Uuid>) {
    match assignee {
        Assignee::Worker(worker) => (Some(worker), None),
        Assignee::Inbox(inbox) => (None, Some(inbox)),
    }
}

pub(super) fn of(worker_id: Option<Uuid>, inbox_id: Option<Uuid>) -> Result<Assignee, BoxError> {
    match (worker_id, inbox_id) {
        (Some(worker), None) => Ok(Assignee::Worker(worker)),
        (None, Some(inbox)) => Ok(Assignee::Inbox(inbox)),
        _ => Err("it does not lie in exactly one hand".into()),
    }
}
