use super::{Command, Desk, command::record};
use crate::{
    domain::delivery::{WantedRedelivery, subject},
    rpc,
    store::{self, opening::Asked},
};
use contracts::notifications::v1::{DeliveryRedelivered, RedeliverResponse};
use eventlog::{Audit, NewEvent, Setback, settled};
use fault::{Fault, Refusal};
use identity::{Caller, Resource};

/// Tries a dead message again. Refused with `NOT_FOUND`, `ETAG_STALE` and `DELIVERY_NOT_DEAD`.
pub async fn redeliver(
    desk: &Desk,
    caller: &Caller,
    command: Command<WantedRedelivery>,
) -> Result<RedeliverResponse, Fault> {
    let asked = command.asked(caller, rpc::REDELIVER);
    let answer = settled(|| attempt(desk, caller, &asked, &command.wanted)).await?;
    desk.log.committed();
    Ok(answer)
}

async fn attempt(
    desk: &Desk,
    caller: &Caller,
    asked: &Asked<'_>,
    wanted: &WantedRedelivery,
) -> Result<RedeliverResponse, Setback> {
    let loaded = store::delivery::load(&desk.pool, asked, wanted.id).await?;
    let actor = desk.policies.authorise(caller, loaded.access, asked.rpc, Resource::Council)?;
    if let Some(first) = loaded.recalled.answer()? {
        return Ok(first);
    }
    let found = loaded.found.ok_or_else(|| Refusal::not_found(subject(wanted.id)))?;
    let delivery = found.redelivered(&wanted.etag, actor.worker_id, desk.clock.now())?;

    let answer = RedeliverResponse { delivery: Some((&delivery).into()) };
    let payload = DeliveryRedelivered { delivery_id: delivery.id.to_string() };
    let (subject, stamp) = (subject(delivery.id), delivery.stamp);
    let event = NewEvent::of(desk.clock.new_id(), subject.clone(), stamp.version, stamp.at, &payload);
    let audit = Audit::new(actor.worker_id, asked.rpc, stamp.at).subject(subject);
    let record = record(asked, event.actor(actor.worker_id), audit, &answer);
    store::delivery::redeliver(&desk.pool, &delivery, &record).await?;
    Ok(answer)
}
