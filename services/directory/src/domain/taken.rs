//! What only one record may have.

use fault::{Reason, Refusal};
use uuid::Uuid;

/// Refused with `NAME_TAKEN` when another team or inbox has the name: `holder` is its subject.
pub fn expect_free_name(holder: Option<String>) -> Result<(), Refusal> {
    holder.map_or(Ok(()), |subject| {
        Err(Refusal::new(Reason::NameTaken, "another one has that name").with("subject", subject))
    })
}

/// Refused with `SUBJECT_TAKEN` when another worker signs in under the subject.
pub fn expect_free_subject(holder: Option<Uuid>) -> Result<(), Refusal> {
    let message = "another worker signs in under that subject";
    holder.map_or(Ok(()), |worker_id| {
        Err(Refusal::new(Reason::SubjectTaken, message).with("worker_id", worker_id))
    })
}
