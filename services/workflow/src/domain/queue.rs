//! What shall follow a step; provisional until the finish.

use super::people::{Act, Assignee};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The queue of next actions: the form's last section.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Queue {
    /// Grows with every change; its etag.
    pub version: i64,
    /// In the order they were added.
    pub actions: Vec<QueuedAction>,
    /// Who last changed it.
    pub last_edit: Option<Act>,
}

impl Queue {
    /// What an edit of the queue has to carry.
    pub fn etag(&self) -> String {
        super::etag::of(self.version)
    }

    /// Whether an action of that kind stands in it.
    pub fn holds(&self, kind: &str) -> bool {
        self.of_kind(kind).next().is_some()
    }

    /// The entries of one kind: at most one, save in a pair.
    pub fn of_kind<'a>(&'a self, kind: &'a str) -> impl Iterator<Item = &'a QueuedAction> {
        self.actions.iter().filter(move |action| action.kind == kind)
    }
}

/// One entry of the queue.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QueuedAction {
    /// Its key in the process.
    pub kind: String,
    /// To whom it was said to pass; where it really passes is settled when the step is created.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assignee: Option<Assignee>,
    /// The key of one of its reasons.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// What the new step is for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub purpose: Option<String>,
    /// The step that it created when it was sent immediately.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sent_step: Option<Uuid>,
}
