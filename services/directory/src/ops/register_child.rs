use super::{Command, Desk, command::record, fact::child_changed};
use crate::{
    domain::{
        child::{self, WantedChild},
        stamp::Act,
    },
    rpc,
    store::{self, opening::Asked},
};
use contracts::directory::v1::RegisterChildResponse;
use eventlog::{Audit, Setback, settled};
use fault::Fault;
use identity::{Caller, Resource};

/// Records a child. Refused with `ALREADY_EXISTS` and, for a child who is not born yet, `FIELD_INVALID`.
pub(crate) async fn register_child(
    desk: &Desk,
    caller: &Caller,
    command: Command<WantedChild>,
) -> Result<RegisterChildResponse, Fault> {
    let asked = command.asked(caller, rpc::REGISTER_CHILD);
    let answer = settled(|| attempt(desk, caller, &asked, &command.wanted)).await?;
    desk.log.committed();
    Ok(answer)
}

async fn attempt(
    desk: &Desk,
    caller: &Caller,
    asked: &Asked<'_>,
    wanted: &WantedChild,
) -> Result<RegisterChildResponse, Setback> {
    let loaded = store::child::load(&desk.pool, asked, &wanted.id).await?;
    let actor = desk.policies.authorise(caller, loaded.access, asked.rpc, Resource::Council)?;
    if let Some(first) = loaded.recalled.answer()? {
        return Ok(first);
    }
    let found = loaded.found.as_ref().map(|(child, _)| child);
    let act = Act { by: Some(actor.worker_id), at: desk.clock.now() };
    let child = child::register(found, wanted.clone(), act)?;

    let answer = RegisterChildResponse { child: Some((&child).into()) };
    let audit =
        Audit::new(actor.worker_id, asked.rpc, act.at).child(&child.id).subject(child::subject(&child.id));
    let record = record(asked, child_changed(desk.clock.new_id(), &child, &[]), audit, &answer);
    store::child::replace(&desk.pool, &child, &record).await?;
    Ok(answer)
}
