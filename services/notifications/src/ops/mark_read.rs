use super::{Command, Desk};
use crate::{
    domain::{notification::subject, reading::WantedReading},
    rpc,
    store::{self, opening::Asked},
};
use chrono::{DateTime, Utc};
use contracts::notifications::v1::{MarkReadResponse, NotificationsRead};
use eventlog::{Audit, NewEvent, Receipt, Record, Setback, settled};
use fault::Fault;
use identity::{Actor, Caller, Resource};

/// Notes that the caller has read notifications. Refused with `NOT_FOUND`.
pub async fn mark_read(
    desk: &Desk,
    caller: &Caller,
    command: Command<WantedReading>,
) -> Result<MarkReadResponse, Fault> {
    let asked = command.asked(caller, rpc::MARK_READ);
    let answer = settled(|| attempt(desk, caller, &asked, &command.wanted)).await?;
    desk.log.committed();
    Ok(answer)
}

async fn attempt(
    desk: &Desk,
    caller: &Caller,
    asked: &Asked<'_>,
    wanted: &WantedReading,
) -> Result<MarkReadResponse, Setback> {
    let loaded = store::reading::load(&desk.pool, asked, wanted).await?;
    let actor = desk.policies.authorise(caller, loaded.access, asked.rpc, Resource::Council)?;
    if let Some(first) = loaded.recalled.answer()? {
        return Ok(first);
    }
    let version = loaded.found.version;
    let reading = loaded.found.read(wanted)?;

    let at = desk.clock.now();
    let answer =
        MarkReadResponse { marked_count: count(reading.marks.len()), unread_count: count(reading.left) };
    let changed = !reading.marks.is_empty();
    let fact = changed.then(|| fact(desk, &actor, version + 1, at, wanted));
    let receipt = Receipt::of(asked.subject, asked.rpc, asked.request_id, asked.body_hash, &answer);
    let record = Record {
        events: fact.into_iter().collect(),
        audit: vec![entry(&actor, asked, at, wanted)],
        receipt: Some(receipt),
    };
    store::reading::change(&desk.pool, actor.worker_id, version, &reading, at, &record).await?;
    Ok(answer)
}

fn entry(actor: &Actor, asked: &Asked<'_>, at: DateTime<Utc>, wanted: &WantedReading) -> Audit {
    let entry = Audit::new(actor.worker_id, asked.rpc, at);
    let entry = entry.subjects(wanted.named().iter().map(|id| subject(*id)));
    match wanted {
        WantedReading::Each(_) => entry,
        WantedReading::UpTo(_) => entry.detail("and all before"),
    }
}

fn fact(desk: &Desk, actor: &Actor, version: i64, at: DateTime<Utc>, wanted: &WantedReading) -> NewEvent {
    let (notification_ids, up_to_id) = match wanted {
        WantedReading::Each(ids) => (ids.iter().map(ToString::to_string).collect(), String::new()),
        WantedReading::UpTo(id) => (Vec::new(), id.to_string()),
    };
    let payload = NotificationsRead { worker_id: actor.worker_id.to_string(), notification_ids, up_to_id };
    let reader = format!("reader/{}", actor.worker_id);
    NewEvent::of(desk.clock.new_id(), reader, version, at, &payload).actor(actor.worker_id)
}

fn count(number: impl TryInto<i32>) -> i32 {
    number.try_into().unwrap_or(i32::MAX)
}
