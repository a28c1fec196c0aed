//! Finishing a step.

mod choice;
mod next_actions;
mod requests;
mod sections;
mod who;

use self::choice::Choice;
use super::{
    between::Between,
    closing::closing,
    follow::created_by,
    revise::{must_be_open_to, revise},
};
use crate::domain::{
    case::Closed,
    change::{Change, Decided},
    edit::Edit,
    fact::{Fact, TimelineEntry, TimelineKind, Told},
    found::Found,
    moment::Moment,
    notice::Notice,
    people::Act,
    process::StepType,
    refused::Refused,
    rules::Choosing,
    step::{Step, StepState},
};
use fault::Refusal;

/// What a finish came to.
#[derive(Clone, Debug, PartialEq)]
pub struct Finished {
    /// By whom and when.
    pub finished: Act,
    /// The steps that now wait for others.
    pub created: Vec<Step>,
    /// Set when this finish closed the case.
    pub case_outcome: Option<String>,
    /// What there was to weigh about what is chosen.
    pub notices: Vec<Notice>,
}

/// Saves, then finishes the step and creates what follows, once; or gives every reason why not. A validation is this
/// decision, not applied. It locks the case: two last steps that finish together close it once.
pub fn finish(found: Found, edit: Option<Edit>, moment: Moment) -> Result<Decided<Finished>, Refused> {
    let step_type = found.step_type()?;
    let edit = edit.unwrap_or_default();
    let started = must_be_open_to(&edit, &found, step_type, moment)?;
    let revision = revise(&found, step_type, &edit, moment)?;
    let choosing = Choosing::all(&found, step_type, &revision.step, moment.today());
    let (created, nowhere) = follow(&choosing, &found, moment);
    let right = who::right(&choosing, &found.actor);
    let refusals = right
        .clone()
        .err()
        .into_iter()
        .chain(revision.refusals)
        .chain(sections::refusals(&choosing))
        .chain(requests::refusals(&choosing))
        .chain(next_actions::refusals(&choosing))
        .chain(nowhere);
    Refused::unless_none(refusals.collect())?;

    let notices = step_type.notices(&found.step, &found.child, moment.today());
    let notices = notices.into_iter().filter(|notice| choosing.is_chosen(&notice.next_action)).collect();
    let choice = Choice::of(&choosing);
    let finished = found.actor.act_in(right?, moment.at);
    let mut step = revision.step.clone();
    step.state = StepState::Finished { started, finished };
    choice.lapse(&mut step, finished);
    let closes = closing(&found, &created, choice.outcome.as_deref(), moment);
    let mut change = written(&found, step_type, &step, &choice, &created, closes.as_ref());
    change.on_behalf_of = finished.on_behalf_of.or(revision.on_behalf_of);
    Ok(Decided {
        change,
        answer: Finished { finished, created, case_outcome: closes.map(|closed| closed.outcome), notices },
    })
}

/// The steps that what is chosen creates, save what was sent immediately and exists already.
fn follow(choosing: &Choosing, found: &Found, moment: Moment) -> (Vec<Step>, Vec<Refusal>) {
    let (mut created, mut nowhere) = (Vec::new(), Vec::new());
    for queued in choosing.chosen.iter().filter(|queued| queued.sent_step.is_none()) {
        let Some(action) = choosing.step_type.next_action(&queued.kind) else { continue };
        match created_by(action, queued, found, moment) {
            Ok(step) => created.extend(step),
            Err(refusal) => nowhere.push(refusal),
        }
    }
    (created, nowhere)
}

fn written(
    found: &Found,
    step_type: &StepType,
    step: &Step,
    choice: &Choice,
    created: &[Step],
    closes: Option<&Closed>,
) -> Change {
    let StepState::Finished { finished, .. } = step.state else { return Change::default() };
    let mut change = Between { step_type, before: &found.step, after: step, act: finished }.change();
    if let Some(write) = &mut change.step {
        write.outcome.clone_from(&choice.outcome);
    }
    change.timeline.push(TimelineEntry::of_step(TimelineKind::WorkstepFinished, step, finished));
    change
        .told
        .push(Told { subject_version: step.version, fact: step_finished(step, step_type, choice, finished) });
    for new in created {
        change.create(new, &found.process, Some(step), finished);
    }
    change.end_in(&found.case, closes, finished);
    change
}

fn step_finished(step: &Step, step_type: &StepType, choice: &Choice, finished: Act) -> Fact {
    Fact::StepFinished {
        step: step.id,
        kind: step.kind.clone(),
        title: step_type.title.to_string(),
        finished,
        next_actions: choice.next_actions.clone(),
        outcome: choice.outcome.clone(),
    }
}
