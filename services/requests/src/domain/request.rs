//! A request: what was asked of whom, and what became of it.

use super::brief::Brief;
use super::stamp::{Stamp, instant};
use chrono::{DateTime, Utc};
use contracts::r#type::v1::Role;
use fault::{Reason, Refusal};
use uuid::Uuid;

/// Who did something and when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Act {
    /// The person who acted: never only an inbox.
    pub by: Uuid,
    /// The absent person who was covered.
    pub on_behalf_of: Option<Uuid>,
    /// The instant of the act.
    pub at: DateTime<Utc>,
}

impl Act {
    /// Whose act it counts as: the absent worker's who was covered, else the acting one's.
    pub fn whose(&self) -> Uuid {
        self.on_behalf_of.unwrap_or(self.by)
    }
}

/// What somebody made of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Acted {
    /// As it now stands.
    pub request: Request,
    /// Who did it and when, and for whom.
    pub act: Act,
}

/// In whose list a request stands while it waits: exactly one person's, or one inbox's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Assignee {
    /// One worker's.
    Worker(Uuid),
    /// That of everybody who works from the inbox.
    Inbox(Uuid),
}

/// A request that was marked Completed. Final.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Completion {
    /// By whom and when.
    pub act: Act,
    /// The version of the text that was authorised; 0 when the request covers none.
    pub covered_version: i64,
    /// What was said with it; empty when nothing was.
    pub comment: String,
}

/// What became of a request. It only moves forward; of what ended only a completion can still change, to voided.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum State {
    /// It waits for its answer.
    Sent,
    /// It is answered.
    Completed(Completion),
    /// It was sent back, and why.
    Returned {
        /// By whom and when.
        act: Act,
        /// Never empty.
        comment: String,
    },
    /// Its sender took it back.
    Withdrawn {
        /// By whom and when.
        act: Act,
    },
    /// It was taken back when its step ended.
    Lapsed {
        /// When the step ended.
        at: DateTime<Utc>,
    },
    /// An edit took away what it stood on.
    Voided {
        /// The instant of the edit.
        at: DateTime<Utc>,
        /// The answer that it had by then.
        completed: Option<Completion>,
    },
}

/// What workflow says with each of its events about a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Heard {
    /// The event's `subject_version`: what is not newer than the last one heard changes nothing.
    pub version: i64,
    /// The worker whose command it was.
    pub by: Option<Uuid>,
    /// The instant of that command.
    pub at: DateTime<Utc>,
}

/// A request as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// Given by workflow.
    pub id: Uuid,
    /// The type's key in the process, as `authorise_report`.
    pub kind: String,
    /// The type's exact title, without "Required".
    pub type_title: String,
    /// The exact title of its step.
    pub workstep_title: String,
    /// Whose step it is.
    pub child_id: String,
    /// The step to resume.
    pub workstep_id: Uuid,
    /// The step's case.
    pub case_id: Uuid,
    /// By whom and when it was sent.
    pub sent: Act,
    /// In whose list it stands, or stood when it ended.
    pub assignee: Assignee,
    /// The inbox that it was last taken out of; none where there is none, and while it lies in one.
    pub from_inbox: Option<Uuid>,
    /// Whether its step could not be finished without sending it.
    pub must_be_sent: bool,
    /// Whether its step cannot be finished before its answer.
    pub blocks_finish: bool,
    /// Whether a completion rests on a decision in the step, of which the version of the covered text says nothing.
    pub decides: bool,
    /// The roles of which an answer needs one; empty for anyone.
    pub answered_by: Vec<Role>,
    /// The request that this one was sent again for.
    pub replaces: Option<Uuid>,
    /// What an answer would be about, as last heard.
    pub brief: Brief,
    /// The last that was heard of it from workflow.
    pub heard_version: i64,
    /// What became of it.
    pub state: State,
    /// Its last change.
    pub stamp: Stamp,
}

impl Request {
    /// As the folder shows it: `<request type>:<workstep title>` (A:123).
    pub fn title(&self) -> String {
        format!("{}:{}", self.type_title, self.workstep_title)
    }

    /// A notification had to be sent, and nothing waits for its answer (A:149).
    pub fn is_notification(&self) -> bool {
        self.must_be_sent && !self.blocks_finish
    }

    /// The completion that it got, whether or not an edit voided it since.
    pub fn completion(&self) -> Option<&Completion> {
        match &self.state {
            State::Completed(completion) => Some(completion),
            State::Voided { completed, .. } => completed.as_ref(),
            State::Sent | State::Returned { .. } | State::Withdrawn { .. } | State::Lapsed { .. } => None,
        }
    }

    /// What a person did with it, and what they said; nothing while it waits, and where the suite ended it.
    pub fn answered(&self) -> Option<(&Act, &str)> {
        match &self.state {
            State::Returned { act, comment } => Some((act, comment)),
            State::Withdrawn { act } => Some((act, "")),
            State::Sent | State::Completed(_) | State::Lapsed { .. } | State::Voided { .. } => {
                self.completion().map(|completion| (&completion.act, completion.comment.as_str()))
            }
        }
    }

    /// The request in another list. Whence it was taken is remembered for as long as it lies with somebody.
    pub(super) fn passed_to(self, assignee: Assignee) -> Self {
        let from_inbox = match (self.assignee, assignee) {
            (_, Assignee::Inbox(_)) => None,
            (Assignee::Inbox(inbox), Assignee::Worker(_)) => Some(inbox),
            (Assignee::Worker(_), Assignee::Worker(_)) => self.from_inbox,
        };
        Self { assignee, from_inbox, ..self }
    }

    /// The subject of its events and audit entries.
    pub fn subject(&self) -> String {
        subject(self.id)
    }

    /// Refuses with `NOTIFICATION_STANDS` what nothing waits for: there is nothing to send back or to take back.
    pub(crate) fn expect_no_notification(&self) -> Result<(), Refusal> {
        if !self.is_notification() {
            return Ok(());
        }
        let message =
            "a notification can be neither returned nor withdrawn: it is completed when it was read";
        Err(Refusal::new(Reason::NotificationStands, message))
    }

    /// Refuses with `REQUEST_ENDED` unless it waits for an answer.
    pub(crate) fn expect_waiting(&self) -> Result<(), Refusal> {
        let (state, by, at) = match &self.state {
            State::Sent => return Ok(()),
            State::Completed(completion) => ("COMPLETED", Some(completion.act.by), completion.act.at),
            State::Returned { act, .. } => ("RETURNED", Some(act.by), act.at),
            State::Withdrawn { act } => ("WITHDRAWN", Some(act.by), act.at),
            State::Lapsed { at } => ("WITHDRAWN", None, *at),
            State::Voided { at, .. } => ("VOIDED", None, *at),
        };
        Err(Refusal::new(
            Reason::RequestEnded,
            "it is completed, returned, withdrawn or voided, and stays so",
        )
        .with("state", state)
        .with("by", by.map_or_else(String::new, |by| by.to_string()))
        .with("at", instant(at)))
    }
}

/// The subject of a request's events and audit entries.
pub fn subject(id: Uuid) -> String {
    format!("request/{id}")
}
