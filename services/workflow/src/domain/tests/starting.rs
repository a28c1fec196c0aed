//! Starting a step.

use super::{metadata, reasons, world::World};
use crate::domain::{fact::Fact, people::Assignee, step::StepState};
use fault::Reason;

#[test]
fn from_an_inbox_it_becomes_the_starters() {
    let mut world = World::new();
    let decision = world.after_planning();
    let started = world.start("qaag2", decision).expect("it starts");
    assert_eq!(started.assignee, world.worker("qaag2"));
    assert!(matches!(started.state, StepState::Started { started } if started.by == world.id("qaag2")));
    assert!(world.facts().any(|fact| matches!(fact, Fact::StepStarted { step, .. } if *step == decision)));
}

#[test]
fn it_is_started_by_whom_it_is_assigned_to() {
    let mut world = World::new();
    let planning = world.after_review();
    for who in ["other_sw", "ps", "qaag"] {
        let refused = world.start(who, planning);
        assert_eq!(metadata(&refused, Reason::NotTheAssignee, "assignee"), world.id("sw").to_string());
        assert_eq!(reasons(refused), [Reason::NotTheAssignee], "{who}");
    }
    let mut world = World::new();
    let decision = world.after_planning();
    assert_eq!(reasons(world.start("finder", decision)), [Reason::NotTheAssignee], "of another inbox");
}

#[test]
fn it_is_started_once() {
    let mut world = World::new();
    let decision = world.after_planning();
    world.start("qaag", decision).expect("it starts");
    let refused = world.start("qaag2", decision);
    assert_eq!(metadata(&refused, Reason::WorkstepNotIncoming, "by"), world.id("qaag").to_string());
    assert_eq!(metadata(&refused, Reason::WorkstepNotIncoming, "state"), "STARTED");
    assert_eq!(reasons(refused), [Reason::WorkstepNotIncoming]);
}

#[test]
fn a_finished_step_never_starts_again() {
    let mut world = World::new();
    let planning = world.after_review();
    let review = world.step(planning).parent.expect("a parent");
    assert_eq!(reasons(world.start("iro", review)), [Reason::WorkstepNotIncoming]);
    assert!(matches!(world.step(planning).assignee, Assignee::Worker(_)));
}
