//! What the machinery refuses before a service hears of it.

use fault::{Reason, Refusal, class_of, unheard};
use tonic::{Code, Status};

const PATH: &str = "/permanence.workflow.v1.WorkstepService/SaveWorkstep";

// as tonic 0.14 says it
const LARGE: &str =
    "Error, decoded message length too large: found 4194305 bytes, the limit is: 4194304 bytes";
const INFLATED: &str =
    "Error decompressing: size limit, of 4194304 bytes, exceeded while decompressing message";
const UNDECODABLE: &str = "failed to decode Protobuf message: invalid wire type value: 7";

#[test]
fn each_of_its_bare_refusals_gets_a_reason_of_ours() {
    for (status, reason, code) in [
        (Status::unimplemented(""), Reason::RouteUnknown, Code::Unimplemented),
        (Status::unimplemented("Content is compressed"), Reason::EncodingUnknown, Code::Unimplemented),
        (Status::out_of_range(LARGE), Reason::MessageTooLarge, Code::InvalidArgument),
        (Status::resource_exhausted(INFLATED), Reason::MessageTooLarge, Code::InvalidArgument),
        (Status::internal(UNDECODABLE), Reason::MessageMalformed, Code::InvalidArgument),
    ] {
        let refusal = unheard(&status, PATH).unwrap_or_else(|| panic!("{status:?} gets no reason"));
        assert_eq!((refusal.reason, class_of(refusal.reason).code()), (reason, code), "{status:?}");
        assert_eq!(refusal.metadata["rpc"], "permanence.workflow.v1.WorkstepService/SaveWorkstep");
    }
}

#[test]
fn what_says_why_itself_is_left_as_it_is_and_so_is_what_is_no_refusal() {
    let defect = Status::from(Refusal::new(Reason::Internal, "a defect of ours"));
    for status in [
        defect,
        Status::ok(""),
        Status::not_found("of the health protocol"),
        Status::cancelled(""),
        Status::internal("h2 protocol error: error reading a body from connection"),
        Status::resource_exhausted("no room for more streams"),
    ] {
        assert_eq!(unheard(&status, PATH), None, "{status:?}");
    }
}
