use crate::store::opening::Asked;
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

/// What a command leaves behind beside its rows: the fact, if anything changed; who did it; and the answer for whoever
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
