use super::{Command, Desk, command::record};
use crate::{
    domain::service_manager::{KeptName, SUBJECT, WantedName},
    rpc,
    store::{
        self,
        opening::{Asked, Loaded},
        service_manager_name::Ground,
    },
};
use contracts::panels::v1::{ServiceManagerName, ServiceManagerNamesChanged};
use eventlog::{Audit, NewEvent, Setback, settled};
use fault::{Fault, Fields, Refusal};
use identity::{Caller, Resource};
use prost::Message;

/// Keeps a name of a service manager for a worker, or for nobody any more. Refused with `ETAG_STALE`, `FIELD_INVALID` and, where it
/// was kept for nobody, `NOT_FOUND`.
pub async fn keep_service_manager_name<A>(
    desk: &Desk,
    caller: &Caller,
    command: Command<WantedName>,
    answer: fn(ServiceManagerName) -> A,
) -> Result<A, Fault>
where
    A: Message + Default,
{
    let keeps = command.wanted.worker.is_some();
    let rpc = if keeps { rpc::SET_SERVICE_MANAGER_NAME } else { rpc::REMOVE_SERVICE_MANAGER_NAME };
    let asked = command.asked(caller, rpc);
    let answer = settled(|| attempt(desk, caller, &asked, &command.wanted, answer)).await?;
    desk.log.committed();
    Ok(answer)
}

async fn attempt<A>(
    desk: &Desk,
    caller: &Caller,
    asked: &Asked<'_>,
    wanted: &WantedName,
    answer: fn(ServiceManagerName) -> A,
) -> Result<A, Setback>
where
    A: Message + Default,
{
    let folded = wanted.folded();
    let loaded = store::service_manager_name::load(&desk.pool, asked, &folded, wanted.worker).await?;
    let Loaded { access, recalled, found: Ground { state, standing, worker } } = loaded;
    let actor = desk.policies.authorise(caller, access, asked.rpc, Resource::Council)?;
    if let Some(first) = recalled.answer()? {
        return Ok(first);
    }
    if wanted.worker.is_none() && standing.is_none() {
        return Err(Refusal::not_found(SUBJECT).into());
    }
    let mut wrong = Fields::default();
    let here = worker.is_some() || wanted.worker.is_none();
    wrong.require("worker_id", here, "is no service manager who is here");
    wrong.finish()?;
    wanted.expect(standing.as_ref())?;

    let at = desk.clock.now();
    let kept = worker.map(|manager| KeptName {
        name: wanted.name.clone(),
        manager,
        kept: (actor.worker_id, actor.name.clone(), at),
        since: state + 1,
    });
    let shown = match &kept {
        Some(kept) => kept.into(),
        None => ServiceManagerName { name: wanted.name.clone(), ..ServiceManagerName::default() },
    };
    let answer = answer(shown);
    let changed = ServiceManagerNamesChanged { state: state + 1 };
    let fact = NewEvent::of(desk.clock.new_id(), SUBJECT, state + 1, at, &changed).actor(actor.worker_id);
    let entry = Audit::new(actor.worker_id, asked.rpc, at).subject(SUBJECT);
    let entry = entry.subjects(kept.iter().map(|kept| format!("worker/{}", kept.manager.id)));
    let record = record(asked, Some(fact), entry, &answer);
    store::service_manager_name::keep(&desk.pool, state, &folded, kept.as_ref(), &record).await?;
    Ok(answer)
}
