//! A step with everything that stands in it.

use super::{
    people::{act, assignee, child, id_text, inbox_ref, timestamp},
    queue::queue,
    request::sent_request,
    section::section,
};
use crate::{
    domain::{
        case::{Case, Progress},
        notice::Notice,
        process::OptionalForm,
        step::{Step, StepState},
    },
    ops::{Outcome, Scene},
};
use contracts::workflow::v1 as wire;
use uuid::Uuid;

impl From<&Outcome<Step>> for wire::Workstep {
    fn from(Outcome { result: step, scene }: &Outcome<Step>) -> Self {
        workstep(step, scene)
    }
}

impl From<&Outcome<Step>> for wire::StartWorkstepResponse {
    fn from(started: &Outcome<Step>) -> Self {
        Self { workstep: Some(started.into()) }
    }
}

pub(super) fn workstep(step: &Step, scene: &Scene) -> wire::Workstep {
    let names = &scene.names;
    let (state, started, ended) = match &step.state {
        StepState::Incoming => (Progress::Incoming, None, None),
        StepState::Started { started } => (Progress::Started, Some(started), None),
        StepState::Finished { started, finished } => (Progress::Finished, Some(started), Some(finished)),
        StepState::Cancelled { started, cancelled, .. } => {
            (Progress::Cancelled, started.as_ref(), Some(cancelled))
        }
    };
    let children = scene.case.steps.iter().filter(|other| other.parent == Some(step.id));
    wire::Workstep {
        workstep_id: step.id.to_string(),
        case_id: step.case_id.to_string(),
        child: Some(child(&step.child_id, names.child())),
        process_id: scene.case.process_id.clone(),
        process_version: scene.case.process_version,
        r#type: step.kind.clone(),
        title: scene.title(&step.kind),
        state: wire::WorkstepState::from(state).into(),
        assignee: Some(assignee(&step.assignee, names)),
        purpose: step.purpose.clone().unwrap_or_default(),
        parent_id: id_text(step.parent),
        sent_immediately: step.sent_immediately,
        arrive_time: Some(timestamp(step.arrived)),
        started: started.map(|started| act(started, names)),
        ended: ended.map(|ended| act(ended, names)),
        sections: sections(step, scene),
        queue: Some(queue(&step.queue, step, scene)),
        requests: step.requests.iter().map(|request| sent_request(request, step, scene)).collect(),
        children_ids: children.map(|child| child.id.to_string()).collect(),
        etag: step.etag(),
        notices: scene.notices(step).iter().map(wire::Notice::from).collect(),
        taken_from: step.from_inbox.map(|inbox| inbox_ref(inbox, names)),
        cancel_reason: cancel_reason(&step.state),
        parent_state: parent_state(step.parent, &scene.case).into(),
        optional_forms: optional_forms(step, scene),
    }
}

impl From<&Notice> for wire::Notice {
    fn from(notice: &Notice) -> Self {
        let Notice { next_action, kind, message } = notice;
        Self { next_action: next_action.to_string(), kind: (*kind).into(), message: message.clone() }
    }
}

fn cancel_reason(state: &StepState) -> String {
    match state {
        StepState::Cancelled { reason, .. } => reason.clone(),
        StepState::Incoming | StepState::Started { .. } | StepState::Finished { .. } => String::new(),
    }
}

/// How far the step is that created it: one that was sent immediately may have lost its parent (A11).
pub(super) fn parent_state(parent: Option<Uuid>, case: &Case) -> wire::WorkstepState {
    let found = parent.and_then(|parent| case.steps.iter().find(|step| step.id == parent));
    found.map_or(wire::WorkstepState::Unspecified, |parent| parent.progress.into())
}

/// Every optional form of the step, those that nobody has begun too.
fn optional_forms(step: &Step, scene: &Scene) -> Vec<wire::OptionalForm> {
    let forms = scene.step_type(&step.kind).into_iter().flat_map(|kind| &kind.optional_forms);
    let shown = |form: &OptionalForm| wire::OptionalForm {
        key: form.key.to_string(),
        title: form.title.to_string(),
        kind: wire::FormKind::from(form.kind).into(),
        sections: form
            .sections
            .iter()
            .map(|kind| section(&step.section_of(Some(&form.key), kind.number), step, scene))
            .collect(),
    };
    forms.map(shown).collect()
}

/// Every section of the form, those that nobody has written too.
fn sections(step: &Step, scene: &Scene) -> Vec<wire::Section> {
    let form = scene.step_type(&step.kind).map(|kind| &kind.form);
    let numbers = form.into_iter().flat_map(|form| form.sections.iter().map(|section| section.number));
    numbers.map(|number| section(&step.section(number), step, scene)).collect()
}

impl From<Progress> for wire::WorkstepState {
    fn from(progress: Progress) -> Self {
        match progress {
            Progress::Incoming => Self::Incoming,
            Progress::Started => Self::Started,
            Progress::Finished => Self::Finished,
            Progress::Cancelled => Self::Cancelled,
        }
    }
}
