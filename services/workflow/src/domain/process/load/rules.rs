//! Every rule speaks of things that exist, and stands where its kind belongs.

use super::{Wrong, places::Places};
use crate::domain::{
    process::{Key, Process, StepType},
    rules::{Check, Rule},
};
use std::mem::discriminant;

const SAID_BEFORE: &str = "a rule of this kind says it before, of the same: one says it";

pub(super) fn check(process: &Process, places: &Places, wrong: &mut Wrong) {
    wrong.require(process.id.place(), process.outcome_rank().is_some(), "the process needs an outcome_rank");
    for (index, (rule, at)) in process.rules.iter().zip(&places.rules).enumerate() {
        let belongs = matches!(rule, Rule::OutcomeRank(_));
        wrong.require(at.place(), belongs, "of the process there is but one kind of rule: outcome_rank");
        wrong.require(at.place(), is_the_first(&process.rules, index), SAID_BEFORE);
        rule.kind().check(&mut Check::of_process(process, wrong));
    }
    for (step, places) in process.steps.iter().zip(&places.steps) {
        for (index, (rule, at)) in step.rules.iter().zip(&places.rules).enumerate() {
            let belongs = !matches!(rule, Rule::OutcomeRank(_));
            wrong.require(at.place(), belongs, "outcome_rank is a rule of the process, not of a step");
            wrong.require(at.place(), is_the_first(&step.rules, index), SAID_BEFORE);
            rule.kind().check(&mut Check::of_step(process, step, wrong));
        }
        orders_end(step, wrong);
    }
}

/// Whether no rule before it has settled the same: of two that do one would hold in silence.
fn is_the_first(rules: &[Rule], index: usize) -> bool {
    !rules[..index].iter().any(|earlier| settle_the_same(earlier, &rules[index]))
}

fn settle_the_same(one: &Rule, other: &Rule) -> bool {
    match (one, other) {
        (Rule::OutcomeRank(_), Rule::OutcomeRank(_)) => true,
        (Rule::CopiesFrom(one), Rule::CopiesFrom(other)) => {
            one.sections.numbers().iter().any(|number| other.sections.contains(*number))
        }
        _ => {
            let settled = one.kind().settles().map(Key::as_str);
            discriminant(one) == discriminant(other)
                && settled.is_some()
                && settled == other.kind().settles().map(Key::as_str)
        }
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
