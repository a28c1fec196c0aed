//! Sending a next action before the finish.

use super::{
    between::Between,
    follow::created_by,
    gate::must_be_started,
    revise::{QueueEntry, void_what_lost_its_ground},
};
use crate::domain::{
    change::{CaseWrite, Decided},
    edit::ActionToQueue,
    found::Found,
    moment::Moment,
    people::{Act, Right},
    process::{Holder, NextActionType, StepType, list},
    queue::{Queue, QueuedAction},
    refused::Refused,
    rules::Choosing,
    step::Step,
};
use fault::{Fields, Reason, Refusal};

/// What was sent.
#[derive(Clone, Debug, PartialEq)]
pub struct SentAction {
    /// The step that now waits for somebody.
    pub created: Step,
    /// The sending step, whose queue names the created one.
    pub step: Step,
}

/// Sends one next action at once, where the process allows it; the finish does not create it again (A:173).
pub fn send_next_action(
    found: Found,
    asked: ActionToQueue,
    moment: Moment,
) -> Result<Decided<SentAction>, Refused> {
    let step_type = found.step_type()?;
    must_be_started(&found.step)?;
    let act = found.actor.act_in(must_write_the_queue(&found, step_type)?, moment.at);
    let (action, queued) = what_is_sent(&found, step_type, &asked)?;
    must_be_permitted_alone(&found, step_type, &queued, moment)?;
    let created =
        created_by(action, &queued, &found, moment)?.ok_or_else(|| not_before_the_finish(action))?;
    let created = Step { sent_immediately: true, ..created };

    let queued = QueuedAction { sent_step: Some(created.id), ..queued };
    let mut step = Step { version: found.step.version + 1, ..found.step.clone() };
    step.queue = with_entry(&found.step.queue, queued, act);
    void_what_lost_its_ground(step_type, &mut step, moment.at);
    let mut change = Between { step_type, before: &found.step, after: &step, act }.change();
    change.on_behalf_of = act.on_behalf_of;
    change.case = CaseWrite::locked(&found.case);
    change.create(&created, &found.process, Some(&step), act);
    Ok(Decided { change, answer: SentAction { created, step } })
}

fn must_write_the_queue(found: &Found, step_type: &StepType) -> Result<Right, Refusal> {
    let section = &step_type.form.next_actions;
    if let Some(right) = Holder::right(&section.written_by, &found.actor, &found.step) {
        return Ok(right);
    }
    let roles = list(&section.written_by);
    let refusal = Refusal::new(Reason::NotAWriter, format!("next actions are sent by others: {roles}"));
    Err(refusal.with("section", section.number).with("roles", roles))
}

/// The entry that stands in the queue, which is sent as it stands there; or else a new one.
fn what_is_sent<'p>(
    found: &Found,
    step_type: &'p StepType,
    asked: &ActionToQueue,
) -> Result<(&'p NextActionType, QueuedAction), Refused> {
    let entry = QueueEntry { found, step_type, step: &found.step, path: "next_action", asked };
    let offered = entry.offered().is_some();
    let action =
        step_type.next_action(&asked.kind).filter(|_| offered).ok_or_else(|| entry.not_available())?;
    if !action.may_be_sent_immediately {
        return Err(not_before_the_finish(action).into());
    }
    if let Some(refusal) = entry.already_sent() {
        return Err(refusal.into());
    }
    if let Some(queued) = found.step.queue.of_kind(&asked.kind).next() {
        let mut wrong = Fields::default();
        entry.require_as_queued(action, queued, &mut wrong);
        Refused::unless_right(wrong)?;
        return Ok((action, queued.clone()));
    }
    let (mut wrong, mut refusals) = (Fields::default(), Vec::new());
    let queued = entry.read(&mut wrong, &mut refusals);
    Refused::unless_right(wrong)?;
    Refused::unless_none(refusals)?;
    Ok((action, queued.ok_or_else(|| entry.not_available())?))
}

fn must_be_permitted_alone(
    found: &Found,
    step_type: &StepType,
    queued: &QueuedAction,
    moment: Moment,
) -> Result<(), Refused> {
    let choosing = Choosing::only(queued, found, step_type, &found.step, moment.today());
    let refusals = step_type.rules.iter().filter_map(|rule| rule.kind().refuse_action(&choosing));
    Refused::unless_none(refusals.collect())
}

fn not_before_the_finish(action: &NextActionType) -> Refusal {
    let message = format!("“{}” goes out with the finish, not before: queue it", action.title);
    Refusal::new(Reason::NextActionNotAvailable, message).with("next_action", &action.key)
}

fn with_entry(queue: &Queue, entry: QueuedAction, act: Act) -> Queue {
    let others = queue.actions.iter().filter(|other| other.kind != entry.kind).cloned();
    let actions = others.chain([entry.clone()]).collect();
    Queue { version: queue.version + 1, actions, last_edit: Some(act) }
}
