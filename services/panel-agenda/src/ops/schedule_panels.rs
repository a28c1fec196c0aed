use super::{Command, Desk, command::record, planned::planned_panels};
use crate::{
    domain::plan::{Recorded, WantedRotation},
    rpc,
    store::{self, opening::Asked},
};
use chrono::{Datelike, Weekday};
use contracts::panels::v1::{PanelsScheduled, SchedulePanelsResponse};
use eventlog::{Audit, NewEvent, Setback, settled};
use fault::{Fault, Fields};
use identity::{Caller, Resource};

/// Records a rotation. Refused with `ETAG_STALE`.
pub async fn schedule_panels(
    desk: &Desk,
    caller: &Caller,
    command: Command<WantedRotation>,
) -> Result<SchedulePanelsResponse, Fault> {
    let asked = command.asked(caller, rpc::SCHEDULE_PANELS);
    let answer = settled(|| attempt(desk, caller, &asked, &command.wanted)).await?;
    desk.log.committed();
    Ok(answer)
}

async fn attempt(
    desk: &Desk,
    caller: &Caller,
    asked: &Asked<'_>,
    wanted: &WantedRotation,
) -> Result<SchedulePanelsResponse, Setback> {
    let loaded = store::plan::load(&desk.pool, asked).await?;
    let actor = desk.policies.authorise(caller, loaded.access, asked.rpc, Resource::Council)?;
    if let Some(first) = loaded.recalled.answer()? {
        return Ok(first);
    }
    let mut plan = loaded.found;
    plan.accepts(wanted)?;
    let mut wrong = Fields::default();
    let thursday = wanted.anchor.weekday() == Weekday::Thu;
    wrong.require("anchor", thursday, "is no Thursday: panels are on Thursdays");
    let to_come = plan.rotations.is_empty() || wanted.anchor >= desk.clock.today();
    wrong.require("anchor", to_come, "lies in the past, which stays as it was");
    wrong.finish()?;

    let at = desk.clock.now();
    let number = i32::try_from(plan.rotations.len()).map_err(Fault::defect)? + 1;
    let rotation = Recorded {
        number,
        anchor: wanted.anchor,
        when_it_falls_out: wanted.when_it_falls_out,
        by: (actor.worker_id, actor.name.clone(), at),
    };
    let answer = SchedulePanelsResponse { rotation: Some((&rotation).into()) };
    plan.rotations.push(rotation.clone());
    let scheduled =
        PanelsScheduled { anchor: wanted.anchor.to_string(), planned_panels: planned_panels(desk, &plan) };
    let fact = NewEvent::of(desk.clock.new_id(), "rotation", number.into(), at, &scheduled);
    let entry = Audit::new(actor.worker_id, asked.rpc, at).subject("rotation");
    let record = record(asked, Some(fact.actor(actor.worker_id)), entry, &answer);
    store::plan::add_rotation(&desk.pool, number, &rotation, &record).await?;
    Ok(answer)
}
