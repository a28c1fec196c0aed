//! `waives_request: {next_action: a, request: r}`

use super::{Check, Kind};
use crate::domain::process::Key;
use serde::Deserialize;

/// A step that finishes by this next action needs no such request; one that is open is taken back (A2).
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WaivesRequest {
    /// What waives.
    pub next_action: Key,
    /// What is waived.
    pub request: Key,
}

impl Kind for WaivesRequest {
    fn check(&self, check: &mut Check) {
        check.next_action(&self.next_action);
        check.needed_request(&self.request);
    }
}
