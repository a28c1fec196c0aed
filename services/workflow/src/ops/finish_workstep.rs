use super::{
    Command, Desk,
    attempt::{Setback, settled},
    on_step::{hear, not_found, on_step},
    refused::setback,
    save_workstep::named_in,
    scene::enter,
};
use crate::{
    domain::{decide::finish::finish, edit::Edit, moment::Moment},
    rpc,
    store::{self, step::Wanted},
};
use contracts::workflow::v1::FinishWorkstepResponse;
use eventlog::Audit;
use fault::Fault;
use identity::{Caller, Resource};
use uuid::Uuid;

/// Which step shall be finished.
#[derive(Clone, Debug)]
pub(crate) struct FinishWorkstep {
    /// The step.
    pub workstep_id: Uuid,
    /// What is saved first.
    pub edit: Option<Edit>,
    /// Whether it is only asked what would come of it.
    pub validate_only: bool,
}

/// Saves, then finishes the step and creates what follows, once.
pub(crate) async fn finish_workstep(
    desk: &Desk,
    caller: &Caller,
    command: Command<FinishWorkstep>,
) -> Result<FinishWorkstepResponse, Fault> {
    let FinishWorkstep { workstep_id, edit, validate_only } = &command.wanted;
    let wanted = Wanted { workers: named_in(edit.as_ref()), ..desk.step(*workstep_id) };
    if *validate_only {
        return settled(|| validate(desk, caller, &wanted, edit.as_ref()), || hear(desk)).await;
    }
    let asked = command.asked(caller, rpc::FINISH_WORKSTEP);
    on_step(desk, caller, &asked, &wanted, |found, moment| finish(found, edit.clone(), moment)).await
}

/// Decides as the finish would, and writes nothing but who asked.
async fn validate(
    desk: &Desk,
    caller: &Caller,
    wanted: &Wanted,
    edit: Option<&Edit>,
) -> Result<FinishWorkstepResponse, Setback> {
    let seen = store::step::see(&desk.pool, &caller.subject, wanted).await?;
    let child_id = seen.found.as_ref().map(|found| found.child.id.clone()).unwrap_or_default();
    let resource = Resource::Record { child_id: child_id.clone() };
    let actor = desk.policies.authorise(caller, seen.access, rpc::FINISH_WORKSTEP, resource)?;
    let found = seen.found.ok_or_else(|| not_found(wanted.workstep_id))?;
    let (found, scene) = enter(desk, &actor, found).await?;

    let at = desk.clock.now();
    let step = found.step.clone();
    let would = finish(found, edit.cloned(), Moment::new(at, &|| desk.clock.new_id()))
        .map_err(|refused| setback(refused, &step, &scene))?;
    let audit = Audit::new(actor.worker_id, rpc::FINISH_WORKSTEP, at)
        .child(child_id)
        .subject(format!("workstep/{}", step.id))
        .detail("validated only");
    desk.audit.write(audit).await?;
    let notices = would.answer.notices.iter().map(Into::into).collect();
    Ok(FinishWorkstepResponse { notices, ..FinishWorkstepResponse::default() })
}
