//! Cancelling a step [ext]: by the child's PS/TM, with a reason; what was asked is taken back, what was sent stays (A11).

use super::{
    acts::action,
    metadata, reasons,
    world::{QAAG, World},
};
use crate::domain::{
    decide::answer_arrived::News,
    fact::{Fact, TimelineKind},
    people::Act,
    request::Answer,
    step::StepState,
};
use contracts::directory::v1::AllocationRole;
use fault::Reason;

const WHY: &str = "She moved to another council";

#[test]
fn a_step_is_cancelled_incoming_or_started_and_tells_why() {
    for started in [false, true] {
        let mut world = World::new();
        let planning = world.after_review();
        if started {
            world.start("sw", planning).expect("it starts");
        }
        let cancelled = world.cancel("ps", planning, WHY).expect("it is cancelled");
        let StepState::Cancelled { started: was, cancelled: act, reason } = &world.step(planning).state
        else {
            panic!("it is not")
        };
        assert_eq!((was.is_some(), act.by, reason.as_str()), (started, world.id("ps"), WHY));
        assert_eq!(cancelled.case_outcome.as_deref(), Some("CANCELLED"), "it was the last open one");
        assert_eq!(world.outcome(), Some("CANCELLED"));
        let entry = world.timeline.iter().find(|entry| entry.kind == TimelineKind::WorkstepCancelled);
        assert_eq!(entry.and_then(|entry| entry.comment.as_deref()), Some(WHY));
        assert_eq!(world.timeline.last().map(|entry| entry.kind), Some(TimelineKind::CaseClosed));
        assert!(
            world.facts().any(|fact| matches!(fact, Fact::StepCancelled { reason, .. } if reason == WHY))
        );
    }
}

#[test]
fn it_is_cancelled_by_the_childs_own_manager_alone() {
    let mut world = World::new();
    let planning = world.after_review();
    for who in ["sw", "tm", "qaag", "adm", "iro", "finder"] {
        let refused = world.cancel(who, planning, WHY);
        let roles = "child's PRACTICE_SUPERVISOR, child's TEAM_MANAGER";
        assert_eq!(metadata(&refused, Reason::NotACanceller, "roles"), roles, "{who}");
    }
    world.allocate(AllocationRole::Supervisor, "tm");
    world.cancel("tm", planning, WHY).expect("the team manager is the child's now");
}

#[test]
fn what_ended_stays_as_it_is() {
    let mut world = World::new();
    let decision = world.after_planning();
    let planning = world.step(decision).parent.expect("a parent");
    let refused = world.cancel("ps", planning, WHY);
    assert_eq!(metadata(&refused, Reason::WorkstepEnded, "state"), "FINISHED");
    world.cancel("ps", decision, WHY).expect("it is cancelled");
    let refused = world.cancel("ps", decision, WHY);
    assert_eq!(metadata(&refused, Reason::WorkstepEnded, "state"), "CANCELLED");
    assert_eq!(reasons(world.start("qaag", decision)), [Reason::WorkstepNotIncoming]);
}

#[test]
fn every_request_that_waits_is_taken_back_and_an_answer_stays() {
    let mut world = World::new();
    let planning = world.after_review();
    world.start("sw", planning).expect("it starts");
    let answered = world.send("sw", planning, "please_action", "tm").expect("it is sent");
    world.complete("tm", answered);
    let authorise = world.send("sw", planning, "authorise_report", "ps").expect("it is sent");
    let optional = world.send("sw", planning, "please_action", "tm").expect("it is sent");
    world.cancel("ps", planning, WHY).expect("it is cancelled");
    for open in [authorise, optional] {
        assert!(matches!(world.request(open).answer, Answer::Lapsed { .. }));
        let lapsed = |fact: &Fact| matches!(fact, Fact::RequestLapsed { request } if *request == open);
        assert!(world.facts().any(lapsed), "the requests service hears of it");
    }
    assert!(matches!(world.request(answered).answer, Answer::Completed(_)));
    assert_eq!(world.entries(TimelineKind::RequestWithdrawn), 2);

    let act = Act::new(world.id("ps"), world.now);
    assert!(world.arrive(authorise, News::Returned(act, "No".to_owned())), "it had crossed");
    assert!(matches!(world.request(authorise).answer, Answer::Returned { .. }));
}

#[test]
fn a_notification_that_waits_is_taken_back_too() {
    let mut world = World::new();
    let request = world.after_agency_decision();
    world.start("sw", request).expect("it starts");
    world.fill("sw", request, 1..=4);
    world.queue("sw", request, vec![action("to_family_finding")]).expect("it is queued");
    let notification = world.send("sw", request, "acknowledge_request", "ps").expect("it is sent");
    world.cancel("ps", request, WHY).expect("it is cancelled");
    assert!(matches!(world.request(notification).answer, Answer::Lapsed { .. }));
}

#[test]
fn what_it_sent_immediately_stays_and_the_case_with_it() {
    let mut world = World::new();
    let finding = world.after_request();
    world.start("finder", finding).expect("it starts");
    let sent = world.send_now("finder", finding, action("to_information_sharing")).expect("it is sent");
    let cancelled = world.cancel("ps", finding, WHY).expect("it is cancelled");
    assert_eq!(cancelled.case_outcome, None);
    assert_eq!(world.open_step("information_sharing"), sent.created.id);
    assert_eq!(world.step(sent.created.id).parent, Some(finding), "linked to its cancelled parent");

    world.start("sw", sent.created.id).expect("it goes on");
    world.cancel("ps", sent.created.id, WHY).expect("it is cancelled");
    assert_eq!(world.outcome(), Some("CANCELLED"));
}

#[test]
fn a_case_closes_with_the_strongest_outcome_that_was_reached_before() {
    let mut world = World::new();
    let sharing = world.after_family_finding();
    world.start("sw", sharing).expect("it starts");
    let both = vec![action("to_panel"), action("to_child_in_care_planning")];
    world.make_ready("sw", sharing, [1], both);
    world.finish("tm", sharing).expect("it finishes");
    let planning = world.open_step("child_in_care_planning");
    world.start("sw", planning).expect("it starts");
    world.fill("sw", planning, [1]);
    world.queue("sw", planning, vec![action("planning_handed_over")]).expect("it is queued");
    world.finish("sw", planning).expect("it finishes");
    let panel = world.open_step("panel_and_matching");
    assert_eq!(world.step(panel).assignee, world.inbox_named(QAAG));
    let cancelled = world.cancel("ps", panel, WHY).expect("it is cancelled");
    assert_eq!(cancelled.case_outcome.as_deref(), Some("HANDED_OVER"));
}
