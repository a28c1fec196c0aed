//! Every role is known, and everything that somebody has to do, somebody may do.

use super::Wrong;
use crate::domain::process::{Holder, Key, PassesTo, Place, Process, RoleName, StepType};

pub(super) fn check(process: &Process, wrong: &mut Wrong) {
    somebody("opens a case", &process.opened_by, process.id.place(), wrong);
    holders(&process.cancelled_by, wrong);
    for step in &process.steps {
        step_is_somebodys(step, wrong);
    }
}

fn step_is_somebodys(step: &StepType, wrong: &mut Wrong) {
    somebody("finishes the step", &step.finished_by, step.key.place(), wrong);
    let optional = step.optional_forms.iter().flat_map(|form| &form.sections);
    for section in step.form.sections.iter().chain(optional) {
        somebody("writes the section", &section.written_by, section.title.place(), wrong);
    }
    let queue = &step.form.next_actions;
    somebody("writes the section", &queue.written_by, queue.title.place(), wrong);
    for request in &step.requests {
        somebody("sends the request", &request.sent_by, request.key.place(), wrong);
        roles(&request.answered_by, wrong);
    }
    for action in &step.next_actions {
        holders(&action.also_finished_by, wrong);
        match &action.passes_to {
            Some(PassesTo::Found(found)) => roles(found, wrong),
            Some(PassesTo::Allocated(holder)) => allocated(holder, &action.key, wrong),
            Some(PassesTo::Inbox(_)) | None => {}
        }
    }
}

fn somebody(does_what: &str, who: &[Holder], place: Place, wrong: &mut Wrong) {
    wrong.require(place, !who.is_empty(), format_args!("nobody {does_what}"));
    holders(who, wrong);
}

fn holders(who: &[Holder], wrong: &mut Wrong) {
    for (place, written) in who.iter().filter_map(Holder::unknown) {
        wrong.refuse(place, format_args!("there is no role {written}"));
    }
}

fn roles(who: &[RoleName], wrong: &mut Wrong) {
    for (place, written) in who.iter().filter_map(RoleName::unknown) {
        wrong.refuse(place, format_args!("there is no role {written}"));
    }
}

fn allocated(holder: &Holder, action: &Key, wrong: &mut Wrong) {
    holders(std::slice::from_ref(holder), wrong);
    wrong.require(
        action.place(),
        holder.unknown().is_some() || holder.of_the_child.is_some(),
        format_args!("it passes to one person: say child's {holder}"),
    );
}
