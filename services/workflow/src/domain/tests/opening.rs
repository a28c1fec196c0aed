//! Opening a case.

use super::{metadata, reasons, world::World};
use crate::domain::{
    fact::{Fact, TimelineKind},
    step::StepState,
};
use fault::Reason;

#[test]
fn an_iro_or_the_childs_social_worker_opens_a_case() {
    for who in ["iro", "sw"] {
        let mut world = World::new();
        let opened = world.open_case(who).expect("it begins");
        assert_eq!(opened.step.assignee, world.worker(who), "the first step comes to the caller");
        assert_eq!(opened.step.state, StepState::Incoming);
        assert_eq!(opened.step.kind, "child_in_care_review");
        assert_eq!(
            (opened.case.process_id.as_str(), opened.case.process_version),
            ("long-term-fostering", 1)
        );
        assert_eq!(opened.case.steps.len(), 1);
    }
}

#[test]
fn nobody_else_opens_one() {
    for who in ["other_sw", "ps", "qaag", "adm", "finder"] {
        let mut world = World::new();
        assert_eq!(reasons(world.open_case(who)), [Reason::NotPermitted], "{who}");
    }
}

#[test]
fn a_child_has_one_open_case_at_most() {
    let mut world = World::new();
    let open = world.open_case("sw").expect("it begins").case.id;
    let refused = world.open_case("iro");
    assert_eq!(metadata(&refused, Reason::CaseAlreadyOpen, "case_id"), open.to_string());
    assert_eq!(reasons(refused), [Reason::CaseAlreadyOpen]);
}

#[test]
fn an_opened_case_is_told_before_its_first_step() {
    let mut world = World::new();
    world.open_case("sw").expect("it begins");
    let facts: Vec<&Fact> = world.facts().collect();
    assert!(matches!(facts[..], [Fact::CaseOpened { .. }, Fact::StepArrived { .. }]));
    let kinds: Vec<TimelineKind> = world.timeline.iter().map(|entry| entry.kind).collect();
    assert_eq!(kinds, [TimelineKind::CaseOpened, TimelineKind::WorkstepArrived]);
}

#[test]
fn a_case_without_a_plan_closes_at_once() {
    let mut world = World::new();
    let review = world.open_case("sw").expect("it begins").step.id;
    world.start("sw", review).expect("it starts");
    world.fill("sw", review, [1]);
    world.queue("sw", review, vec![super::acts::action("no_plan_agreed")]).expect("it is queued");
    world.finish("sw", review).expect("it finishes");
    assert_eq!(world.outcome(), Some("NO_PLAN_AGREED"));
    world.open_case("sw").expect("a closed case is followed by another");
}
