//! A request can be sent, and whoever gets it can answer.

use super::Wrong;
use crate::domain::process::{GoesTo, Process, RequestType, StepType};

pub(super) fn check(process: &Process, wrong: &mut Wrong) {
    for step in &process.steps {
        for request in &step.requests {
            needs_sections_that_exist(request, step, wrong);
            decides_in_one_section(request, step, wrong);
            wrong.require(
                request.key.place(),
                !matches!(request.goes_to, GoesTo::Worker) || !request.answered_by.is_empty(),
                "it goes to a worker: answered_by says of which roles",
            );
        }
    }
}

fn needs_sections_that_exist(request: &RequestType, step: &StepType, wrong: &mut Wrong) {
    if let Some(sections) = &request.once.complete {
        step.require_sections(sections, wrong);
    }
}

fn decides_in_one_section(request: &RequestType, step: &StepType, wrong: &mut Wrong) {
    let Some(sections) = &request.decides_in else { return };
    step.require_sections(sections, wrong);
    let [section] = sections.numbers() else {
        return wrong.refuse(sections.place(), "a decision is recorded in one section");
    };
    let covered = step.covered_by(&request.key).is_some_and(|covers| covers.sections.contains(*section));
    wrong.require(
        sections.place(),
        !covered,
        "whoever decides writes it: it cannot be covered by the request",
    );
}
