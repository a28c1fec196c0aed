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
use identity::{Access, Caller, CallerKind, Resource};
use uuid::Uuid;

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
    let (by, named) = registrar(desk, caller, loaded.access, asked.rpc)?;
    if let Some(first) = loaded.recalled.answer()? {
        return Ok(first);
    }
    let found = loaded.found.as_ref().map(|(child, _)| child);
    let act = Act { by, at: desk.clock.now() };
    let child = child::register(found, wanted.clone(), act)?;

    let answer = RegisterChildResponse { child: Some((&child).into()) };
    let audit = Audit::new(named, asked.rpc, act.at).child(&child.id).subject(child::subject(&child.id));
    let record = record(asked, child_changed(desk.clock.new_id(), &child, &[]), audit, &answer);
    store::child::replace(&desk.pool, &child, &record).await?;
    Ok(answer)
}

/// Who records the child, and how the audit calls them: a worker, or a service of the suite that found the child in the council's own
/// records.
fn registrar(
    desk: &Desk,
    caller: &Caller,
    access: Option<Access>,
    rpc: &'static str,
) -> Result<(Option<Uuid>, String), Fault> {
    match &caller.kind {
        CallerKind::Person => {
            let actor = desk.policies.authorise(caller, access, rpc, Resource::Council)?;
            Ok((Some(actor.worker_id), actor.worker_id.to_string()))
        }
        CallerKind::Service(name) => {
            desk.policies.authorise_service(caller, rpc)?;
            Ok((None, name.to_string()))
        }
    }
}
