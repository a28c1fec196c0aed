//! A case: one run of a process for one child.

use super::people::Act;
use chrono::{DateTime, Utc};
use uuid::Uuid;

/// One run of a process for one child; a child has at most one open.
#[derive(Clone, Debug, PartialEq)]
pub struct Case {
    /// A UUID.
    pub id: Uuid,
    /// Whose it is.
    pub child_id: String,
    /// Which process.
    pub process_id: String,
    /// The version that it began with and stays on.
    pub process_version: i32,
    /// Grows with every command that locks the case.
    pub version: i64,
    /// Who opened it and when.
    pub opened: Act,
    /// Set in the transaction that ends its last open step.
    pub closed: Option<Closed>,
    /// All its steps, in the order they came.
    pub steps: Vec<StepSummary>,
}

/// How a case ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Closed {
    /// When its last open step ended.
    pub at: DateTime<Utc>,
    /// The strongest outcome that was reached.
    pub outcome: String,
}

/// A step as its case lists it.
#[derive(Clone, Debug, PartialEq)]
pub struct StepSummary {
    /// The step.
    pub id: Uuid,
    /// Its key in the process.
    pub kind: String,
    /// How far it is.
    pub progress: Progress,
    /// What it is for; none when its kind has only one.
    pub purpose: Option<String>,
    /// The step that created it; none for the first.
    pub parent: Option<Uuid>,
    /// The next action that created it; none for the first.
    pub by_action: Option<String>,
    /// True when its parent sent it before its own finish.
    pub sent_immediately: bool,
    /// When it came.
    pub arrived: DateTime<Utc>,
    /// When it was started, if it was.
    pub started_at: Option<DateTime<Utc>>,
    /// When it was finished or cancelled, if it was.
    pub ended_at: Option<DateTime<Utc>>,
    /// The outcome that its finish reached, if any.
    pub outcome: Option<String>,
}

/// How far a step is, without who brought it there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// It waits to be started.
    Incoming,
    /// It is being worked on.
    Started,
    /// It stays as it is.
    Finished,
    /// It stays as it is.
    Cancelled,
}

impl StepSummary {
    /// Whether it is incoming or started.
    pub fn is_open(&self) -> bool {
        matches!(self.progress, Progress::Incoming | Progress::Started)
    }
}
