//! Editing the queue of next actions.

use super::{QueueEntry, Revising};
use crate::domain::{
    edit::{ActionToQueue, QueueEdit},
    etag,
    queue::{Queue, QueuedAction},
    refused::{Stale, Typed, TypedQueue},
    step::Step,
};

impl Revising<'_> {
    /// Replaces what stands in the queue; what was sent immediately stays by itself.
    pub(super) fn edit_queue(&mut self, edit: &QueueEdit) {
        let section = &self.step_type.form.next_actions;
        let act = self.must_be_writer(section.number, &section.written_by);
        self.compare("edit.queue", &edit.etag, &self.found.step.queue.etag(), stale_queue);
        let mut actions: Vec<QueuedAction> =
            self.step.queue.actions.iter().filter(|action| action.sent_step.is_some()).cloned().collect();
        let mut typed = actions.clone();
        for (index, asked) in edit.actions.iter().enumerate() {
            let path = format!("edit.queue.next_actions[{index}]");
            let entry = self.entry(&path, asked, &actions);
            typed.push(entry.clone().unwrap_or_else(|| as_asked(asked)));
            actions.extend(entry);
        }
        self.typed.extend(typed_in(edit, &self.step.queue, typed));
        if actions != self.step.queue.actions {
            self.step.queue = Queue { version: self.step.queue.version + 1, actions, last_edit: Some(act) };
        }
    }

    fn entry(&mut self, path: &str, asked: &ActionToQueue, beside: &[QueuedAction]) -> Option<QueuedAction> {
        let entry =
            QueueEntry { found: self.found, step_type: self.step_type, step: &self.step, path, asked };
        let queued = entry.read(&mut self.wrong, &mut self.refusals)?;
        let twice = beside.iter().any(|other| entry.repeats(&queued, other));
        self.wrong.require(
            format_args!("{path}.type"),
            !twice,
            "stands in the queue already: each at most once",
        );
        Some(queued)
    }
}

/// What was put into the queue, if that changes anything; what the step does not offer too.
fn typed_in(edit: &QueueEdit, standing: &Queue, actions: Vec<QueuedAction>) -> Option<Typed> {
    let read_version = etag::version(&edit.etag).unwrap_or_default();
    let changes = actions != standing.actions;
    let typed = TypedQueue { read_version, standing_version: standing.version, actions };
    changes.then_some(Typed::Queue(typed))
}

fn as_asked(asked: &ActionToQueue) -> QueuedAction {
    let ActionToQueue { kind, assignee, reason, purpose } = asked.clone();
    QueuedAction { kind, assignee, reason, purpose, sent_step: None }
}

fn stale_queue(step: &Step) -> Stale {
    Stale::Queue(step.queue.clone())
}
