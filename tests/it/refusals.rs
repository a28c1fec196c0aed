//! Saying what a refusal must be.

use fault::{Reason, class_of, reason_of};
use tonic::{Code, Status};

/// The call was refused with that reason, as its ErrorInfo or among its violations, and with the code of the first: of whoever may not,
/// that is the first.
#[track_caller]
pub fn assert_refused<T: std::fmt::Debug>(answer: Result<T, Status>, reason: Reason, what: &str) -> Status {
    let status = match answer {
        Ok(done) => panic!("{what}: expected {reason:?}, but it was done: {done:?}"),
        Err(status) => status,
    };
    let violations = fault::violations_of(&status);
    assert!(
        reason_of(&status) == Some(reason) || violations.contains(&reason),
        "{what}: expected {reason:?}, found {:?} {violations:?} in {status:?}",
        reason_of(&status),
    );
    let first = reason_of(&status).unwrap_or_else(|| panic!("{what}: no reason in {status:?}"));
    assert_eq!(status.code(), class_of(first).code(), "{what}: the code of {first:?}");
    let denied =
        violations.iter().chain([&reason]).any(|one| class_of(*one).code() == Code::PermissionDenied);
    assert!(!denied || status.code() == Code::PermissionDenied, "{what}: who may not is told so by the code");
    status
}
