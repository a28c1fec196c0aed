//! Every step can be reached, and from every step the process can end.

use super::{Wrong, choices};
use crate::domain::process::{Key, NextActionType, Process};
use std::collections::BTreeSet;

pub(super) fn check(process: &Process, wrong: &mut Wrong) {
    let begin = &process.begins_with;
    if process.step(begin).is_none() {
        return wrong.refuse(begin.place(), format_args!("there is no step {begin}"));
    }
    let reached = reachable(process);
    let ending = ending(process);
    for step in &process.steps {
        let place = step.key.place();
        wrong.require(
            place,
            reached.contains(&*step.key),
            format_args!("no next action leads to {}", step.key),
        );
        wrong.require(
            place,
            ending.contains(&*step.key),
            format_args!("from {} the process never ends", step.key),
        );
    }
}

fn reachable(process: &Process) -> BTreeSet<&str> {
    grow(BTreeSet::from([&*process.begins_with]), |reached| {
        let from = process.steps.iter().filter(|step| reached.contains(&*step.key));
        from.flat_map(|step| step.next_actions.iter().filter_map(target)).collect()
    })
}

/// Those of which every instance can be finished so that all that follows can end.
fn ending(process: &Process) -> BTreeSet<&str> {
    let steps: Vec<_> = process.steps.iter().map(|step| (&*step.key, choices::permitted(step))).collect();
    grow(BTreeSet::new(), |ending| {
        let ends = |action: &&NextActionType| target(action).is_none_or(|step| ending.contains(step));
        let can_end = |of_a_purpose: &Vec<Vec<&NextActionType>>| {
            of_a_purpose.iter().any(|together| together.iter().all(ends))
        };
        steps.iter().filter(|(_, purposes)| purposes.iter().all(can_end)).map(|(key, _)| *key).collect()
    })
}

fn target(action: &NextActionType) -> Option<&str> {
    action.leads_to.as_ref().map(Key::as_str)
}

/// Adds what follows from a set until nothing more does.
fn grow<'p>(
    mut set: BTreeSet<&'p str>,
    what_follows: impl Fn(&BTreeSet<&'p str>) -> BTreeSet<&'p str>,
) -> BTreeSet<&'p str> {
    loop {
        let before = set.len();
        let more = what_follows(&set);
        set.extend(more);
        if set.len() == before {
            return set;
        }
    }
}
