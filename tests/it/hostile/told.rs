//! Whether a refusal tells what was wrong: a reason and, where the message is malformed, the field that was spoilt.

use super::values::Spoilt;
use fault::Reason;
use tonic::{Code, Status};

/// Where another field than the spoilt one is named, and rightly: the command, what is spoilt, and what is named instead.
const NAMED_INSTEAD: [(&str, &str, &str); 5] = [
    // A file that comes before what is said of it lacks that: the two are a oneof.
    ("CareDataService/ImportExtract", "piece", "metadata"),
    // Ids, or up to which one: of a pair of which one is given, the first is named.
    ("NotificationService/MarkRead", "up_to_id", "notification_ids"),
    // Another step has other fields, which are not those that are written.
    ("WorkstepService/SaveWorkstep", "workstep_id", "edit.sections.answers"),
    ("WorkstepService/FinishWorkstep", "workstep_id", "edit.sections.answers"),
    // Actions, or why none is needed: the same.
    ("TrackerService/RecordDiscussion", "none_needed_because", "actions"),
];

/// For what no field of the message is to blame: it as a whole, or what is in a file that it carries.
const OF_THE_WHOLE: [Reason; 5] = [
    Reason::MessageTooLarge,
    Reason::MessageMalformed,
    Reason::ExtractTooLarge,
    Reason::ProcessInvalid,
    Reason::RulesInvalid,
];

/// The caller learns what was wrong: the field, or a reason.
pub(super) fn assert_told(refused: &Status, rpc: &str, spoilt: &Spoilt) {
    let what = format!("{rpc} {}", spoilt.what);
    let reason = fault::reason_of(refused).unwrap_or_else(|| panic!("{what}: no reason in {refused:?}"));
    match refused.code() {
        Code::InvalidArgument if reason == Reason::FieldInvalid => {
            let named: Vec<String> =
                fault::field_violations_of(refused).into_iter().map(|wrong| wrong.field).collect();
            let told = named.iter().any(|field| tells_of(field, rpc, spoilt.path()));
            assert!(told, "{what}: refused for other fields, {named:?}");
        }
        Code::InvalidArgument => assert!(OF_THE_WHOLE.contains(&reason), "{what}: {reason:?} names no field"),
        Code::FailedPrecondition
        | Code::NotFound
        | Code::PermissionDenied
        | Code::AlreadyExists
        | Code::Aborted => {}
        other => panic!("{what}: {other:?} {refused:?}"),
    }
}

/// Whether a field that is named tells of the one that was spoilt: it is that one, in it, or what it is in.
fn tells_of(named: &str, rpc: &str, spoilt: &str) -> bool {
    let named = without_indices(named);
    lies_along(&named, spoilt) || NAMED_INSTEAD.contains(&(rpc, spoilt, named.as_str()))
}

/// Whether one of two paths is the other, or begins it.
fn lies_along(one: &str, other: &str) -> bool {
    one.split('.').zip(other.split('.')).all(|(one, other)| one == other)
}

/// `edit.sections.number` of `edit.sections[0].number`: of a list, the first is spoilt or the whole.
fn without_indices(path: &str) -> String {
    path.split('[').map(|part| part.split_once(']').map_or(part, |(_, rest)| rest)).collect()
}

#[test]
fn a_refusal_tells_of_a_field_by_its_path_and_not_by_its_neighbours() {
    let save = "WorkstepService/SaveWorkstep";
    for (named, spoilt, tells) in [
        ("edit.sections[0].number", "edit.sections.number", true),
        ("edit", "edit.sections.number", true),
        ("edit.send_requests[11].recipient.worker.worker_id", "edit.send_requests.recipient", true),
        ("edit.sections[0].answers.date", "edit.sections.answers.date.text", true),
        ("edit.sections[0].answers.date", "edit.sections.answers.time.text", false),
        ("edit.sections[0].etag", "edit.sections.number", false),
        ("edit.sections[0].number", "edit.sections.numbers", false),
        ("", "edit", false),
    ] {
        assert_eq!(tells_of(named, save, spoilt), tells, "{named:?} of {spoilt:?}");
    }
    let read = "NotificationService/MarkRead";
    assert!(tells_of("notification_ids", read, "up_to_id"));
    assert!(!tells_of("up_to_id", read, "notification_ids"));
}
