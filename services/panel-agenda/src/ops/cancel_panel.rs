use super::{
    Command, Desk,
    command::record,
    planned::{expected, planned_panels},
};
use crate::{
    domain::plan::{Cancellation, PlannedPanel, WantedCancellation, subject},
    rpc,
    store::{self, opening::Asked},
};
use contracts::panels::v1::{CancelPanelResponse, PanelCancelled};
use eventlog::{Audit, NewEvent, Setback, settled};
use fault::{Fault, Reason, Refusal};
use identity::{Caller, Resource};

/// Cancels a panel. Refused with `NOT_FOUND`, `PANEL_FALLS_OUT` and `PANEL_BEGUN`.
pub async fn cancel_panel(
    desk: &Desk,
    caller: &Caller,
    command: Command<WantedCancellation>,
) -> Result<CancelPanelResponse, Fault> {
    let asked = command.asked(caller, rpc::CANCEL_PANEL);
    let answer = settled(|| attempt(desk, caller, &asked, &command.wanted)).await?;
    desk.log.committed();
    Ok(answer)
}

async fn attempt(
    desk: &Desk,
    caller: &Caller,
    asked: &Asked<'_>,
    wanted: &WantedCancellation,
) -> Result<CancelPanelResponse, Setback> {
    let loaded = store::plan::load(&desk.pool, asked).await?;
    let actor = desk.policies.authorise(caller, loaded.access, asked.rpc, Resource::Council)?;
    if let Some(first) = loaded.recalled.answer()? {
        return Ok(first);
    }
    let (mut plan, rules, at) = (loaded.found, &desk.rulebook.rules, desk.clock.now());
    expected(plan.panel(wanted.panel, rules)).map_err(none_there(wanted))?;
    desk.rulebook.hour.expect_not_begun(wanted.panel, at)?;

    let by = (actor.worker_id, actor.name.clone(), at);
    let cancellation = Cancellation { reason: wanted.reason.clone(), by };
    plan.cancelled.insert(wanted.panel, cancellation.clone());
    let planned =
        PlannedPanel::on(&plan, wanted.panel, (rules, desk.rulebook.hour)).map_err(Fault::defect)?;
    let answer = CancelPanelResponse { panel: planned.as_ref().map(Into::into) };
    let cancelled =
        PanelCancelled { panel_date: wanted.panel.to_string(), planned_panels: planned_panels(desk, &plan) };
    let fact = NewEvent::of(desk.clock.new_id(), subject(wanted.panel), 1, at, &cancelled);
    let entry = Audit::new(actor.worker_id, asked.rpc, at).subject(subject(wanted.panel));
    let record = record(asked, Some(fact.actor(actor.worker_id)), entry, &answer);
    store::plan::cancel(&desk.pool, wanted.panel, &cancellation, &record).await?;
    Ok(answer)
}

/// A panel that nobody planned is none.
fn none_there(wanted: &WantedCancellation) -> impl Fn(Fault) -> Fault {
    move |fault| match fault.reason() {
        Reason::RotationMissing => Refusal::not_found(subject(wanted.panel)).into(),
        _ => fault,
    }
}
