//! A request as its step knows it: who answers is the requests service's affair, what an answer is worth is ours.

use super::people::{Act, Assignee};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// A request that was sent on a step.
#[derive(Clone, Debug, PartialEq)]
pub struct SentRequest {
    /// The same in the requests service.
    pub id: Uuid,
    /// Its key in the process.
    pub kind: String,
    /// By whom and when.
    pub sent: Act,
    /// In whose list it stands, or stood.
    pub assignee: Assignee,
    /// The one that it was sent again for.
    pub replaces: Option<Uuid>,
    /// What became of it.
    pub answer: Answer,
}

/// What became of a request. Answers are final; only an edit takes a completion away again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// It waits.
    Waiting,
    /// Authorised, acknowledged, done.
    Completed(Completion),
    /// Sent back with a comment.
    Returned {
        /// By whom and when.
        act: Act,
        /// Why.
        comment: String,
    },
    /// Taken back by its sender.
    Withdrawn {
        /// By whom and when.
        act: Act,
    },
    /// Taken back because its step ended.
    Lapsed {
        /// When the step ended.
        at: DateTime<Utc>,
    },
    /// An edit took away what it stood on.
    Voided {
        /// When the edit was saved.
        at: DateTime<Utc>,
        /// The completion that it took away; none when it was still open.
        was: Option<Completion>,
    },
}

/// A completion, and the text that it is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Completion {
    /// The version of the covered text that was read; 0 when none is covered.
    pub covered_version: i64,
    /// By whom and when.
    pub act: Act,
    /// What was said with it.
    #[serde(default)]
    pub comment: String,
}

impl SentRequest {
    /// Whether it still waits for its answer.
    pub fn waits(&self) -> bool {
        matches!(self.answer, Answer::Waiting)
    }

    /// Whether nobody has answered it, as far as was heard: it waits, or was taken away while it did.
    pub fn was_not_answered(&self) -> bool {
        matches!(self.answer, Answer::Waiting | Answer::Lapsed { .. } | Answer::Voided { was: None, .. })
    }

    /// Whether another of its kind that is sent now is sent again for it: it came to nothing.
    pub fn may_be_sent_again(&self) -> bool {
        !self.waits() && self.completion().is_none()
    }

    /// Its completion, while that stands.
    pub fn completion(&self) -> Option<&Completion> {
        match &self.answer {
            Answer::Completed(completion) => Some(completion),
            Answer::Waiting
            | Answer::Returned { .. }
            | Answer::Withdrawn { .. }
            | Answer::Lapsed { .. }
            | Answer::Voided { .. } => None,
        }
    }
}
