use super::{Command, Desk, command::record};
use crate::{
    domain::{
        discussion::{
            ActionState, Discussion, LinkedStep, Outcome, PanelAction, WantedAction, WantedDiscussion,
            subject,
        },
        due_discussion::{DueDiscussion, ShownDiscussion, record_by},
    },
    rpc,
    store::{self, item::Found, opening::Asked},
};
use contracts::panels::v1::{DiscussionRecorded, RecordDiscussionResponse, RecordedAction};
use eventlog::{Audit, HEARING, NewEvent, Setback, settled};
use fault::{Fault, Fields, Reason, Refusal};
use identity::{Actor, Caller, Resource};
use std::collections::HashMap;
use uuid::Uuid;

/// Records what a panel came to for a child. Refused with `NOT_FOUND`, `AGENDA_NOT_ISSUED`, `PANEL_NOT_BEGUN`, `ITEM_REMOVED` and
/// `ALREADY_EXISTS`.
pub async fn record_discussion(
    desk: &Desk,
    caller: &Caller,
    command: Command<WantedDiscussion>,
) -> Result<RecordDiscussionResponse, Fault> {
    let asked = command.asked(caller, rpc::RECORD_DISCUSSION);
    let answer = settled(|| attempt(desk, caller, &asked, &command.wanted)).await?;
    desk.log.committed();
    desk.to_note.notify_one();
    Ok(answer)
}

async fn attempt(
    desk: &Desk,
    caller: &Caller,
    asked: &Asked<'_>,
    wanted: &WantedDiscussion,
) -> Result<RecordDiscussionResponse, Setback> {
    let WantedDiscussion { agenda_id, child_id, .. } = wanted;
    let today = desk.clock.today();
    let loaded = store::item::load(&desk.pool, asked, (*agenda_id, child_id), today).await?;
    let resource = Resource::Record { child_id: child_id.clone() };
    let actor = desk.policies.authorise(caller, loaded.access, asked.rpc, resource)?;
    if let Some(first) = loaded.recalled.answer()? {
        return Ok(first);
    }
    let missing = || Refusal::not_found(format!("agenda/{agenda_id}/{child_id}"));
    let found = loaded.found.ok_or_else(missing)?;
    may_be_recorded(desk, &found, wanted)?;
    let discussion = discussion(desk, &actor, &found, wanted).await?;

    let at = desk.clock.now();
    let due = DueDiscussion {
        panel: discussion.panel,
        child_id: child_id.clone(),
        agenda_id: *agenda_id,
        cohort: discussion.cohort.clone(),
        child_name: (found.told.surname.clone(), found.told.first_name.clone()),
        service_manager: found.item.service_manager.said.clone(),
        discussion: Some(discussion.clone()),
    };
    let shown = ShownDiscussion { due: &due, today }.try_into()?;
    let answer = RecordDiscussionResponse { discussion: Some(shown) };
    let named = subject(discussion.panel, child_id);
    let payload = DiscussionRecorded {
        panel_date: discussion.panel.to_string(),
        panel_action_ids: discussion.actions.iter().map(|action| action.id.to_string()).collect(),
        actions: discussion.actions.iter().map(recorded).collect(),
        service_manager_id: found.item.service_manager.worker_id(),
    };
    let fact = NewEvent::of(desk.clock.new_id(), &*named, 1, at, &payload);
    let entry = Audit::new(actor.worker_id, asked.rpc, at).child(child_id).subject(named);
    let record = record(asked, Some(fact.child(child_id).actor(actor.worker_id)), entry, &answer);
    store::discussion::insert(&desk.pool, (*agenda_id, found.version), &discussion, &record).await?;
    Ok(answer)
}

/// What others hear of an action: whom it is for and by when, and not what it is.
fn recorded(action: &PanelAction) -> RecordedAction {
    RecordedAction {
        panel_action_id: action.id.to_string(),
        owner_worker_id: action.owner.0.to_string(),
        due_on: action.due_on.to_string(),
    }
}

