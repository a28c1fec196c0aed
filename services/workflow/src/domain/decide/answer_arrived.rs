//! An answer arrives from the requests service.

use super::{between::Between, revise::void_what_lost_its_ground};
use crate::domain::{
    change::Change,
    fact::{Fact, Passing, TimelineEntry, TimelineKind, Told},
    found::FoundForAnswer,
    moment::Moment,
    people::{Act, Assignee},
    process::StepType,
    request::{Answer, Completion, SentRequest},
    step::Step,
};
use uuid::Uuid;

/// What the requests service said of a request.
#[derive(Clone, Debug, PartialEq)]
pub struct Arrived {
    /// The request.
    pub request: Uuid,
    /// What became of it.
    pub news: News,
}

/// What became of a request, in the requests service.
#[derive(Clone, Debug, PartialEq)]
pub enum News {
    /// It came into another's list: out of an inbox, back into it, or on to others.
    Moved(Passing, Assignee, Act),
    /// It was completed.
    Completed(Completion),
    /// It was sent back, with a comment.
    Returned(Act, String),
    /// Its sender took it back.
    Withdrawn(Act),
}

/// Takes over what the requests service said; none when it changes nothing here. A completion about a text that was
/// edited meanwhile is voided as it arrives, and both sides hear of it.
pub fn answer_arrived(found: FoundForAnswer, arrived: Arrived, moment: Moment) -> Option<Change> {
    let step_type = found.process.step(&found.step.kind)?;
    let mut step = Step { version: found.step.version + 1, ..found.step.clone() };
    let request = step.requests.iter_mut().find(|request| request.id == arrived.request)?;
    let passing = match &arrived.news {
        News::Moved(passing, ..) => Some(*passing),
        News::Completed(_) | News::Returned(..) | News::Withdrawn(_) => None,
    };
    let act = take_over(request, arrived.news)?;
    void_what_lost_its_ground(step_type, &mut step, moment.at);
    let reassigned = reassigned(step_type, &step, arrived.request, &passing, act);
    let mut change = Between { step_type, before: &found.step, after: &step, act }.change();
    change.timeline.extend(reassigned);
    let heard = Fact::AnswerHeard { step: step.id, request: arrived.request };
    change.told.push(Told { subject_version: step.version, fact: heard });
    Some(change)
}

/// That a request was passed on to others is told; that a member took it out of an inbox, or put it back, is not.
fn reassigned(
    step_type: &StepType,
    step: &Step,
    request: Uuid,
    passing: &Option<Passing>,
    act: Act,
) -> Option<TimelineEntry> {
    let request = step.requests.iter().find(|one| one.id == request)?;
    let title = step_type.request(&request.kind).map(|kind| kind.title.to_string());
    (*passing == Some(Passing::Reassigned)).then(|| TimelineEntry {
        request: Some(request.id),
        title,
        to: Some(request.assignee),
        ..TimelineEntry::of_step(TimelineKind::RequestReassigned, step, act)
    })
}

/// Answers are final: what is answered here already stays. An answer that crossed with the voiding of an open request, or
/// with the end of its step, is still entered: it was given first, and stands there as it stands here.
fn take_over(request: &mut SentRequest, news: News) -> Option<Act> {
    let act = match &news {
        News::Moved(_, _, act) => *act,
        News::Completed(completion) => completion.act,
        News::Returned(act, _) | News::Withdrawn(act) => *act,
    };
    match (&request.answer, news) {
        (Answer::Waiting, News::Moved(_, assignee, _)) if assignee != request.assignee => {
            request.assignee = assignee
        }
        (Answer::Waiting | Answer::Lapsed { .. }, News::Completed(completion)) => {
            request.assignee = Assignee::Worker(completion.act.whose());
            request.answer = Answer::Completed(completion);
        }
        (Answer::Voided { at, was: None }, News::Completed(completion)) => {
            request.assignee = Assignee::Worker(completion.act.whose());
            request.answer = Answer::Voided { at: *at, was: Some(completion) };
        }
        (_, News::Returned(act, comment)) if request.was_not_answered() => {
            request.assignee = Assignee::Worker(act.whose());
            request.answer = Answer::Returned { act, comment };
        }
        (_, News::Withdrawn(act)) if request.was_not_answered() => request.answer = Answer::Withdrawn { act },
        _ => return None,
    }
    Some(act)
}
