//! What speaks against a command, and whether a service's refusal says so too: read from the status as any client reads it.

use std::collections::BTreeSet;
use tonic::{Code, Status};
use tonic_types::StatusExt;

/// Whoever refuses does so in this name.
const DOMAIN: &str = "permanence";

pub(super) const STALE: &str = "ETAG_STALE";
pub(super) const EMPTY: &str = "REQUIRED_FIELD_EMPTY";
pub(super) const OWN_REPORT: &str = "OWN_REPORT";
pub(super) const NOT_A_WRITER: &str = "NOT_A_WRITER";
pub(super) const INACTIVE: &str = "WORKER_INACTIVE";

/// What workflow says only once it has heard of the answers: where it cannot hear, it says what else speaks against it.
const RESTS_ON_ANSWERS: [&str; 4] =
    ["REQUEST_NOT_COMPLETED", "REQUEST_OUT_OF_ORDER", "REQUEST_ALREADY_OPEN", "NOT_A_SENDER"];

/// Every reason that the model knows, with the code by which the contracts promise it.
pub(super) const REASONS: [(&str, Code); 45] = [
    ("NOT_PERMITTED", Code::PermissionDenied),
    (INACTIVE, Code::PermissionDenied),
    ("NOT_THE_ASSIGNEE", Code::PermissionDenied),
    (NOT_A_WRITER, Code::PermissionDenied),
    ("NOT_A_FINISHER", Code::PermissionDenied),
    ("NOT_A_SENDER", Code::PermissionDenied),
    ("NOT_A_CANCELLER", Code::PermissionDenied),
    ("NOT_THE_SENDER", Code::PermissionDenied),
    ("NOT_YOURS_TO_PASS_ON", Code::PermissionDenied),
    ("OWN_REQUEST", Code::PermissionDenied),
    (OWN_REPORT, Code::PermissionDenied),
    ("ROLE_REQUIRED", Code::PermissionDenied),
    (STALE, Code::Aborted),
    ("COVERED_TEXT_CHANGED", Code::Aborted),
    ("REQUEST_ID_REUSED", Code::InvalidArgument),
    ("CASE_ALREADY_OPEN", Code::FailedPrecondition),
    ("RATIFICATION_NOT_STANDING", Code::FailedPrecondition),
    ("WORKSTEP_NOT_INCOMING", Code::FailedPrecondition),
    ("WORKSTEP_NOT_STARTED", Code::FailedPrecondition),
    ("WORKSTEP_ENDED", Code::FailedPrecondition),
    ("WORKSTEP_OPEN", Code::FailedPrecondition),
    ("NOT_FROM_AN_INBOX", Code::FailedPrecondition),
    ("RECEIVER_NOT_PERMITTED", Code::FailedPrecondition),
    ("RECIPIENT_NOT_PERMITTED", Code::FailedPrecondition),
    ("REQUEST_ENDED", Code::FailedPrecondition),
    ("REQUEST_NOT_SENT", Code::FailedPrecondition),
    ("REQUEST_NOT_COMPLETED", Code::FailedPrecondition),
    ("REQUEST_VOIDED", Code::FailedPrecondition),
    ("REQUEST_OUT_OF_ORDER", Code::FailedPrecondition),
    ("REQUEST_ALREADY_OPEN", Code::FailedPrecondition),
    ("NOTIFICATION_STANDS", Code::FailedPrecondition),
    ("SECTION_INCOMPLETE", Code::FailedPrecondition),
    (EMPTY, Code::FailedPrecondition),
    ("ADM_SECTION_INCOMPLETE", Code::FailedPrecondition),
    ("DECISION_CONTRADICTS_QUEUE", Code::FailedPrecondition),
    ("ANSWER_REQUIRED", Code::FailedPrecondition),
    ("FACT_REQUIRED", Code::FailedPrecondition),
    ("OPEN_STEP_REQUIRED", Code::FailedPrecondition),
    ("NEXT_ACTION_MISSING", Code::FailedPrecondition),
    ("NEXT_ACTIONS_EXCLUDE", Code::FailedPrecondition),
    ("NEXT_ACTION_NOT_AVAILABLE", Code::FailedPrecondition),
    ("NEXT_ACTION_ALREADY_SENT", Code::FailedPrecondition),
    ("OPEN_STEP_FORBIDDEN", Code::FailedPrecondition),
    ("PAIR_REQUIRED", Code::FailedPrecondition),
    ("PAIR_NOT_DUE", Code::FailedPrecondition),
];

/// Reasons, all of which hold, in stages: those of the first stage that holds any are told at once, and nothing of a later
/// one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Against {
    stages: Vec<BTreeSet<&'static str>>,
    /// What may be told beside them or not: the model cannot know.
    perhaps: BTreeSet<&'static str>,
}

