//! Saving.

use super::{
    between::Between,
    revise::{must_be_open_to, revise},
};
use crate::domain::{
    change::Decided,
    edit::Edit,
    found::Found,
    moment::Moment,
    people::Act,
    refused::Refused,
    request::{Answer, SentRequest},
    section::SectionId,
    step::Step,
};
use uuid::Uuid;

/// What a save came to.
#[derive(Clone, Debug, PartialEq)]
pub struct Saved {
    /// The step as it now stands.
    pub step: Step,
    /// The sections that were edited, in the edit's order.
    pub edited: Vec<SectionId>,
    /// The requests that were sent, in the edit's order.
    pub sent: Vec<Uuid>,
    /// The requests that the edit voided.
    pub voided: Vec<Uuid>,
}

/// Writes answers, ticks and the queue, and sends requests: all of it or nothing. It locks the step alone; the etags of
/// sections are compared here, so that saves of different sections both succeed (A8).
pub fn save(found: Found, edit: Edit, moment: Moment) -> Result<Decided<Saved>, Refused> {
    let step_type = found.step_type()?;
    must_be_open_to(&edit, &found, step_type, moment)?;
    let revision = revise(&found, step_type, &edit, moment)?;
    Refused::unless_none(revision.refusals)?;
    let act = Act { on_behalf_of: revision.on_behalf_of, ..found.actor.act(moment.at) };
    let mut change = Between { step_type, before: &found.step, after: &revision.step, act }.change();
    change.on_behalf_of = act.on_behalf_of;
    let voided =
        change.answered.iter().filter(|request| is_voided(request)).map(|request| request.id).collect();
    let saved = Saved { step: revision.step, edited: revision.edited, sent: revision.sent, voided };
    Ok(Decided { change, answer: saved })
}

fn is_voided(request: &SentRequest) -> bool {
    matches!(request.answer, Answer::Voided { .. })
}
