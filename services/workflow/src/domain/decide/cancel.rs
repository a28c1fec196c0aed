//! Cancelling a step.

use super::{between::Between, closing::closing, gate::must_not_have_ended};
use crate::domain::{
    change::Decided,
    fact::{Fact, TimelineEntry, TimelineKind, Told},
    found::Found,
    moment::Moment,
    people::Right,
    process::{Holder, list},
    refused::Refused,
    step::{Step, StepState},
};
use fault::{Reason, Refusal};

/// What a cancellation came to.
#[derive(Clone, Debug, PartialEq)]
pub struct Cancelled {
    /// The step as it now stays.
    pub step: Step,
    /// Set when this closed the case.
    pub case_outcome: Option<String>,
}

/// Ends an open step that nothing shall follow, for a reason. Every request that waits on it is taken back, a
/// notification too: there is nothing left to answer. What it sent immediately stays, linked to it (A11). It locks the
/// case, which closes with its last open step.
pub fn cancel(found: Found, reason: String, moment: Moment) -> Result<Decided<Cancelled>, Refused> {
    let step_type = found.step_type()?;
    let right = must_be_a_canceller(&found)?;
    let started = must_not_have_ended(&found.step)?;
    let cancelled = found.actor.act_in(right, moment.at);
    let mut step = Step { version: found.step.version + 1, ..found.step.clone() };
    step.state = StepState::Cancelled { started, cancelled, reason: reason.clone() };
    step.lapse_requests(cancelled, |_| true);

    let mut change = Between { step_type, before: &found.step, after: &step, act: cancelled }.change();
    change.on_behalf_of = cancelled.on_behalf_of;
    let entry = TimelineEntry::of_step(TimelineKind::WorkstepCancelled, &step, cancelled);
    change.timeline.push(TimelineEntry { comment: Some(reason.clone()), ..entry });
    let (kind, title) = (step.kind.clone(), step_type.title.to_string());
    let fact = Fact::StepCancelled { step: step.id, kind, title, cancelled, reason };
    change.told.push(Told { subject_version: step.version, fact });
    let closes = closing(&found, &[], None, moment);
    change.end_in(&found.case, closes.as_ref(), cancelled);
    let case_outcome = closes.map(|closed| closed.outcome);
    Ok(Decided { change, answer: Cancelled { step, case_outcome } })
}

/// To have the step in hand makes nobody a manager of the child: who could pass it on to themselves could end it.
fn must_be_a_canceller(found: &Found) -> Result<Right, Refusal> {
    let cancellers = &found.process.cancelled_by;
    if let Some(right) = Holder::right_beforehand(cancellers, &found.actor) {
        return Ok(right);
    }
    let roles = list(cancellers);
    let refusal = Refusal::new(Reason::NotACanceller, format!("a step is cancelled by others: {roles}"));
    Err(refusal.with("roles", roles))
}
