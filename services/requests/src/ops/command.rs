use crate::{
    domain::{request::Act, shown::Shown},
    store::opening::Asked,
};
use eventlog::{Audit, NewEvent, Receipt, Record};
use identity::Caller;
use prost::Message;
use uuid::Uuid;

/// A command as it was sent.
#[derive(Clone, Debug)]
pub struct Command<Wanted> {
    /// Its own id: the same one again gets the first answer.
    pub request_id: Uuid,
    /// SHA-256 of the whole call: another one under the same id is refused.
    pub body_hash: [u8; 32],
    /// What is wanted.
    pub wanted: Wanted,
}

impl<Wanted> Command<Wanted> {
    pub(super) fn asked<'a>(&self, caller: &'a Caller, rpc: &'static str) -> Asked<'a> {
        Asked { subject: &caller.subject, rpc, request_id: self.request_id, body_hash: self.body_hash }
    }
}

/// The entry of a command about a request.
pub(super) fn audit(asked: &Asked<'_>, act: &Act, shown: &Shown) -> Audit {
    let Shown { request, .. } = shown;
    let entry = Audit::new(act.by, asked.rpc, act.at).child(&request.child_id).subject(request.subject());
    match act.on_behalf_of {
        Some(covered) => entry.on_behalf_of(covered),
        None => entry,
    }
}

/// What a command leaves behind beside the request: the fact, if anything changed; who did it; and the answer for whoever
/// repeats it.
pub(super) fn record(
    asked: &Asked<'_>,
    fact: Option<NewEvent>,
    audit: Audit,
    answer: &impl Message,
) -> Record {
    let receipt = Receipt::of(asked.subject, asked.rpc, asked.request_id, asked.body_hash, answer);
    Record { events: fact.into_iter().collect(), audit: vec![audit], receipt: Some(receipt) }
}
