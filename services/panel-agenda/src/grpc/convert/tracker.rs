use super::{asked::key, people::signed};
use crate::{
    domain::{
        discussion::{
            ActionState, Outcome, PanelAction, ShownAction, WantedAction, WantedDiscussion, WantedUpdate,
        },
        page::Page,
    },
    ops::Command,
    store::action,
};
use chrono::NaiveDate;
use contracts::{
    panels::v1::{self as wire, ListActionsRequest, RecordDiscussionRequest, UpdateActionRequest},
    r#type::v1::WorkerRef,
};
use fault::{Fault, Fields};

const LONGEST_ACTION: usize = 800;
const LONGEST_TEXT: usize = 2_000;
const LONGEST_ETAG: usize = 40;
const MOST_ACTIONS: usize = 20;
const PAGE_SIZES: (u16, u16) = (100, 500);

impl TryFrom<RecordDiscussionRequest> for Command<WantedDiscussion> {
    type Error = Fault;

    fn try_from(request: RecordDiscussionRequest) -> Result<Self, Fault> {
        let body_hash = eventlog::body_hash(&request);
        let RecordDiscussionRequest { request_id, agenda_id, child_id, actions, none_needed_because } =
            request;
        let mut wrong = Fields::default();
        let request_id = wrong.uuid("request_id", &request_id);
        let agenda_id = wrong.uuid("agenda_id", &agenda_id);
        wrong.child_id("child_id", &child_id);
        wrong.require("actions", actions.len() <= MOST_ACTIONS, "are more than 20");
        let some = actions.is_empty() != none_needed_because.is_empty();
        wrong.require("actions", some, "are needed, or why there are none, and not both");
        wrong.optional_text("none_needed_because", &none_needed_because, LONGEST_TEXT);
        let read = |(index, sent)| wanted_action(&mut wrong, index, sent);
        let actions: Vec<WantedAction> = actions.iter().take(MOST_ACTIONS).enumerate().map(read).collect();
        wrong.finish()?;
        let outcome = if actions.is_empty() {
            Outcome::NoneNeeded(none_needed_because)
        } else {
            Outcome::Actions(actions)
        };
        Ok(Self { request_id, body_hash, wanted: WantedDiscussion { agenda_id, child_id, outcome } })
    }
}

fn wanted_action(wrong: &mut Fields, index: usize, sent: &wire::ActionToRecord) -> WantedAction {
    let wire::ActionToRecord { what, owner_worker_id, due_on, workstep_id } = sent;
    wrong.text(format_args!("actions[{index}].what"), what, 1, LONGEST_ACTION);
    let owner = wrong.uuid(format_args!("actions[{index}].owner_worker_id"), owner_worker_id);
    let due_on = wrong.date(format_args!("actions[{index}].due_on"), due_on);
    let workstep = wrong.optional_uuid(format_args!("actions[{index}].workstep_id"), workstep_id);
    WantedAction { what: what.clone(), owner, due_on, workstep }
}

impl TryFrom<UpdateActionRequest> for Command<WantedUpdate> {
    type Error = Fault;

    fn try_from(request: UpdateActionRequest) -> Result<Self, Fault> {
        let body_hash = eventlog::body_hash(&request);
        let UpdateActionRequest { request_id, panel_action_id, progress, state, etag } = request;
        let mut wrong = Fields::default();
        let request_id = wrong.uuid("request_id", &request_id);
        let id = wrong.uuid("panel_action_id", &panel_action_id);
        wrong.text("progress", &progress, 1, LONGEST_TEXT);
        let state = match wire::PanelActionState::try_from(state) {
            Ok(wire::PanelActionState::Unspecified | wire::PanelActionState::Open) => ActionState::Open,
            Ok(wire::PanelActionState::Done) => ActionState::Done,
            Ok(wire::PanelActionState::NotNeeded) => ActionState::NotNeeded,
            Err(_) => {
                wrong.refuse("state", "is not one of its values");
                ActionState::Open
            }
        };
        wrong.text("etag", &etag, 1, LONGEST_ETAG);
        wrong.finish()?;
        Ok(Self { request_id, body_hash, wanted: WantedUpdate { id, progress, state, etag } })
    }
}

/// Which actions are asked for.
pub struct Actions {
    /// What to keep.
    pub filter: action::Filter,
    /// Which part of it.
    pub page: Page<action::Place>,
}

impl Actions {
    /// Reads the request of this RPC; overdue is what was due before today.
    pub fn read(rpc: &str, request: ListActionsRequest, today: NaiveDate) -> Result<Self, Fault> {
        let filters = ListActionsRequest { page_size: 0, page_token: String::new(), ..request.clone() };
        let ListActionsRequest {
            child_id,
            panel_date,
            cohort,
            owner_worker_id,
            open_only,
            overdue_only,
            page_size,
            page_token,
        } = request;
        let mut wrong = Fields::default();
        let filter = action::Filter {
            child_id: (!child_id.is_empty()).then(|| wrong.child_id("child_id", &child_id).to_owned()),
            panel: wrong.optional_date("panel_date", &panel_date),
            cohort: (!cohort.is_empty()).then(|| key(&mut wrong, "cohort", &cohort)),
            owner: wrong.optional_uuid("owner_worker_id", &owner_worker_id),
            open_only,
            due_before: overdue_only.then_some(today),
        };
        let (standard, most) = PAGE_SIZES;
        let size = wrong.page_size("page_size", page_size, standard, most).into();
        wrong.finish()?;
        Ok(Self { filter, page: Page::of(rpc, &filters, size, &page_token)? })
    }
}

impl From<ShownAction<'_>> for wire::PanelAction {
    fn from(ShownAction { action, today }: ShownAction) -> Self {
        let PanelAction { owner: (owner, name), .. } = action;
        let step = action.workstep.as_ref();
        let state = match action.state {
            ActionState::Open => wire::PanelActionState::Open,
            ActionState::Done => wire::PanelActionState::Done,
            ActionState::NotNeeded => wire::PanelActionState::NotNeeded,
        };
        Self {
            panel_action_id: action.id.to_string(),
            child_id: action.child_id.clone(),
            panel_date: action.panel.to_string(),
            cohort: action.cohort.clone(),
            what: action.what.clone(),
            owner: Some(WorkerRef { worker_id: owner.to_string(), display_name: name.clone() }),
            due_on: action.due_on.to_string(),
            service_manager: action.service_manager.said.clone(),
            state: state.into(),
            progress: action.progress.clone(),
            updated: action.updated.as_ref().map(signed),
            overdue: action.is_overdue(today),
            etag: action.version.to_string(),
            workstep_id: step.map(|step| step.id.to_string()).unwrap_or_default(),
            workstep_title: step.map(|step| step.title.clone()).unwrap_or_default(),
            surname: action.child_name.0.clone(),
            first_name: action.child_name.1.clone(),
            recorded_late: action.recorded_late,
        }
    }
}
