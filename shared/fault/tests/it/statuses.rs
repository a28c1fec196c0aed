//! What stands in a status.

use contracts::r#type::v1::WorkerRef;
use fault::{Fault, Fields, Reason, Refusal, Violation};
use std::collections::BTreeMap;
use tonic::{Code, Status};

#[test]
fn a_refusal_carries_its_reason_its_message_and_its_metadata() {
    let refusal =
        Refusal::new(Reason::EtagStale, "somebody changed it").with("subject", "worker/7").with("etag", 3);
    let status = Status::from(Fault::from(refusal));

    assert_eq!(status.code(), Code::Aborted);
    assert_eq!(status.message(), "somebody changed it");
    assert_eq!(fault::reason_of(&status), Some(Reason::EtagStale));
    let metadata =
        [("subject", "worker/7"), ("etag", "3")].map(|(key, value)| (key.to_owned(), value.to_owned()));
    assert_eq!(fault::metadata_of(&status), BTreeMap::from(metadata));
    assert_eq!(fault::violations_of(&status), []);
}

#[test]
fn a_refused_finish_tells_every_violation_at_once() {
    let status = Status::from(Fault::Refused(vec![
        Refusal::new(Reason::SectionIncomplete, "section 3 is not complete").with("section", 3),
        Refusal::new(Reason::RequestNotSent, "a request was not sent"),
    ]));

    assert_eq!(status.code(), Code::FailedPrecondition);
    assert_eq!(fault::reason_of(&status), Some(Reason::SectionIncomplete));
    assert_eq!(fault::violations_of(&status), [Reason::SectionIncomplete, Reason::RequestNotSent]);
    assert_eq!(status.message(), "section 3 is not complete");
}

#[test]
fn one_failed_precondition_is_a_violation_too() {
    let status =
        Status::from(Refusal::new(Reason::WorkstepEnded, "the step has ended").with("state", "FINISHED"));
    assert_eq!(fault::violations_of(&status), [Reason::WorkstepEnded]);
}

#[test]
fn a_detail_goes_out_beside_the_reason_and_is_read_back() {
    let stands = WorkerRef { worker_id: "7".into(), display_name: String::new() };
    let status = Status::from(Refusal::new(Reason::EtagStale, "somebody changed it").with_detail(&stands));

    assert_eq!(fault::reason_of(&status), Some(Reason::EtagStale));
    assert_eq!(fault::detail_of::<WorkerRef>(&status), Some(stands));
    assert_eq!(status.message(), "somebody changed it");
}

#[test]
fn wrong_fields_are_named_with_what_is_wrong() {
    let mut wrong = Fields::default();
    wrong.refuse(format_args!("edit.sections[{}].etag", 2), "is empty");
    let status = Status::from(wrong.finish().unwrap_err());

    assert_eq!(status.code(), Code::InvalidArgument);
    assert_eq!(fault::reason_of(&status), Some(Reason::FieldInvalid));
    let field = Violation { field: "edit.sections[2].etag".into(), description: "is empty".into() };
    assert_eq!(fault::field_violations_of(&status), [field]);
}

#[test]
fn what_is_told_fits_into_the_trailers_of_every_client() {
    const MOST: usize = 8 << 10;
    let mut wrong = Fields::default();
    for index in 0..5_000 {
        wrong.refuse(format_args!("preferences.choices[{index}]"), "is chosen already");
    }
    let status = Status::from(wrong.finish().unwrap_err());
    let named = fault::field_violations_of(&status);
    assert!((50..200).contains(&named.len()), "{}", named.len());
    assert_eq!(named[0].field, "preferences.choices[0]");
    let more = 5_000 - named.len();
    assert!(
        status.message().ends_with(&format!("; {more} more fields than are named are wrong")),
        "{status}"
    );

    let long = WorkerRef { worker_id: "7".into(), display_name: "x".repeat(20_000) };
    let stale = Status::from(Refusal::new(Reason::EtagStale, "somebody changed it").with_detail(&long));
    assert_eq!(fault::reason_of(&stale), Some(Reason::EtagStale));
    assert_eq!(fault::detail_of::<WorkerRef>(&stale), None);

    let open = Refusal::new(Reason::WorkstepEnded, "the step has ended").with("subject", "x".repeat(60));
    let many = Status::from(Fault::Refused(vec![open; 500]));
    let named = fault::violations_of(&many).len();
    assert!((20..200).contains(&named), "{named}");
    let more = 500 - named;
    assert_eq!(
        many.message(),
        format!("the step has ended; {more} more reasons than are named forbid it"),
        "{many}"
    );
    for status in [status, stale, many] {
        assert!(status.details().len() * 4 / 3 < MOST, "{}", status.details().len());
    }
}

#[test]
fn a_wrong_process_file_has_a_reason_of_its_own() {
    let mut wrong = Fields::because(Reason::ProcessInvalid);
    wrong.refuse("line 3, column 7", "leads to a workstep that there is not");
    assert_eq!(fault::reason_of(&Status::from(wrong.finish().unwrap_err())), Some(Reason::ProcessInvalid));
}

#[test]
fn a_defect_tells_the_caller_nothing_of_itself() {
    let status = Status::from(Fault::defect("column surname does not exist"));

    assert_eq!(status.code(), Code::Internal);
    assert_eq!(fault::reason_of(&status), Some(Reason::Internal));
    assert!(!status.message().contains("surname"));
    assert!(!String::from_utf8_lossy(status.details()).contains("surname"));
    assert!(fault::metadata_of(&status).contains_key("trace_id"));
}

#[test]
fn what_does_not_answer_is_named() {
    let status = Status::from(Fault::unavailable("directory", "connection refused"));

    assert_eq!(status.code(), Code::Unavailable);
    assert_eq!(fault::metadata_of(&status)["service"], "directory");
    assert!(!status.message().contains("refused"));
}

#[test]
fn a_status_of_somebody_else_has_no_reason_of_ours() {
    assert_eq!(fault::reason_of(&Status::not_found("nothing")), None);
}
