//! What state a step must be in, and the words when it is not.

use crate::domain::{
    people::{Act, Actor, Assignee, Right},
    step::{Step, StepState},
};
use chrono::SecondsFormat;
use fault::{Reason, Refusal};

/// The start of a step that is being worked on.
pub(super) fn must_be_started(step: &Step) -> Result<Act, Refusal> {
    match step.state {
        StepState::Started { started } => Ok(started),
        StepState::Incoming => Err(Refusal::new(Reason::WorkstepNotStarted, "start the step first")),
        StepState::Finished { .. } | StepState::Cancelled { .. } => Err(ended(step)),
    }
}

/// The start of a step that is open; none while it waits to be started.
pub(super) fn must_not_have_ended(step: &Step) -> Result<Option<Act>, Refusal> {
    match step.state {
        StepState::Incoming => Ok(None),
        StepState::Started { started } => Ok(Some(started)),
        StepState::Finished { .. } | StepState::Cancelled { .. } => Err(ended(step)),
    }
}

/// A step that waits to be started.
pub(super) fn must_be_incoming(step: &Step) -> Result<(), Refusal> {
    match step.state {
        StepState::Incoming => Ok(()),
        StepState::Started { .. } => Err(not_incoming(step, "the step is started already: resume it")),
        StepState::Finished { .. } | StepState::Cancelled { .. } => {
            Err(not_incoming(step, "the step has ended, and stays as it is"))
        }
    }
}

/// Work is taken up by whom it is assigned to, or by a member of the inbox it is assigned to, or by whoever covers one of
/// these.
pub(super) fn must_be_the_assignee(step: &Step, actor: &Actor) -> Result<Right, Refusal> {
    if let Some(right) = actor.has_in_hand(&step.assignee) {
        return Ok(right);
    }
    let message = "the step is assigned to somebody else: it is taken up by them";
    let (Assignee::Worker(id) | Assignee::Inbox(id)) = step.assignee;
    Err(Refusal::new(Reason::NotTheAssignee, message).with("assignee", id))
}

fn ended(step: &Step) -> Refusal {
    telling(step, Refusal::new(Reason::WorkstepEnded, "the step has ended, and stays as it is"))
}

fn not_incoming(step: &Step, message: &str) -> Refusal {
    telling(step, Refusal::new(Reason::WorkstepNotIncoming, message))
}

fn telling(step: &Step, refusal: Refusal) -> Refusal {
    let (state, act) = match step.state {
        StepState::Incoming => ("INCOMING", None),
        StepState::Started { started } => ("STARTED", Some(started)),
        StepState::Finished { finished, .. } => ("FINISHED", Some(finished)),
        StepState::Cancelled { cancelled, .. } => ("CANCELLED", Some(cancelled)),
    };
    let refusal = refusal.with("state", state);
    match act {
        Some(act) => {
            refusal.with("by", act.by).with("at", act.at.to_rfc3339_opts(SecondsFormat::Micros, true))
        }
        None => refusal,
    }
}
