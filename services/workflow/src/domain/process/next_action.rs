//! One thing that can follow a step.

use super::{Choice, Holder, Key, RoleName};
use serde::Deserialize;

/// One thing that can follow a step.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NextActionType {
    /// Stable, as `adm_agrees`.
    pub key: Key,
    /// Exact.
    pub title: Key,
    /// The line of the source document.
    pub source: String,
    /// The step that it creates; none when it ends the line (NFA).
    pub leads_to: Option<Key>,
    /// In whose hands the new step lies; none when it creates none.
    pub passes_to: Option<PassesTo>,
    /// What the new step can be for, the first unless another is said; empty when its kind has only one.
    #[serde(default)]
    pub purposes: Vec<Key>,
    /// The purposes for which the step offers it; empty for all.
    #[serde(default)]
    pub offered_for: Vec<Key>,
    /// One of these is given with it; empty when it asks for none.
    #[serde(default)]
    pub reasons: Vec<Choice>,
    /// It may be sent before the finish, once.
    #[serde(default)]
    pub may_be_sent_immediately: bool,
    /// What the case has reached when a step finishes by it.
    pub outcome: Option<Key>,
    /// The sections need not be complete when a step finishes by it (A2).
    #[serde(default)]
    pub despite_incomplete_sections: bool,
    /// Who, besides the step's finishers, may finish by it (A2).
    #[serde(default)]
    pub also_finished_by: Vec<Holder>,
}

/// In whose hands a new step lies.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PassesTo {
    /// The inbox of that name.
    Inbox(Key),
    /// Whoever holds a role for the child at the moment of the finish.
    Allocated(Holder),
    /// A worker found by search, of one of these roles.
    Found(Vec<RoleName>),
}

impl NextActionType {
    /// Whether a step of that purpose offers it.
    pub fn is_offered_for(&self, purpose: Option<&str>) -> bool {
        self.offered_for.is_empty()
            || self.offered_for.iter().any(|offered| Some(offered.as_str()) == purpose)
    }
}
