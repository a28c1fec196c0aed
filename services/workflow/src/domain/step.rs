//! A workstep: one unit of work on one child.

use super::{
    case::{Progress, StepSummary},
    people::{Act, Assignee},
    queue::Queue,
    request::{Answer, SentRequest},
    section::Section,
};
use chrono::{DateTime, Utc};
use uuid::Uuid;

/// How far a step is, with who brought it there. It only moves forward.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StepState {
    /// It waits to be started.
    Incoming,
    /// It is being worked on.
    Started {
        /// By whom and when.
        started: Act,
    },
    /// It stays as it is.
    Finished {
        /// Who started it and when.
        started: Act,
        /// Who finished it and when.
        finished: Act,
    },
    /// It stays as it is.
    Cancelled {
        /// Who had started it, if anybody had.
        started: Option<Act>,
        /// Who cancelled it and when.
        cancelled: Act,
        /// Why; never empty.
        reason: String,
    },
}

/// A step with everything that stands in it.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// A UUID.
    pub id: Uuid,
    /// The case it belongs to.
    pub case_id: Uuid,
    /// Whose it is.
    pub child_id: String,
    /// Its key in the process.
    pub kind: String,
    /// Grows with every write of the step or of anything in it.
    pub version: i64,
    /// How far it is.
    pub state: StepState,
    /// In whose hands it lies.
    pub assignee: Assignee,
    /// The inbox that it was last taken out of; none where there is none, and while it lies in one.
    pub from_inbox: Option<Uuid>,
    /// What this instance is for; none when its kind has only one.
    pub purpose: Option<String>,
    /// The step whose next action created it; none for the first.
    pub parent: Option<Uuid>,
    /// The next action that created it; none for the first.
    pub by_action: Option<String>,
    /// True when its parent sent it before its own finish.
    pub sent_immediately: bool,
    /// When it came to its first assignee.
    pub arrived: DateTime<Utc>,
    /// The sections of its forms, the Next actions left out; those of optional forms from their first edit on.
    pub sections: Vec<Section>,
    /// What stands in Next actions.
    pub queue: Queue,
    /// All that were sent on it, oldest first.
    pub requests: Vec<SentRequest>,
}

impl Step {
    /// A section of the main form as it stands; blank while nobody has written it.
    pub fn section(&self, number: i32) -> Section {
        self.section_of(None, number)
    }

    /// A section of that form as it stands; blank while nobody has written it.
    pub fn section_of(&self, form: Option<&str>, number: i32) -> Section {
        let written = self.sections.iter().find(|section| section.is(form, number));
        written.cloned().unwrap_or_else(|| Section::blank_in(form, number))
    }

    /// The step in other hands. Whence it was taken is remembered for as long as it lies with somebody.
    pub fn passed_to(self, assignee: Assignee) -> Self {
        let from_inbox = match (self.assignee, assignee) {
            (_, Assignee::Inbox(_)) => None,
            (Assignee::Inbox(inbox), Assignee::Worker(_)) => Some(inbox),
            (Assignee::Worker(_), Assignee::Worker(_)) => self.from_inbox,
        };
        Self { assignee, from_inbox, ..self }
    }

    /// Puts a section in the place of the one that it was.
    pub(super) fn put_section(&mut self, section: Section) {
        let standing =
            self.sections.iter_mut().find(|standing| standing.is(section.form.as_deref(), section.number));
        match standing {
            Some(standing) => *standing = section,
            None => self.sections.push(section),
        }
    }

    /// Takes back every request that waits: the step has ended, and nobody answers it any more.
    pub(super) fn lapse_requests(&mut self, ended: Act, which: impl Fn(&SentRequest) -> bool) {
        for request in self.requests.iter_mut().filter(|request| request.waits() && which(request)) {
            request.answer = Answer::Lapsed { at: ended.at };
        }
    }

    /// The step as its case lists it; what outcome a finished one reached, the case knows.
    pub fn summary(&self) -> StepSummary {
        let (progress, started, ended) = match &self.state {
            StepState::Incoming => (Progress::Incoming, None, None),
            StepState::Started { started } => (Progress::Started, Some(started), None),
            StepState::Finished { started, finished } => (Progress::Finished, Some(started), Some(finished)),
            StepState::Cancelled { started, cancelled, .. } => {
                (Progress::Cancelled, started.as_ref(), Some(cancelled))
            }
        };
        StepSummary {
            id: self.id,
            kind: self.kind.clone(),
            progress,
            purpose: self.purpose.clone(),
            parent: self.parent,
            by_action: self.by_action.clone(),
            sent_immediately: self.sent_immediately,
            arrived: self.arrived,
            started_at: started.map(|act| act.at),
            ended_at: ended.map(|act| act.at),
            outcome: None,
        }
    }

    /// The requests of one kind, oldest first.
    pub fn requests_of<'a>(&'a self, kind: &'a str) -> impl DoubleEndedIterator<Item = &'a SentRequest> {
        self.requests.iter().filter(move |request| request.kind == kind)
    }

    /// Whether the step is that worker's affair: it lies in their hands, they are asked, or it was they, in person or by
    /// their cover, who answered.
    pub fn is_affair_of(&self, worker_id: Uuid) -> bool {
        self.assignee == Assignee::Worker(worker_id)
            || self.requests.iter().any(|request| match request.completion() {
                Some(completion) => completion.act.people().any(|person| person == worker_id),
                None => request.waits() && request.assignee == Assignee::Worker(worker_id),
            })
    }

    /// The same, save where they only answered for somebody whom they covered.
    pub fn is_own_affair_of(&self, worker_id: Uuid) -> bool {
        self.assignee == Assignee::Worker(worker_id)
            || self.requests.iter().any(|request| match request.completion() {
                Some(completion) => completion.act.whose() == worker_id,
                None => request.waits() && request.assignee == Assignee::Worker(worker_id),
            })
    }

    /// What changes with every change to the step.
    pub fn etag(&self) -> String {
        super::etag::of(self.version)
    }
}
