use crate::store::opening::Asked;
use eventlog::Receipt;
use identity::Caller;
use prost::Message;
use uuid::Uuid;

/// A command as it was sent.
#[derive(Clone, Debug)]
pub(crate) struct Command<Wanted> {
    /// Its own id: the same one again gets the first answer.
    pub request_id: Uuid,
    /// SHA-256 of the whole request: another one under the same id is refused.
    pub body_hash: [u8; 32],
    /// What is wanted.
    pub wanted: Wanted,
}

impl<Wanted> Command<Wanted> {
    pub(super) fn asked<'a>(&self, caller: &'a Caller, rpc: &'static str) -> Asked<'a> {
        Asked { subject: &caller.subject, rpc, request_id: self.request_id, body_hash: self.body_hash }
    }
}

/// The answer, for whoever repeats the command.
pub(super) fn receipt(asked: &Asked<'_>, answer: &impl Message) -> Option<Receipt> {
    Some(Receipt::of(asked.subject, asked.rpc, asked.request_id, asked.body_hash, answer))
}
