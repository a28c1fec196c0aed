//! What happened, for those who read of it: the case's timeline and the feed.

use super::{
    people::{Act, Assignee},
    request::SentRequest,
    step::Step,
};
use chrono::NaiveDate;
use contracts::r#type::v1::Role;
use std::collections::BTreeSet;
use uuid::Uuid;

pub use contracts::workflow::v1::TimelineKind;
pub use fault::Reason;

/// One thing that happened in a case.
#[derive(Clone, Debug, PartialEq)]
pub struct TimelineEntry {
    /// The case.
    pub case_id: Uuid,
    /// What happened.
    pub kind: TimelineKind,
    /// Who did it and when.
    pub act: Act,
    /// The step concerned; none for the case itself.
    pub step: Option<Uuid>,
    /// The request concerned.
    pub request: Option<Uuid>,
    /// The exact title of the request or next action concerned.
    pub title: Option<String>,
    /// To whom work or a request was passed.
    pub to: Option<Assignee>,
    /// What was said with an answer, or which placement a ratification is of.
    pub comment: Option<String>,
    /// When a placement was ratified, or its ratification ended.
    pub date: Option<NaiveDate>,
}

impl TimelineEntry {
    /// An entry about the case itself.
    pub fn of_case(kind: TimelineKind, case_id: Uuid, act: Act) -> Self {
        Self {
            case_id,
            kind,
            act,
            step: None,
            request: None,
            title: None,
            to: None,
            comment: None,
            date: None,
        }
    }

    /// An entry about a step.
    pub fn of_step(kind: TimelineKind, step: &Step, act: Act) -> Self {
        Self { step: Some(step.id), ..Self::of_case(kind, step.case_id, act) }
    }
}

/// A fact for the feed, with its place among the facts of its subject.
#[derive(Clone, Debug, PartialEq)]
pub struct Told {
    /// Grows with each fact of the same subject.
    pub subject_version: i64,
    /// What happened.
    pub fact: Fact,
}

/// What other services and council systems hear of.
#[derive(Clone, Debug, PartialEq)]
pub enum Fact {
    /// Subject `case/<id>`.
    CaseOpened {
        /// The case.
        case: Uuid,
        /// Which process.
        process_id: String,
        /// Which version of it.
        process_version: i32,
    },
    /// Subject `case/<id>`.
    CaseClosed {
        /// The case.
        case: Uuid,
        /// The strongest outcome that was reached.
        outcome: String,
    },
    /// Subject `workstep/<id>`.
    StepArrived {
        /// The step.
        step: Uuid,
        /// Its key in the process.
        kind: String,
        /// Exact.
        title: String,
        /// In whose hands it lies.
        assignee: Assignee,
        /// The step that created it.
        parent: Option<Uuid>,
        /// What it is for.
        purpose: Option<String>,
        /// True when its parent is not finished yet.
        sent_immediately: bool,
    },
    /// Subject `workstep/<id>`.
    StepStarted {
        /// The step.
        step: Uuid,
        /// Its key in the process.
        kind: String,
        /// Exact.
        title: String,
        /// By whom and when.
        started: Act,
    },
    /// Subject `workstep/<id>`.
    StepPassedOn {
        /// The step.
        step: Uuid,
        /// Its key in the process.
        kind: String,
        /// How it changed hands.
        passing: Passing,
        /// In whose hands it lay.
        from: Assignee,
        /// In whose hands it now lies.
        to: Assignee,
        /// By whom and when.
        act: Act,
    },
    /// Subject `workstep/<id>`.
    StepFinished {
        /// The step.
        step: Uuid,
        /// Its key in the process.
        kind: String,
        /// Exact.
        title: String,
        /// By whom and when.
        finished: Act,
        /// The keys of what was chosen.
        next_actions: Vec<String>,
        /// What those of them that end a line reached.
        outcome: Option<String>,
    },
    /// Subject `workstep/<id>`.
    StepCancelled {
        /// The step.
        step: Uuid,
        /// Its key in the process.
        kind: String,
        /// Exact.
        title: String,
        /// By whom and when.
        cancelled: Act,
        /// Why.
        reason: String,
    },
    /// Subject `workstep/<id>`: what became of a request is taken over.
    AnswerHeard {
        /// The step.
        step: Uuid,
        /// The request.
        request: Uuid,
    },
    /// Subject `request/<id>`.
    RequestSent {
        /// As it was sent.
        request: Box<SentRequest>,
        /// Exact, without "Required".
        title: String,
        /// The step to resume.
        step: Uuid,
        /// Exact.
        step_title: String,
        /// The roles that may complete it; empty for anyone.
        answered_by: Vec<Role>,
        /// The type's flag.
        must_be_sent: bool,
        /// The type's flag; false with `must_be_sent` is a notification.
        blocks_finish: bool,
        /// Whether a completion rests on a decision in the step.
        decides: bool,
        /// What an answer would be about.
        brief: Brief,
    },
    /// Subject `request/<id>`.
    RequestBriefed {
        /// The request.
        request: Uuid,
        /// Replaces the brief before.
        brief: Brief,
    },
    /// Subject `request/<id>`: taken back because its step ended.
    RequestLapsed {
        /// The request.
        request: Uuid,
    },
    /// Subject `case_note/<id>`: that a note was written, not what.
    CaseNoteAdded {
        /// The note.
        note: Uuid,
        /// The step that it is about.
        step: Option<Uuid>,
        /// What the records that it comes from call it.
        source_key: Option<String>,
    },
    /// Subject `ratification/<id>`.
    PlacementRatified {
        /// The ratification.
        ratification: Uuid,
        /// The date.
        ratified_on: NaiveDate,
    },
    /// Subject `ratification/<id>`.
    RatificationEnded {
        /// The ratification.
        ratification: Uuid,
        /// The date.
        ended_on: NaiveDate,
        /// The one that took its place.
        replaced_by: Option<Uuid>,
    },
}

/// How work changes hands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Passing {
    /// Out of an inbox.
    Claimed,
    /// Back into it.
    Released,
    /// On to others.
    Reassigned,
}

/// What whoever keeps the answer must know of the text, without knowing any process.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Brief {
    /// The version of the covered text; it only grows. 0 when nothing is covered.
    pub covered_version: i64,
    /// Who wrote the covered text: none of them may complete.
    pub authors: BTreeSet<Uuid>,
    /// Why a completion would be refused now.
    pub refusals: Vec<Reason>,
    /// True when an edit has taken away what the request stood on.
    pub voided: bool,
}