impl Against {
    pub(super) fn nothing() -> Self {
        Self::default()
    }

    pub(super) fn surely(reason: &'static str) -> Self {
        Self { stages: vec![BTreeSet::from([reason])], perhaps: BTreeSet::new() }
    }

    /// What is added from here on is told only to whom nothing was told before.
    pub(super) fn next_stage(&mut self) {
        self.stages.push(BTreeSet::new());
    }

    pub(super) fn add(&mut self, reason: &'static str) {
        if self.stages.is_empty() {
            self.next_stage();
        }
        self.stages.last_mut().expect("a stage").insert(reason);
    }

    pub(super) fn add_if(&mut self, holds: bool, reason: &'static str) {
        if holds {
            self.add(reason);
        }
    }

    pub(super) fn add_all(&mut self, reasons: impl IntoIterator<Item = &'static str>) {
        reasons.into_iter().for_each(|reason| self.add(reason));
    }

    /// It may be told, too.
    pub(super) fn perhaps(&mut self, reason: &'static str) {
        self.perhaps.insert(reason);
    }

    /// This one is told alone, and the others only to whom it is not.
    pub(super) fn told_after(mut self, reason: &'static str) -> Self {
        if self.stages.is_empty() {
            self.next_stage();
        }
        self.stages.insert(0, BTreeSet::from([reason]));
        self
    }

    /// All that speaks against it together with what speaks against something else that is done with it.
    pub(super) fn and(mut self, other: Self) -> Self {
        self.add_all(other.stages.into_iter().flatten());
        self.perhaps.extend(other.perhaps);
        self
    }

    pub(super) fn holds(&self, reason: &str) -> bool {
        self.stages.iter().any(|stage| stage.contains(reason))
    }

    pub(super) fn is_nothing(&self) -> bool {
        self.stages.iter().all(BTreeSet::is_empty)
    }

    /// What is told.
    fn first(&self) -> impl Iterator<Item = &'static str> {
        self.stages.iter().find(|stage| !stage.is_empty()).into_iter().flatten().copied()
    }

    /// Whether something lacks that workflow could not hear of in time.
    pub(super) fn is_yet_to_be_heard(&self, said: &[String]) -> bool {
        self.first().any(|reason| RESTS_ON_ANSWERS.contains(&reason) && !said.iter().any(|it| it == reason))
    }

    /// Whether a refusal gives reasons that hold, by the code that is promised. A command without a rival is refused for all
    /// that is to be told, and for nothing else.
    pub(super) fn is_what_is_said(&self, refused: &Status, alone: bool) -> bool {
        let said = said(refused);
        let may_be = |reason: &String| self.perhaps.contains(reason.as_str());
        let holds = |reason: &String| self.holds(reason) || may_be(reason);
        let told = |reason: &String| self.first().any(|it| it == reason) || may_be(reason);
        let all_is_told = self.first().all(|reason| said.iter().any(|it| it == reason));
        let right = if alone { all_is_told && said.iter().all(told) } else { said.iter().all(holds) };
        right && has_its_code(refused, &said)
    }
}

/// Who may not is told so by the code, whatever else holds.
fn has_its_code(refused: &Status, said: &[String]) -> bool {
    let codes: Vec<Code> = said.iter().filter_map(|reason| code_of(reason)).collect();
    let denied = codes.contains(&Code::PermissionDenied);
    let first = named(refused).and_then(|reason| code_of(&reason));
    !said.is_empty()
        && codes.len() == said.len()
        && first == Some(refused.code())
        && (!denied || refused.code() == Code::PermissionDenied)
}

fn code_of(reason: &str) -> Option<Code> {
    REASONS.iter().find(|(known, _)| *known == reason).map(|(_, code)| *code)
}

pub(super) fn unless(against: Against) -> Result<(), Against> {
    if against.is_nothing() { Ok(()) } else { Err(against) }
}

/// The reasons of a refusal, each once: its violations, or else the one that it is refused for.
pub(super) fn said(refused: &Status) -> Vec<String> {
    let failure = refused.get_details_precondition_failure();
    let violations: BTreeSet<String> =
        failure.into_iter().flat_map(|it| it.violations).map(|violation| violation.r#type).collect();
    if violations.is_empty() {
        named(refused).into_iter().collect()
    } else {
        violations.into_iter().collect()
    }
}

/// The reason that a refusal is named by.
fn named(refused: &Status) -> Option<String> {
    refused.get_details_error_info().filter(|info| info.domain == DOMAIN).map(|info| info.reason)
}
