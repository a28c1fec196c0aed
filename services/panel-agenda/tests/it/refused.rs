//! What a call was refused with.

use fault::{Reason, class_of, reason_of};
use tonic::{Response, Status};

/// The status of a call that was refused for this reason, with the code that the contracts promise.
#[track_caller]
pub fn refused<T: std::fmt::Debug>(outcome: Result<Response<T>, Status>, reason: Reason) -> Status {
    let status = outcome.expect_err("a refusal");
    assert_eq!((reason_of(&status), status.code()), (Some(reason), class_of(reason).code()), "{status:?}");
    status
}
