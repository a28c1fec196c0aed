use super::{
    Command, Desk,
    fact::{cover_changed, inbox_changed, worker_changed},
};
use crate::{
    domain::{
        cover,
        departure::{self, Departure, WantedDeparture},
        inbox,
        stamp::Act,
        worker,
    },
    rpc,
    store::{self, opening::Asked},
};
use contracts::directory::v1::DeactivateWorkerResponse;
use eventlog::{Audit, NewEvent, Receipt, Record, Setback, settled};
use fault::Fault;
use identity::{Caller, Resource};

/// Records that a worker has left, and answers when every service has taken their access away, or names those that have
/// not. Refused with `ETAG_STALE`, `ALREADY_LEFT`, `LINE_MANAGER_REQUIRED` and `NOT_FOUND`.
pub(crate) async fn deactivate_worker(
    desk: &Desk,
    caller: &Caller,
    command: Command<WantedDeparture>,
) -> Result<DeactivateWorkerResponse, Fault> {
    let asked = command.asked(caller, rpc::DEACTIVATE_WORKER);
    let answer = settled(|| attempt(desk, caller, &asked, &command.wanted)).await?;
    desk.log.committed();
    Ok(DeactivateWorkerResponse { not_applied_by: desk.copies.not_applied_by().await, ..answer })
}

async fn attempt(
    desk: &Desk,
    caller: &Caller,
    asked: &Asked<'_>,
    wanted: &WantedDeparture,
) -> Result<DeactivateWorkerResponse, Setback> {
    let loaded = store::departure::load(&desk.pool, asked, wanted.id, desk.clock.today()).await?;
    let actor = desk.policies.authorise(caller, loaded.access, asked.rpc, Resource::Council)?;
    if let Some(first) = loaded.recalled.answer()? {
        return Ok(first);
    }
    let (found, ties) = loaded.found;
    let act = Act { by: Some(actor.worker_id), at: desk.clock.now() };
    let departure = departure::leave(found, wanted, ties, act)?;

    let worker = Some((&departure.worker).into());
    let answer = DeactivateWorkerResponse { worker, not_applied_by: Vec::new() };
    let receipt = Receipt::of(asked.subject, asked.rpc, asked.request_id, asked.body_hash, &answer);
    let record = Record {
        events: events(desk, &departure),
        audit: vec![Audit::new(actor.worker_id, asked.rpc, act.at).subjects(subjects(&departure))],
        receipt: Some(receipt),
    };
    store::departure::apply(&desk.pool, &departure, &record).await?;
    Ok(answer)
}

fn events(desk: &Desk, departure: &Departure) -> Vec<NewEvent> {
    let Departure { worker, inboxes, covers } = departure;
    let new_id = || desk.clock.new_id();
    let inboxes = inboxes.iter().map(|inbox| inbox_changed(new_id(), inbox));
    let covers = covers.iter().map(|cover| cover_changed(new_id(), cover));
    [worker_changed(new_id(), worker)].into_iter().chain(inboxes).chain(covers).collect()
}

fn subjects(departure: &Departure) -> Vec<String> {
    let inboxes = departure.inboxes.iter().map(|inbox| inbox::subject(inbox.id));
    let covers = departure.covers.iter().map(|cover| cover::subject(cover.id));
    [worker::subject(departure.worker.id)].into_iter().chain(inboxes).chain(covers).collect()
}
