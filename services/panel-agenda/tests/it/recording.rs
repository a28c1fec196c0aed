//! What is said of a discussion.

use crate::{council::Council, people::id_of};
use contracts::panels::v1::{ActionToRecord, Agenda, RecordDiscussionRequest};

/// Sam's, until that day.
pub fn action(what: &str, due_on: &str) -> ActionToRecord {
    ActionToRecord {
        what: what.into(),
        owner_worker_id: id_of("sam").to_string(),
        due_on: due_on.into(),
        workstep_id: String::new(),
    }
}

/// The child was discussed, and this is to be done.
pub fn to_be_done(
    council: &Council,
    agenda: &Agenda,
    child_id: &str,
    actions: Vec<ActionToRecord>,
) -> RecordDiscussionRequest {
    RecordDiscussionRequest {
        request_id: council.id(),
        agenda_id: agenda.agenda_id.clone(),
        child_id: child_id.into(),
        actions,
        none_needed_because: String::new(),
    }
}

/// The child was discussed, and one thing is to be done.
pub fn discussed(council: &Council, agenda: &Agenda, child_id: &str) -> RecordDiscussionRequest {
    to_be_done(council, agenda, child_id, vec![action("Visit the carers", "2026-12-03")])
}

/// The child was discussed, and nothing is to be done.
pub fn none_needed(council: &Council, agenda: &Agenda, child_id: &str) -> RecordDiscussionRequest {
    let none_needed_because = "The plan is on its way.".into();
    RecordDiscussionRequest { none_needed_because, ..to_be_done(council, agenda, child_id, vec![]) }
}
