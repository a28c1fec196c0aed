//! Starting a step.

use super::{
    between::Between,
    gate::{must_be_incoming, must_be_the_assignee},
    pass_on::right_to_take,
};
use crate::domain::{
    change::{CaseWrite, Decided},
    fact::{Fact, TimelineEntry, TimelineKind, Told},
    found::Found,
    moment::Moment,
    people::Assignee,
    prefill::prefilled_sections,
    refused::Refused,
    step::{Step, StepState},
};

/// Starts an incoming step; from an inbox it becomes the starter's, or that of whom they cover. The form is prefilled. It locks the case: the first
/// start of some steps is what deadlines count from (A3).
pub fn start(found: Found, moment: Moment) -> Result<Decided<Step>, Refused> {
    let step_type = found.step_type()?;
    must_be_incoming(&found.step)?;
    let right = must_be_the_assignee(&found.step, &found.actor)?;
    let right = right_to_take(step_type, &found.step, &found.actor, right)?;
    let started = found.actor.act_in(right, moment.at);
    let step = Step {
        version: found.step.version + 1,
        state: StepState::Started { started },
        sections: prefilled_sections(&found, step_type, moment.today()),
        ..found.step.clone().passed_to(Assignee::Worker(started.whose()))
    };
    let mut change = Between { step_type, before: &found.step, after: &step, act: started }.change();
    change.on_behalf_of = started.on_behalf_of;
    change.case = CaseWrite::locked(&found.case);
    change.timeline.push(TimelineEntry::of_step(TimelineKind::WorkstepStarted, &step, started));
    change.told.push(Told {
        subject_version: step.version,
        fact: Fact::StepStarted {
            step: step.id,
            kind: step.kind.clone(),
            title: step_type.title.to_string(),
            started,
        },
    });
    Ok(Decided { change, answer: step })
}
