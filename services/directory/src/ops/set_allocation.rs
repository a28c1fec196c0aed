use super::{Command, Desk, command::record, fact::child_changed};
use crate::{
    domain::{
        allocation::{self, WantedAllocation},
        child,
        stamp::Act,
    },
    rpc,
    store::{self, opening::Asked},
};
use contracts::directory::v1::{Allocation, SetAllocationResponse};
use eventlog::{Audit, Setback, settled};
use fault::Fault;
use identity::{Caller, Resource};

/// Gives a worker a role for a child, or leaves it empty; who had it before stays on record. It answers when every service knows, or
/// names those that do not: what is finished next passes to whoever is allocated now.
/// Refused with `NOT_FOUND` for the child, and `FIELD_INVALID` for a worker who is unknown, has left, or holds no fitting role.
pub(crate) async fn set_allocation(
    desk: &Desk,
    caller: &Caller,
    command: Command<WantedAllocation>,
) -> Result<SetAllocationResponse, Fault> {
    let asked = command.asked(caller, rpc::SET_ALLOCATION);
    let answer = settled(|| attempt(desk, caller, &asked, &command.wanted)).await?;
    desk.log.committed();
    Ok(SetAllocationResponse { not_applied_by: desk.copies.not_applied_by().await, ..answer })
}

async fn attempt(
    desk: &Desk,
    caller: &Caller,
    asked: &Asked<'_>,
    wanted: &WantedAllocation,
) -> Result<SetAllocationResponse, Setback> {
    let loaded = store::allocation::load(&desk.pool, asked, wanted).await?;
    let resource = Resource::Record { child_id: wanted.child_id.clone() };
    let actor = desk.policies.authorise(caller, loaded.access, asked.rpc, resource)?;
    if let Some(first) = loaded.recalled.answer()? {
        return Ok(first);
    }
    let (found, candidate) = loaded.found;
    let act = Act { by: Some(actor.worker_id), at: desk.clock.now() };
    let change = allocation::allocate(found, wanted, candidate, act)?;

    let child = &change.child;
    let allocations = change.allocations.iter().map(Allocation::from).collect();
    let answer = SetAllocationResponse { allocations, not_applied_by: Vec::new() };
    let audit = Audit::new(actor.worker_id, asked.rpc, act.at)
        .child(&child.id)
        .subject(child::subject(&child.id))
        .detail(wanted.role.as_str_name());
    let event = child_changed(desk.clock.new_id(), child, &change.allocations);
    store::allocation::set(&desk.pool, &change, &record(asked, event, audit, &answer)).await?;
    Ok(answer)
}
