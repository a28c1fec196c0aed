//! No rule contradicts another: of every step, every next action can be chosen in some permitted way, and every
//! purpose has one.

use super::Wrong;
use crate::domain::{
    process::{Key, NextActionType, Process, StepType},
    rules::Rule,
};

/// More next actions than a person could choose from; the check tries every combination.
const MOST_NEXT_ACTIONS: usize = 12;

/// Of every purpose of a step, what may be chosen together; none of a step that offers more than can be tried.
pub(super) fn permitted(step: &StepType) -> Vec<Vec<Vec<&NextActionType>>> {
    if step.next_actions.len() > MOST_NEXT_ACTIONS {
        return Vec::new();
    }
    purposes(step).into_iter().map(|purpose| permitted_sets(step, purpose)).collect()
}

pub(super) fn check(process: &Process, wrong: &mut Wrong) {
    for step in &process.steps {
        let place = step.key.place();
        let (some, few) = (!step.next_actions.is_empty(), step.next_actions.len() <= MOST_NEXT_ACTIONS);
        wrong.require(place, some, "a step needs a next action: without one it could never be finished");
        wrong.require(place, few, format_args!("a step has at most {MOST_NEXT_ACTIONS} next actions"));
        if some && few {
            every_action_can_be_chosen(step, wrong);
        }
    }
}

fn every_action_can_be_chosen(step: &StepType, wrong: &mut Wrong) {
    let permitted: Vec<Vec<&NextActionType>> = purposes(step)
        .into_iter()
        .flat_map(|purpose| {
            let sets = permitted_sets(step, purpose);
            let stuck = || format!("the rules let no instance for {} finish", purpose.unwrap_or_default());
            wrong.require(step.key.place(), !sets.is_empty(), stuck());
            sets
        })
        .collect();
    for action in &step.next_actions {
        let choosable = permitted.iter().flatten().any(|chosen| chosen.key == action.key);
        wrong.require(
            action.key.place(),
            choosable,
            format_args!("the rules contradict each other: {} can never be chosen", action.key),
        );
    }
}

fn purposes(step: &StepType) -> Vec<Option<&str>> {
    match &step.purposes[..] {
        [] => vec![None],
        several => several.iter().map(|purpose| Some(purpose.as_str())).collect(),
    }
}

fn permitted_sets<'s>(step: &'s StepType, purpose: Option<&str>) -> Vec<Vec<&'s NextActionType>> {
    let offered: Vec<&NextActionType> =
        step.next_actions.iter().filter(|action| action.is_offered_for(purpose)).collect();
    let subset = |bits: u32| -> Vec<&NextActionType> {
        let picked = offered.iter().enumerate().filter(|(index, _)| bits & (1 << index) != 0);
        picked.map(|(_, action)| *action).collect()
    };
    (1..1 << offered.len()).map(subset).filter(|chosen| is_permitted(step, chosen)).collect()
}

fn is_permitted(step: &StepType, chosen: &[&NextActionType]) -> bool {
    let kinds: Vec<&str> = chosen.iter().map(|action| action.key.as_str()).collect();
    step.rules.iter().all(|rule| rule.kind().permits(&kinds)) && !is_at_odds(step, &kinds)
}

/// Whether what is chosen needs two answers to one question, or a step both open and not.
fn is_at_odds(step: &StepType, chosen: &[&str]) -> bool {
    let concerns = |key: &Key| chosen.contains(&key.as_str());
    step.rules.iter().any(|one| step.rules.iter().any(|other| contradict(one, other, &concerns)))
}

fn contradict(one: &Rule, other: &Rule, concerns: &impl Fn(&Key) -> bool) -> bool {
    match (one, other) {
        (Rule::RequiresAnswer(one), Rule::RequiresAnswer(other)) => {
            concerns(&one.next_action)
                && concerns(&other.next_action)
                && (one.section, &one.field) == (other.section, &other.field)
                && one.is != other.is
        }
        (Rule::RequiresOpenStep(one), Rule::RequiresNoOpenStep(other)) => {
            let forbidden = other.purpose.is_none() || one.purpose == other.purpose;
            concerns(&one.next_action) && concerns(&other.next_action) && one.step == other.step && forbidden
        }
        _ => false,
    }
}
