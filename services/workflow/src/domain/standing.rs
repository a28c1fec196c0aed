//! How the requests of one kind stand on a step: several may have been sent, one after the other.

use super::{
    request::{Answer, SentRequest},
    step::Step,
};

/// How the requests of one kind stand.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Standing<'s> {
    /// None was sent, or each was sent back or taken back.
    NotSent,
    /// One waits for its answer.
    Waits(&'s SentRequest),
    /// One is completed, on the text as it stands.
    Completed(&'s SentRequest),
    /// The last lost its ground by an edit.
    Voided(&'s SentRequest),
}

impl Step {
    /// How the requests of that kind stand.
    pub fn standing(&self, kind: &str) -> Standing<'_> {
        let of_kind = || self.requests.iter().rev().filter(|request| request.kind == kind);
        if let Some(waiting) = of_kind().find(|request| request.waits()) {
            return Standing::Waits(waiting);
        }
        if let Some(completed) = of_kind().find(|request| request.completion().is_some()) {
            return Standing::Completed(completed);
        }
        match of_kind().next() {
            Some(last) if matches!(last.answer, Answer::Voided { .. }) => Standing::Voided(last),
            _ => Standing::NotSent,
        }
    }
}
