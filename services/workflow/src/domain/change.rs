//! All that one command writes; applied in one guarded statement.

use super::{
    case::{Case, Closed},
    fact::{TimelineEntry, Told},
    people::{Act, Assignee},
    queue::Queue,
    ratification::{Ended, Ratification},
    request::SentRequest,
    section::Section,
    step::{Step, StepState},
};
use uuid::Uuid;

/// A change together with the answer to whoever asked for it.
#[derive(Clone, Debug, PartialEq)]
pub struct Decided<R> {
    /// What is written.
    pub change: Change,
    /// What is answered.
    pub answer: R,
}

/// All that one command writes. Rows carry their new versions.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Change {
    /// What becomes of the case.
    pub case: CaseWrite,
    /// What becomes of the step.
    pub step: Option<StepWrite>,
    /// Steps that begin, incoming.
    pub created: Vec<Step>,
    /// Sections of the step as they now stand.
    pub sections: Vec<Section>,
    /// The step's queue as it now stands; none leaves it.
    pub queue: Option<Queue>,
    /// Requests that are sent.
    pub sent: Vec<SentRequest>,
    /// Requests of the step whose assignee or answer changed, as they now stand.
    pub answered: Vec<SentRequest>,
    /// A ratification that ends.
    pub ends: Option<RatificationEnd>,
    /// A ratification that is recorded.
    pub ratified: Option<Ratification>,
    /// What the case's timeline will say, in this order.
    pub timeline: Vec<TimelineEntry>,
    /// What the feed will say, in this order.
    pub told: Vec<Told>,
    /// The absent worker for whom the command was given, or a part of it.
    pub on_behalf_of: Option<Uuid>,
}

/// What becomes of the case.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum CaseWrite {
    /// It is neither written nor locked.
    #[default]
    Untouched,
    /// It begins.
    Opened(Case),
    /// Its version grows by one: whoever else decided on it decides again.
    Locked {
        /// The case.
        id: Uuid,
        /// The version that was decided on.
        expected_version: i64,
        /// Set when its last open step ends.
        closes: Option<Closed>,
    },
}

impl CaseWrite {
    /// The case is locked and stays open.
    pub fn locked(case: &Case) -> Self {
        CaseWrite::Locked { id: case.id, expected_version: case.version, closes: None }
    }
}

/// The step's own row; its version grows by one.
#[derive(Clone, Debug, PartialEq)]
pub struct StepWrite {
    /// The step.
    pub id: Uuid,
    /// The version that was decided on.
    pub expected_version: i64,
    /// How far it is now.
    pub state: StepState,
    /// In whose hands it lies now.
    pub assignee: Assignee,
    /// The outcome that its finish reached.
    pub outcome: Option<String>,
    /// Who changes it, or anything in it, and when.
    pub act: Act,
}

/// A ratification stands no longer; it may have ended only once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RatificationEnd {
    /// Which one.
    pub id: Uuid,
    /// How it ended.
    pub ended: Ended,
}
