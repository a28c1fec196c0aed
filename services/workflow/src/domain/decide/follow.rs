//! What follows a step: the steps that its next actions create.

use crate::domain::{
    change::Change,
    fact::{Fact, TimelineEntry, TimelineKind, Told},
    found::Found,
    moment::Moment,
    people::{Act, Assignee},
    process::{Key, NextActionType, PassesTo, Process},
    queue::{Queue, QueuedAction},
    step::{Step, StepState},
};
use fault::{Reason, Refusal};

/// The step that a next action creates, incoming in the hands of whoever it passes to at this moment; none for one
/// that ends the line.
pub(super) fn created_by(
    action: &NextActionType,
    queued: &QueuedAction,
    found: &Found,
    moment: Moment,
) -> Result<Option<Step>, Refusal> {
    let (Some(kind), Some(passes_to)) = (&action.leads_to, &action.passes_to) else { return Ok(None) };
    let assignee = receiver(action, passes_to, queued, found)?;
    Ok(Some(Step {
        id: moment.new_id(),
        case_id: found.case.id,
        child_id: found.case.child_id.clone(),
        kind: kind.to_string(),
        version: 1,
        state: StepState::Incoming,
        assignee,
        from_inbox: None,
        purpose: queued.purpose.clone(),
        parent: Some(found.step.id),
        by_action: Some(action.key.to_string()),
        sent_immediately: false,
        arrived: moment.at,
        sections: Vec::new(),
        queue: Queue::default(),
        requests: Vec::new(),
    }))
}

/// To whom work passes is settled now, whoever was meant when it was queued.
fn receiver(
    action: &NextActionType,
    passes_to: &PassesTo,
    queued: &QueuedAction,
    found: &Found,
) -> Result<Assignee, Refusal> {
    match passes_to {
        PassesTo::Inbox(name) => {
            let inbox = found.inbox(name).map(|inbox| Assignee::Inbox(inbox.id));
            inbox.ok_or_else(|| inbox_unknown(name))
        }
        PassesTo::Allocated(holder) => {
            let worker = found.allocated(holder).map(Assignee::Worker);
            worker.ok_or_else(|| no_allocated_worker(action, holder))
        }
        PassesTo::Found(roles) => {
            let still_may = |to: &Assignee| match to {
                Assignee::Worker(worker) => {
                    let person = found.people.get(worker);
                    person.is_none_or(|person| person.may_be_given(roles.iter().map(|name| name.role)))
                }
                Assignee::Inbox(_) => true,
            };
            let receiver = queued.assignee.filter(still_may);
            receiver.ok_or_else(|| no_allocated_worker(action, super::list(roles)))
        }
    }
}

fn inbox_unknown(name: &Key) -> Refusal {
    let message = format!("the directory has no inbox “{name}”: an administrator adds it");
    Refusal::new(Reason::InboxUnknown, message).with("inbox", name)
}

fn no_allocated_worker(action: &NextActionType, role: impl ToString) -> Refusal {
    let role = role.to_string();
    let message = format!("“{}” passes to the {role}, and nobody is: allocate one first", action.title);
    let refusal = Refusal::new(Reason::NoAllocatedWorker, message);
    refusal.with("next_action", &action.key).with("role", role)
}

impl Change {
    /// Adds a step that begins, with what the timeline and the feed say of it.
    pub(super) fn create(&mut self, step: &Step, process: &Process, parent: Option<&Step>, act: Act) {
        let step_type = process.step(&step.kind);
        let by_action = parent.and_then(|parent| process.step(&parent.kind)).zip(step.by_action.as_deref());
        let action = by_action.and_then(|(parent, action)| parent.next_action(action));
        self.timeline.push(TimelineEntry {
            title: action.map(|action| action.title.to_string()),
            to: Some(step.assignee),
            ..TimelineEntry::of_step(TimelineKind::WorkstepArrived, step, act)
        });
        self.told.push(Told {
            subject_version: step.version,
            fact: Fact::StepArrived {
                step: step.id,
                kind: step.kind.clone(),
                title: step_type.map(|kind| kind.title.to_string()).unwrap_or_default(),
                assignee: step.assignee,
                parent: step.parent,
                purpose: step.purpose.clone(),
                sent_immediately: step.sent_immediately,
            },
        });
        self.created.push(step.clone());
    }
}