fn may_be_recorded(desk: &Desk, found: &Found, wanted: &WantedDiscussion) -> Result<(), Refusal> {
    let item = &found.item;
    item.expect_issued(wanted.agenda_id)?;
    item.expect_takes_place()?;
    desk.rulebook.hour.expect_begun(item.panel, desk.clock.now())?;
    if item.is_removed() {
        let message = "the child was removed from the agenda, and is not discussed";
        return Err(Refusal::new(Reason::ItemRemoved, message));
    }
    item.expect_not_recorded(&wanted.child_id)
}

async fn discussion(
    desk: &Desk,
    actor: &Actor,
    found: &Found,
    wanted: &WantedDiscussion,
) -> Result<Discussion, Fault> {
    let item = &found.item;
    let (actions, none_needed_because) = match &wanted.outcome {
        Outcome::Actions(actions) => (actions.as_slice(), String::new()),
        Outcome::NoneNeeded(reason) => (&[][..], reason.clone()),
    };
    let ids: Vec<_> = actions.iter().map(|action| action.owner).collect();
    let owners = store::discussion::owners(&desk.pool, &ids).await?;
    let steps = steps(desk, &wanted.child_id, actions).await?;
    let mut wrong = Fields::default();
    for (index, action) in actions.iter().enumerate() {
        let here = owners.contains_key(&action.owner);
        wrong.require(format_args!("actions[{index}].owner_worker_id"), here, "is no worker who is here");
        let later = action.due_on >= item.panel;
        wrong.require(format_args!("actions[{index}].due_on"), later, "is before the panel");
        let Some(id) = action.workstep else { continue };
        let field = format_args!("actions[{index}].workstep_id");
        match steps.get(&id) {
            None => wrong.refuse(field, "is no step of the child's"),
            Some((_, true)) => wrong.refuse(field, "is a step that is finished or cancelled"),
            Some((_, false)) => {}
        }
    }
    wrong.finish()?;
    let late = desk.clock.today() > record_by(item.panel).map_err(Fault::defect)?;
    let actions = actions.iter().map(|action| PanelAction {
        id: desk.clock.new_id(),
        child_id: wanted.child_id.clone(),
        panel: item.panel,
        cohort: found.cohort.clone(),
        what: action.what.clone(),
        owner: (action.owner, owners.get(&action.owner).cloned().unwrap_or_default()),
        due_on: action.due_on,
        service_manager: item.service_manager.clone(),
        workstep: action.workstep.and_then(|id| steps.get(&id)).map(|(step, _)| step.clone()),
        state: ActionState::Open,
        progress: String::new(),
        updated: None,
        version: 1,
        child_name: (found.told.surname.clone(), found.told.first_name.clone()),
        recorded_late: late,
    });
    Ok(Discussion {
        panel: item.panel,
        cohort: found.cohort.clone(),
        child_id: wanted.child_id.clone(),
        actions: actions.collect(),
        none_needed_because,
        recorded: (actor.worker_id, actor.name.clone(), desk.clock.now()),
        late,
        noted: false,
    })
}

/// The child's steps that do these actions, and whether they are over. A step of which nothing is known may be on its way here: what
/// workflow has told is heard first.
async fn steps(
    desk: &Desk,
    child_id: &str,
    actions: &[WantedAction],
) -> Result<HashMap<Uuid, (LinkedStep, bool)>, Fault> {
    let ids: Vec<Uuid> = actions.iter().filter_map(|action| action.workstep).collect();
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let known = store::workstep::of_child(&desk.pool, child_id, &ids).await?;
    let all = ids.iter().all(|id| known.contains_key(id));
    let Some(workflow) = desk.workflow.as_ref().filter(|_| !all) else { return Ok(known) };
    workflow.catch_up(HEARING).await?;
    Ok(store::workstep::of_child(&desk.pool, child_id, &ids).await?)
}
