//! One kind of request that can be sent on a step.

use super::{Holder, Key, RoleName, Sections};
use serde::Deserialize;

/// One kind of request.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RequestType {
    /// Stable, as `authorise_report`.
    pub key: Key,
    /// Exact, without "Required".
    pub title: Key,
    /// The line of the source document.
    pub source: String,
    /// Who may send it.
    pub sent_by: Vec<Holder>,
    /// What has to stand before it can be sent.
    #[serde(default)]
    pub once: Once,
    /// In whose list it may come to stand.
    pub goes_to: GoesTo,
    /// The roles that may complete it; empty for anyone.
    #[serde(default)]
    pub answered_by: Vec<RoleName>,
    /// It is sent before the step can finish; people see "Required" before the title.
    #[serde(default)]
    pub must_be_sent: bool,
    /// It is completed, on the text as it then stands, before the step can finish.
    #[serde(default)]
    pub blocks_finish: bool,
    /// The section in which whoever completes it records a decision first; its answers and the queue must agree (A1).
    pub decides_in: Option<Sections>,
}

/// What has to stand before a request can be sent.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Once {
    /// Sections that are ticked complete.
    pub complete: Option<Sections>,
    /// Something stands in Next actions.
    #[serde(default)]
    pub queued: bool,
}

/// In whose list a request may come to stand.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GoesTo {
    /// A worker who may complete it.
    Worker,
    /// Any worker, any inbox.
    Anyone,
    /// The inbox of that name.
    Inbox(Key),
}

impl RequestType {
    /// Whether the step waits for nothing but its being sent.
    pub fn is_notification(&self) -> bool {
        self.must_be_sent && !self.blocks_finish
    }
}
