//! Somebody of the demonstration's council, with a token as `permanence token` gives it.

use crate::process::{complained, printed, run};
use tonic::Request;

/// The message as that person sends it.
pub(crate) fn signed_in<T>(data: &str, subject: &str, message: T) -> Request<T> {
    let token = run(&["token", subject, "--data", data]);
    assert!(token.status.success(), "{}", complained(&token));
    let mut request = Request::new(message);
    let bearer = format!("Bearer {}", printed(&token).trim());
    request.metadata_mut().insert("authorization", bearer.parse().unwrap());
    request
}
