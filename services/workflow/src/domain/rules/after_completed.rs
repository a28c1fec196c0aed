//! `after_completed: {request: r2, after: r1}`

use super::{Check, Kind, Sending};
use crate::domain::process::Key;
use fault::{Reason, Refusal};
use serde::Deserialize;

/// A request stands on another's completion: it is sent after it, on the same text, and voided with it, open or
/// completed.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AfterCompleted {
    /// What stands.
    pub request: Key,
    /// What it stands on.
    pub after: Key,
}

impl Kind for AfterCompleted {
    fn check(&self, check: &mut Check) {
        check.request(&self.request);
        check.request(&self.after);
        check.comes_after(self);
    }

    fn refuse_sending(&self, sending: &Sending) -> Option<Refusal> {
        let stands = sending.step.requests_of(&self.after).any(|sent| sent.completion().is_some());
        (self.request == *sending.request && !stands).then(|| {
            let message = "another request is completed first, on the text as it now stands";
            Refusal::new(Reason::RequestOutOfOrder, message)
                .with("request_type", sending.request)
                .with("after", &self.after)
        })
    }
}
