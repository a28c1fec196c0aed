//! Every rule speaks of things that exist, and stands where its kind belongs.

use super::{Wrong, places::Places};
use crate::domain::{
    process::{Process, StepType},
    rules::{Check, Rule},
};

pub(super) fn check(process: &Process, places: &Places, wrong: &mut Wrong) {
    wrong.require(process.id.place(), process.outcome_rank().is_some(), "the process needs an outcome_rank");
    for (rule, at) in process.rules.iter().zip(&places.rules) {
        let belongs = matches!(rule, Rule::OutcomeRank(_));
        wrong.require(at.place(), belongs, "of the process there is but one kind of rule: outcome_rank");
        rule.kind().check(&mut Check::of_process(process, wrong));
    }
    for (step, places) in process.steps.iter().zip(&places.steps) {
        for (rule, at) in step.rules.iter().zip(&places.rules) {
            let belongs = !matches!(rule, Rule::OutcomeRank(_));
            wrong.require(at.place(), belongs, "outcome_rank is a rule of the process, not of a step");
            rule.kind().check(&mut Check::of_step(process, step, wrong));
        }
        orders_end(step, wrong);
    }
}

/// A request that comes after itself, by any detour, could never be sent.
fn orders_end(step: &StepType, wrong: &mut Wrong) {
    for start in step.orders() {
        let mut after = &start.after;
        let mut next = Some(start);
        for _ in step.orders() {
            next = next.and_then(|order| step.orders().find(|earlier| earlier.request == order.after));
            after = next.map_or(after, |order| &order.after);
        }
        wrong.require(
            start.request.place(),
            next.is_none(),
            format_args!("{} waits for itself", start.request),
        );
    }
}
