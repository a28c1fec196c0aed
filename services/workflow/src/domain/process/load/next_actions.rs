//! A next action leads somewhere or ends the line, and whom it passes to is clear.

use super::Wrong;
use crate::domain::process::{Key, NextActionType, Process, StepType};

pub(super) fn check(process: &Process, wrong: &mut Wrong) {
    for step in &process.steps {
        for action in &step.next_actions {
            leads_somewhere(action, process, wrong);
            purposes(action, process, wrong);
            offered_for(action, step, wrong);
            outcome(action, process, wrong);
        }
    }
}

fn leads_somewhere(action: &NextActionType, process: &Process, wrong: &mut Wrong) {
    let place = action.key.place();
    match (&action.leads_to, &action.passes_to) {
        (Some(step), Some(_)) => {
            wrong.require(
                step.place(),
                process.step(step).is_some(),
                format_args!("there is no step {step}"),
            );
        }
        (Some(_), None) => wrong.refuse(place, "it leads to a step: passes_to says in whose hands"),
        (None, Some(_)) => wrong.refuse(place, "it passes something on: leads_to says which step"),
        (None, None) => {
            let immediate = action.may_be_sent_immediately;
            wrong.require(place, !immediate, "there is nothing to send immediately: it leads to no step");
        }
    }
}

fn purposes(action: &NextActionType, process: &Process, wrong: &mut Wrong) {
    let target = action.leads_to.as_ref().and_then(|step| process.step(step));
    let known: &[Key] = target.map_or(&[], |step| &step.purposes);
    for purpose in &action.purposes {
        wrong.require(
            purpose.place(),
            known.contains(purpose),
            format_args!("the step it leads to has no purpose {purpose}"),
        );
    }
    let said = known.is_empty() || !action.purposes.is_empty();
    wrong.require(action.key.place(), said, "the step it leads to has purposes: say which");
}

fn offered_for(action: &NextActionType, step: &StepType, wrong: &mut Wrong) {
    for purpose in &action.offered_for {
        let known = step.purposes.contains(purpose);
        wrong.require(purpose.place(), known, format_args!("the step has no purpose {purpose}"));
    }
}

fn outcome(action: &NextActionType, process: &Process, wrong: &mut Wrong) {
    if let Some(outcome) = &action.outcome {
        let ranked = process.outcome_rank().is_some_and(|rank| rank.contains(outcome));
        wrong.require(outcome.place(), ranked, format_args!("outcome_rank does not know {outcome}"));
        wrong.require(
            outcome.place(),
            action.leads_to.is_none(),
            "an outcome ends a line: it leads to no step",
        );
    }
}
