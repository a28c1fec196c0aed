use super::{Command, Desk, command::record, fact::worker_changed};
use crate::{
    domain::{
        stamp::Act,
        worker::{self, WantedWorker},
    },
    rpc,
    store::{self, opening::Asked},
};
use contracts::directory::v1::UpdateWorkerResponse;
use eventlog::{Audit, Setback, settled};
use fault::Fault;
use identity::{Caller, Resource};

/// Replaces a worker's record, or records a new worker. Refused with `ETAG_STALE`, `NOT_FOUND`, `SUBJECT_TAKEN`,
/// `LINE_MANAGER_LOOP`, `LINE_MANAGER_REQUIRED`, and `FIELD_INVALID` for a team or a line manager whom the directory does not know.
pub(crate) async fn update_worker(
    desk: &Desk,
    caller: &Caller,
    command: Command<WantedWorker>,
) -> Result<UpdateWorkerResponse, Fault> {
    let asked = command.asked(caller, rpc::UPDATE_WORKER);
    let answer = settled(|| attempt(desk, caller, &asked, &command.wanted)).await?;
    desk.log.committed();
    // A new worker had nothing that could be taken away.
    let not_applied_by = match command.wanted.read.etag.is_empty() {
        true => Vec::new(),
        false => desk.copies.not_applied_by().await,
    };
    Ok(UpdateWorkerResponse { not_applied_by, ..answer })
}

async fn attempt(
    desk: &Desk,
    caller: &Caller,
    asked: &Asked<'_>,
    wanted: &WantedWorker,
) -> Result<UpdateWorkerResponse, Setback> {
    let loaded = store::worker::load(&desk.pool, asked, wanted).await?;
    let actor = desk.policies.authorise(caller, loaded.access, asked.rpc, Resource::Council)?;
    if let Some(first) = loaded.recalled.answer()? {
        return Ok(first);
    }
    let (found, around) = loaded.found;
    let act = Act { by: Some(actor.worker_id), at: desk.clock.now() };
    let change = worker::replace(found.as_ref(), wanted.clone(), &around, act)?;

    let worker = &change.worker;
    let answer = UpdateWorkerResponse { worker: Some(worker.into()), not_applied_by: Vec::new() };
    let audit = Audit::new(actor.worker_id, asked.rpc, act.at).subject(worker::subject(worker.id));
    let record = record(asked, worker_changed(desk.clock.new_id(), worker), audit, &answer);
    store::worker::replace(&desk.pool, &change, &record).await?;
    Ok(answer)
}
