//! What must be unique, told by the name of the constraint that says so.

use super::attempt::Setback;
use fault::{Reason, Refusal};
use uuid::Uuid;

/// Whether the statement failed on this constraint.
pub(super) fn violates(outcome: &Result<(), sqlx::Error>, constraint: &str) -> bool {
    let error = outcome.as_ref().err().and_then(sqlx::Error::as_database_error);
    error.and_then(|error| error.constraint()) == Some(constraint)
}

/// `NAME_TAKEN` by the team or the inbox of this subject; overtaken when the holder has just given the name up.
pub(super) fn name_taken(holder: Option<String>) -> Setback {
    holder.map_or(Setback::Overtaken, |subject| {
        Refusal::new(Reason::NameTaken, "another one has that name").with("subject", subject).into()
    })
}

/// `SUBJECT_TAKEN` by this worker; overtaken when the holder has just given the subject up.
pub(super) fn subject_taken(holder: Option<Uuid>) -> Setback {
    holder.map_or(Setback::Overtaken, |worker_id| {
        let message = "another worker signs in under that subject";
        Refusal::new(Reason::SubjectTaken, message).with("worker_id", worker_id).into()
    })
}
