//! Calls that gRPC's own machinery refuses, before anybody of ours has heard of them.

use crate::{Reason, Refusal};
use tonic::{Code, Status};

/// How the machinery says that a message is larger than it takes.
const TOO_LARGE: [&str; 2] = ["decoded message length too large", "Error decompressing: size limit"];
/// How it says that bytes are no message. All else that it calls INTERNAL is no fault of the caller's: a line that broke.
const UNDECODABLE: [&str; 5] = [
    "failed to decode Protobuf message",
    "protocol error: received message with",
    "Error decompressing: ",
    "Unexpected EOF decoding stream",
    "Missing request message",
];

/// Why a call of that path ended before it came to us, where the machinery gave a bare status; none of a status that says
/// why itself, and of what is no refusal of a message or a path.
pub fn unheard(status: &Status, path: &str) -> Option<Refusal> {
    let bare = status.details().is_empty();
    let is_of = |said: &[&str]| said.iter().any(|words| status.message().contains(words));
    let (reason, message) = match status.code() {
        // The machinery says nothing beside the code of a path, and something of a compression.
        Code::Unimplemented if bare && status.message().is_empty() => {
            (Reason::RouteUnknown, "there is no such call here: look it up by reflection")
        }
        Code::Unimplemented if bare => (
            Reason::EncodingUnknown,
            "the message is compressed in a way that is not read here: send it as it is",
        ),
        Code::OutOfRange | Code::ResourceExhausted if bare && is_of(&TOO_LARGE) => {
            (Reason::MessageTooLarge, "one message holds at most 4 MiB: send less at once")
        }
        Code::Internal if bare && is_of(&UNDECODABLE) => (
            Reason::MessageMalformed,
            "the bytes are no message that the call takes: make them from its contract",
        ),
        _ => return None,
    };
    Some(Refusal::new(reason, message).with("rpc", path.trim_start_matches('/')))
}
