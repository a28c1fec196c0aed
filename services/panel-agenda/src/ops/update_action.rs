use super::{
    Command, Desk,
    change_item::{OF_ANYBODY, in_whose_place},
    command::record,
};
use crate::{
    domain::discussion::{ActionState, ShownAction, Updater, WantedUpdate},
    rpc,
    store::{self, opening::Asked},
};
use contracts::panels::v1::{PanelActionUpdated, UpdateActionResponse};
use eventlog::{Audit, NewEvent, Setback, settled};
use fault::{Fault, Refusal};
use identity::{Caller, Resource};

/// Says how far an action is. Refused with `NOT_FOUND`, `NOT_YOUR_ACTION`, `ACTION_ENDED` and `ETAG_STALE`.
pub async fn update_action(
    desk: &Desk,
    caller: &Caller,
    command: Command<WantedUpdate>,
) -> Result<UpdateActionResponse, Fault> {
    let asked = command.asked(caller, rpc::UPDATE_ACTION);
    let answer = settled(|| attempt(desk, caller, &asked, &command.wanted)).await?;
    desk.log.committed();
    Ok(answer)
}

async fn attempt(
    desk: &Desk,
    caller: &Caller,
    asked: &Asked<'_>,
    wanted: &WantedUpdate,
) -> Result<UpdateActionResponse, Setback> {
    let today = desk.clock.today();
    let loaded = store::action::load(&desk.pool, asked, wanted.id, today).await?;
    let child_id = loaded.found.as_ref().map(|action| action.child_id.clone());
    let resource = Resource::Record { child_id: child_id.unwrap_or_default() };
    let actor = desk.policies.authorise(caller, loaded.access, asked.rpc, resource)?;
    if let Some(first) = loaded.recalled.answer()? {
        return Ok(first);
    }
    let found = loaded.found.ok_or_else(|| Refusal::not_found(format!("panel-action/{}", wanted.id)))?;
    let updater = Updater {
        workers: in_whose_place(&actor),
        of_anybody: desk.policies.permits(&actor, OF_ANYBODY)?,
        name: &actor.name,
    };
    let at = desk.clock.now();
    let action = found.updated(wanted, &updater, (actor.worker_id, actor.name.clone(), at))?;

    let answer = UpdateActionResponse { action: Some(ShownAction { action: &action, today }.into()) };
    let open = action.state == ActionState::Open;
    let payload = PanelActionUpdated {
        panel_action_id: action.id.to_string(),
        open,
        service_manager_id: action.service_manager.worker_id(),
    };
    let fact = NewEvent::of(desk.clock.new_id(), action.subject(), action.version.into(), at, &payload);
    let fact = fact.child(&action.child_id).actor(actor.worker_id);
    let entry = Audit::new(actor.worker_id, asked.rpc, at).child(&action.child_id).subject(action.subject());
    store::action::update(&desk.pool, &action, &record(asked, Some(fact), entry, &answer)).await?;
    Ok(answer)
}
