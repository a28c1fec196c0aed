use super::{Command, Desk};
use crate::{
    domain::delivery::{Dead, DeadOnes, subject},
    rpc,
    store::{self, opening::Asked},
};
use contracts::notifications::v1::{DeliveryRedelivered, RedeliverAllResponse};
use eventlog::{Audit, NewEvent, Receipt, Record, Setback, settled};
use fault::Fault;
use identity::{Caller, Resource};

/// How many messages one call tries again.
const MOST: i64 = 1_000;

/// Tries dead messages again, or only counts them.
pub async fn redeliver_all(
    desk: &Desk,
    caller: &Caller,
    command: Command<DeadOnes>,
) -> Result<RedeliverAllResponse, Fault> {
    let asked = command.asked(caller, rpc::REDELIVER_ALL);
    let answer = settled(|| attempt(desk, caller, &asked, &command.wanted)).await?;
    desk.log.committed();
    Ok(answer)
}

async fn attempt(
    desk: &Desk,
    caller: &Caller,
    asked: &Asked<'_>,
    meant: &DeadOnes,
) -> Result<RedeliverAllResponse, Setback> {
    let loaded = store::dead::load(&desk.pool, asked, meant, MOST).await?;
    let actor = desk.policies.authorise(caller, loaded.access, asked.rpc, Resource::Council)?;
    if let Some(first) = loaded.recalled.answer()? {
        return Ok(first);
    }
    let store::dead::Found { first, all } = loaded.found;
    let answer = answer(first.len(), all);
    let audit = Audit::new(actor.worker_id, asked.rpc, desk.clock.now());
    let audit = audit.subjects(first.iter().map(|dead| subject(dead.id))).detail(said(meant));
    if meant.validate_only {
        desk.audit.write(audit).await?;
        return Ok(answer);
    }
    let now = desk.clock.now();
    let again = |dead: &Dead| {
        let payload = DeliveryRedelivered { delivery_id: dead.id.to_string() };
        let event = NewEvent::of(desk.clock.new_id(), subject(dead.id), dead.version + 1, now, &payload);
        event.actor(actor.worker_id)
    };
    let receipt = Receipt::of(asked.subject, asked.rpc, asked.request_id, asked.body_hash, &answer);
    let record =
        Record { events: first.iter().map(again).collect(), audit: vec![audit], receipt: Some(receipt) };
    store::dead::redeliver(&desk.pool, &first, now, actor.worker_id, &record).await?;
    Ok(answer)
}

fn answer(redelivered: usize, all: i64) -> RedeliverAllResponse {
    let redelivered_count = i32::try_from(redelivered).unwrap_or(i32::MAX);
    let all = i32::try_from(all).unwrap_or(i32::MAX);
    RedeliverAllResponse { redelivered_count, left_count: all.saturating_sub(redelivered_count) }
}

/// For the audit entry: which were meant.
fn said(meant: &DeadOnes) -> String {
    let parts = [
        meant.channel.map(|channel| format!("channel={}", channel.as_str())),
        meant.webhook_id.map(|id| format!("webhook/{id}")),
        meant.failed_from.map(|at| format!("from={}", at.to_rfc3339())),
        meant.failed_before.map(|at| format!("before={}", at.to_rfc3339())),
        meant.validate_only.then(|| "counted".to_owned()),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" ")
}
