//! The only place where a `tonic::Status` is made.

use crate::{BoxError, Class, DOMAIN, Fault, Fields, Reason, Refusal, class_of, describe, name_of, trace_id};
use prost::{Message, bytes::BytesMut};
use std::collections::HashMap;
use tonic::Status;
use tonic_types::{ErrorDetails, StatusExt, pb};

/// How much an answer tells of what is wrong, in bytes. It goes in trailers, in base64: gRPC's C core, on which Python and others stand,
/// takes 8 KiB of them at most, and a stream with more is broken off.
const MOST: usize = 5 << 10;

impl From<Fault> for Status {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::Refused(refusals) => match refusals.first() {
                Some(first) => refused(first, &refusals),
                None => defect("a refusal without a reason".into()),
            },
            Fault::Invalid(fields) => invalid(&fields),
            Fault::Unavailable { service, source } => unavailable(service, source),
            Fault::Defect(source) => defect(source),
        }
    }
}

impl From<Refusal> for Status {
    fn from(refusal: Refusal) -> Self {
        refused(&refusal, std::slice::from_ref(&refusal))
    }
}

fn refused(first: &Refusal, all: &[Refusal]) -> Status {
    let metadata: HashMap<_, _> =
        first.metadata.iter().map(|(key, value)| ((*key).to_owned(), value.clone())).collect();
    let mut details = ErrorDetails::with_error_info(name_of(first.reason), DOMAIN, metadata);
    let mut more = 0;
    if all.len() > 1 || first.class() == Class::FailedPrecondition {
        more = all.len();
        let size = |it: &&Refusal| name_of(it.reason).len() + it.subject().len() + it.message.len();
        for refusal in within(MOST, all.iter(), size) {
            details.add_precondition_failure_violation(
                name_of(refusal.reason),
                refusal.subject(),
                refusal.message.as_str(),
            );
            more -= 1;
        }
    }
    let message = with_more(first.message.clone(), more, "reasons than are named forbid it");
    let status = Status::with_error_details(first.class().code(), message, details);
    with_extra(status, all.iter().filter_map(|refusal| refusal.detail.clone()).collect())
}

/// Details that `tonic-types` does not know are appended to the encoded ones: in protobuf, a message followed by more of
/// its repeated fields is that message with them added. One that is too large, as a long text, is left out: it is there to be read.
fn with_extra(status: Status, details: Vec<prost_types::Any>) -> Status {
    let room = MOST.saturating_sub(status.details().len());
    let details: Vec<_> =
        within(room, details.into_iter(), |it| it.value.len() + it.type_url.len()).collect();
    if details.is_empty() {
        return status;
    }
    let mut encoded = BytesMut::from(status.details());
    encoded.extend_from_slice(&pb::Status { details, ..Default::default() }.encode_to_vec());
    Status::with_details(status.code(), status.message(), encoded.freeze())
}

fn invalid(fields: &Fields) -> Status {
    let mut details = ErrorDetails::with_error_info(name_of(fields.reason()), DOMAIN, HashMap::new());
    let all = fields.violations();
    let mut more = all.len();
    for violation in within(MOST, all.iter(), |it| it.field.len() + it.description.len()) {
        details.add_bad_request_violation(violation.field.as_str(), violation.description.as_str());
        more -= 1;
    }
    let message = match all.first() {
        Some(first) => {
            let said = format!("{} {}", first.field, first.description);
            with_more(said, more, "fields than are named are wrong")
        }
        None => "the request is wrong".to_owned(),
    };
    Status::with_error_details(class_of(fields.reason()).code(), message, details)
}

/// What is said of the first, and how much else there is that is not named: nobody shall take what is named for all of it.
fn with_more(said: String, more: usize, than_named: &str) -> String {
    if more > 0 { format!("{said}; {more} more {than_named}") } else { said }
}

/// The first of them, as many as take up so many bytes with what is around each.
fn within<T>(
    most: usize,
    all: impl Iterator<Item = T>,
    size: impl Fn(&T) -> usize,
) -> impl Iterator<Item = T> {
    const AROUND: usize = 12;
    let mut taken = 0;
    all.take_while(move |it| {
        taken += size(it) + AROUND;
        taken <= most
    })
}

fn unavailable(service: &'static str, source: BoxError) -> Status {
    tracing::warn!(
        peer.service = service,
        error = describe(source.as_ref()),
        "a part of the suite does not answer"
    );
    let message = format!("{service} does not answer; try again");
    Refusal::new(Reason::Unavailable, message).with("service", service).into()
}

fn defect(source: BoxError) -> Status {
    tracing::error!(error = describe(source.as_ref()), "a defect ended a call");
    let trace_id = trace_id();
    let message = format!("a defect of ours; quote the trace id {trace_id}");
    Refusal::new(Reason::Internal, message).with("trace_id", trace_id).into()
}
