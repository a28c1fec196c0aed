//! Reading a refusal back from a status: for clients, for the gateway, for tests.

use crate::{DOMAIN, Reason, Violation};
use prost::Message;
use std::collections::BTreeMap;
use tonic::Status;
use tonic_types::{StatusExt, pb};

/// The reason that a status of ours carries; none of a status that somebody else made.
pub fn reason_of(status: &Status) -> Option<Reason> {
    let info = status.get_details_error_info()?;
    if info.domain == DOMAIN { named(&info.reason) } else { None }
}

/// The metadata beside the reason.
pub fn metadata_of(status: &Status) -> BTreeMap<String, String> {
    status.get_details_error_info().map(|info| info.metadata.into_iter().collect()).unwrap_or_default()
}

/// Every reason for which the state of things forbids the call, in the order in which it was given.
pub fn violations_of(status: &Status) -> Vec<Reason> {
    let failure = status.get_details_precondition_failure();
    let violations = failure.map(|failure| failure.violations).unwrap_or_default();
    violations.iter().filter_map(|violation| named(&violation.r#type)).collect()
}

/// What each of those reasons is about: its metadata, as `workstep_id=0192f0c1-…`.
pub fn violation_subjects_of(status: &Status) -> Vec<String> {
    let failure = status.get_details_precondition_failure();
    let violations = failure.map(|failure| failure.violations).unwrap_or_default();
    violations.into_iter().map(|violation| violation.subject).collect()
}

/// Every wrong field.
pub fn field_violations_of(status: &Status) -> Vec<Violation> {
    let request = status.get_details_bad_request();
    let violations = request.map(|request| request.field_violations).unwrap_or_default();
    let ours =
        |wrong: tonic_types::FieldViolation| Violation { field: wrong.field, description: wrong.description };
    violations.into_iter().map(ours).collect()
}

/// The message that goes out beside the `ErrorInfo`, as the section that now stands where a save was stale.
pub fn detail_of<M: prost::Name + Default>(status: &Status) -> Option<M> {
    let details = pb::Status::decode(status.details()).ok()?.details;
    details.iter().find_map(|any| any.to_msg::<M>().ok())
}

fn named(name: &str) -> Option<Reason> {
    Reason::from_str_name(&format!("REASON_{name}"))
}
