use crate::domain::webhook::{Webhook, subject};
use crate::ops::Desk;
use crate::store::opening::Asked;
use contracts::notifications::v1::WebhookChanged;
use eventlog::{Audit, NewEvent, Receipt, Record};
use identity::{Actor, Caller};
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

/// What a command leaves behind beside its rows: the fact, who did it, and the answer for whoever repeats it.
pub(super) fn record(asked: &Asked<'_>, event: NewEvent, audit: Audit, answer: &impl Message) -> Record {
    let receipt = Receipt::of(asked.subject, asked.rpc, asked.request_id, asked.body_hash, answer);
    Record { events: vec![event], audit: vec![audit], receipt: Some(receipt) }
}

/// What a command about a webhook leaves behind. The answer is kept without the secret.
pub(super) fn record_of_webhook(
    desk: &Desk,
    actor: &Actor,
    asked: &Asked<'_>,
    webhook: &Webhook,
    answer: &impl Message,
) -> Record {
    let payload = WebhookChanged {
        webhook_id: webhook.id.to_string(),
        kinds: webhook.kinds.clone(),
        deleted: webhook.deleted_at.is_some(),
    };
    let (subject, stamp) = (subject(webhook.id), webhook.stamp);
    let event = NewEvent::of(desk.clock.new_id(), subject.clone(), stamp.version, stamp.at, &payload);
    let audit = Audit::new(actor.worker_id, asked.rpc, stamp.at).subject(subject);
    record(asked, event.actor(actor.worker_id), audit, answer)
}
