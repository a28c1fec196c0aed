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
        for (index, asked) in edit.actions.iter().enumerate() {
            let path = format!("edit.queue.next_actions[{index}]");
            actions.extend(self.entry(&path, asked, &actions));
        }
        self.typed.extend(typed(edit, &self.step.queue, &actions));
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

/// What was put into the queue, if that changes anything.
fn typed(edit: &QueueEdit, standing: &Queue, actions: &[QueuedAction]) -> Option<Typed> {
    let typed = || TypedQueue {
        read_version: etag::version(&edit.etag).unwrap_or_default(),
        standing_version: standing.version,
        actions: actions.to_vec(),
    };
    (actions != standing.actions).then(|| Typed::Queue(typed()))
}

fn stale_queue(step: &Step) -> Stale {
    Stale::Queue(step.queue.clone())
}
