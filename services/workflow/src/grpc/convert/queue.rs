//! The queue of next actions.

use super::people::{act, assignee, id_text};
use crate::{
    domain::{
        etag,
        process::StepType,
        queue::{Queue, QueuedAction},
        step::Step,
    },
    ops::{QueueSeen, Scene},
    store::{
        names::Names,
        revisions::{Chosen, Revision},
    },
};
use contracts::workflow::v1 as wire;

/// The queue of a step, as its reader sees it.
pub(super) fn queue(queue: &Queue, step: &Step, scene: &Scene) -> wire::NextActionQueue {
    wire::NextActionQueue {
        etag: queue.etag(),
        next_actions: next_actions(&queue.actions, scene.step_type(&step.kind), &scene.names),
        last_edit: queue.last_edit.as_ref().map(|edit| act(edit, &scene.names)),
    }
}

/// What once stood in a queue, or was refused.
pub(in crate::grpc) fn queue_revision(
    revision: &Revision<Chosen>,
    kind: Option<&StepType>,
    names: &Names,
) -> wire::QueueRevision {
    wire::QueueRevision {
        etag: etag::of(revision.version),
        next_actions: next_actions(&revision.written.actions, kind, names),
        edit: revision.edit.as_ref().map(|edit| act(edit, names)),
        refused: revision.standing_version.is_some(),
        standing_etag: revision.standing_version.map(etag::of).unwrap_or_default(),
    }
}

fn next_actions(actions: &[QueuedAction], kind: Option<&StepType>, names: &Names) -> Vec<wire::NextAction> {
    actions.iter().map(|action| next_action(action, kind, names)).collect()
}

fn next_action(action: &QueuedAction, kind: Option<&StepType>, names: &Names) -> wire::NextAction {
    let kind = kind.and_then(|kind| kind.next_action(&action.kind));
    wire::NextAction {
        r#type: action.kind.clone(),
        title: kind.map(|kind| kind.title.to_string()).unwrap_or_default(),
        assignee: action.assignee.as_ref().map(|to| assignee(to, names)),
        reason: action.reason.clone().unwrap_or_default(),
        purpose: action.purpose.clone().unwrap_or_default(),
        sent_workstep_id: id_text(action.sent_step),
    }
}

impl From<QueueSeen<'_>> for wire::NextActionQueue {
    fn from(QueueSeen { queue: standing, step, scene }: QueueSeen<'_>) -> Self {
        queue(standing, step, scene)
    }
}
