use super::{Command, Desk, command::record, fact::child_changed};
use crate::{
    domain::{
        child::{self, WantedChild},
        stamp::Act,
    },
    rpc,
    store::{self, opening::Asked},
};
use contracts::directory::v1::UpdateChildResponse;
use eventlog::{Audit, Setback, settled};
use fault::Fault;
use identity::{Caller, Resource};

/// Replaces a child's record. Refused with `NOT_FOUND`, `ETAG_STALE` and, for a child who is not born yet,
/// `FIELD_INVALID`.
pub(crate) async fn update_child(
    desk: &Desk,
    caller: &Caller,
    command: Command<WantedChild>,
) -> Result<UpdateChildResponse, Fault> {
    let asked = command.asked(caller, rpc::UPDATE_CHILD);
    let answer = settled(|| attempt(desk, caller, &asked, &command.wanted)).await?;
    desk.log.committed();
    Ok(answer)
}

async fn attempt(
    desk: &Desk,
    caller: &Caller,
    asked: &Asked<'_>,
    wanted: &WantedChild,
) -> Result<UpdateChildResponse, Setback> {
    let loaded = store::child::load(&desk.pool, asked, &wanted.id).await?;
    let resource = Resource::Record { child_id: wanted.id.clone() };
    let actor = desk.policies.authorise(caller, loaded.access, asked.rpc, resource)?;
    if let Some(first) = loaded.recalled.answer()? {
        return Ok(first);
    }
    let (found, allocations) = loaded.found.unzip();
    let act = Act { by: Some(actor.worker_id), at: desk.clock.now() };
    let child = child::update(found.as_ref(), wanted.clone(), act)?;

    let answer = UpdateChildResponse { child: Some((&child).into()) };
    let audit =
        Audit::new(actor.worker_id, asked.rpc, act.at).child(&child.id).subject(child::subject(&child.id));
    let event = child_changed(desk.clock.new_id(), &child, &allocations.unwrap_or_default());
    store::child::replace(&desk.pool, &child, &record(asked, event, audit, &answer)).await?;
    Ok(answer)
}
