//! Calls that gRPC's own machinery refuses, before anybody of ours has heard of them.

use crate::{Reason, Refusal};
use tonic::{Code, Status};

/// Why a call of that path ended before it came to us, where the machinery gave a bare status; none of a status that says
/// why itself, and of what is no refusal of a message or a path.
pub fn unheard(status: &Status, path: &str) -> Option<Refusal> {
    let bare = status.details().is_empty();
    let (reason, message) = match status.code() {
        // The machinery says nothing beside the code of a path, and something of a compression.
        Code::Unimplemented if bare && status.message().is_empty() => {
            (Reason::RouteUnknown, "there is no such call here: look it up by reflection")
        }
        Code::Unimplemented if bare => (
            Reason::EncodingUnknown,
            "the message is compressed in a way that is not read here: send it as it is",
        ),
        Code::OutOfRange | Code::ResourceExhausted if bare => {
            (Reason::MessageTooLarge, "one message holds at most 4 MiB: send less at once")
        }
        Code::Internal if bare => (
            Reason::MessageMalformed,
            "the bytes are no message that the call takes: make them from its contract",
        ),
        _ => return None,
    };
    Some(Refusal::new(reason, message).with("rpc", path.trim_start_matches('/')))
}
