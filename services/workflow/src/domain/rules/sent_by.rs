//! `sent_by: {request: r2, completer_of: r1}`

use super::{Check, Kind, Sending};
use crate::domain::{
    people::{Act, Right},
    process::Key,
};
use fault::{Reason, Refusal};
use serde::Deserialize;

/// A request is sent by the very worker who completed another, or by their cover. When that one has left, another takes
/// over: whoever the step is reassigned to.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SentBy {
    request: Key,
    completer_of: Key,
}

impl SentBy {
    /// The completion that says who sends. Silent while there is none: whether there has to be is another rule's affair.
    fn completed(&self, sending: &Sending) -> Option<Act> {
        if self.request != *sending.request {
            return None;
        }
        let completed = sending.step.requests_of(&self.completer_of).rev().find_map(|sent| sent.completion());
        completed.map(|completion| completion.act)
    }
}

impl Kind for SentBy {
    fn check(&self, check: &mut Check) {
        check.request(&self.request);
        check.request(&self.completer_of);
    }

    fn settles(&self) -> Option<&Key> {
        Some(&self.request)
    }

    fn refuse_sending(&self, sending: &Sending) -> Option<Refusal> {
        let completed = self.completed(sending)?;
        right(completed, sending).is_none().then(|| {
            let message = format!(
                "it is sent by the worker who completed {}, or their cover, and by nobody else",
                self.completer_of
            );
            Refusal::new(Reason::NotASender, message)
                .with("request_type", sending.request)
                .with("roles", format_args!("completer of {}", self.completer_of))
        })
    }

    fn sender_for(&self, sending: &Sending) -> Option<Right> {
        right(self.completed(sending)?, sending)
    }
}

fn right(completed: Act, sending: &Sending) -> Option<Right> {
    let sender = sending.sender;
    let for_somebody = || completed.people().find(|completer| sender.covers(*completer)).map(Right::For);
    if completed.whose() == sender.worker_id {
        return Some(Right::Own);
    }
    if let Some(right) = for_somebody() {
        return Some(right);
    }
    if completed.by == sender.worker_id {
        return Some(Right::Own);
    }
    let is_gone = |worker| sending.people.get(&worker).is_some_and(|person| !person.active);
    if completed.people().all(is_gone) { sender.has_in_hand(&sending.step.assignee) } else { None }
}
