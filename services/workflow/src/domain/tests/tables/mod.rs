//! Every row of the domain's three tables stands in the process file, word for word.

mod next_actions;
mod requests;
mod worksteps;

use super::world::World;
use crate::domain::process::{Holder, StepType, list};

const IRO_SW: &str = "child's INDEPENDENT_REVIEWING_OFFICER, child's SOCIAL_WORKER";
const SW: &str = "child's SOCIAL_WORKER";
const PS_TM: &str = "PRACTICE_SUPERVISOR, TEAM_MANAGER";
const QAAG: &str = "QAAG_WORKER";
const ADM: &str = "AGENCY_DECISION_MAKER";
const FF: &str = "FAMILY_FINDER";

fn step(world: &World, key: &str) -> StepType {
    world.process.step(key).unwrap_or_else(|| panic!("there is no step {key}")).clone()
}

fn names(holders: &[Holder]) -> String {
    list(holders)
}

#[test]
fn the_strongest_outcome_wins() {
    let world = World::new();
    let rank =
        ["CHILD_PLACED", "ADM_DISAGREED", "NO_LONGER_REQUIRED", "HANDED_OVER", "NO_PLAN_AGREED", "CANCELLED"];
    for (strong, weak) in rank.iter().zip(&rank[1..]) {
        assert_eq!(world.process.outcome_of([*weak, *strong]), *strong);
    }
    assert_eq!(world.process.outcome_of([]), "CANCELLED");
}

#[test]
fn everything_says_where_it_comes_from() {
    let world = World::new();
    let sourced = |source: &str| {
        source == "ext" || source.split(", ").all(|one| one.starts_with("A:") || one == "DfE SSDA903")
    };
    for list in &world.process.pick_lists {
        assert!(sourced(&list.source), "{}", list.key);
    }
    for step in &world.process.steps {
        assert!(sourced(&step.source), "{}", step.key);
        assert!(step.form.sections.iter().all(|section| sourced(&section.source)), "{}", step.key);
        assert!(sourced(&step.form.next_actions.source), "{}", step.key);
        assert!(step.requests.iter().all(|request| sourced(&request.source)), "{}", step.key);
        assert!(step.next_actions.iter().all(|action| sourced(&action.source)), "{}", step.key);
        let fields = step.form.sections.iter().flat_map(|section| &section.fields);
        assert!(fields.into_iter().filter_map(|field| field.source.as_deref()).all(sourced), "{}", step.key);
    }
}
