//! Saying what a refusal must be.

use fault::Reason;
use tonic::Status;

/// The call was refused with that reason, as its ErrorInfo or among its violations.
#[track_caller]
pub fn assert_refused<T: std::fmt::Debug>(answer: Result<T, Status>, reason: Reason, what: &str) -> Status {
    let status = match answer {
        Ok(done) => panic!("{what}: expected {reason:?}, but it was done: {done:?}"),
        Err(status) => status,
    };
    let violations = fault::violations_of(&status);
    assert!(
        fault::reason_of(&status) == Some(reason) || violations.contains(&reason),
        "{what}: expected {reason:?}, found {:?} {violations:?} in {status:?}",
        fault::reason_of(&status),
    );
    status
}
