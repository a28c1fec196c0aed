//! The queue: what can be queued, and what has to be said with it.

use super::{
    acts::{action, action_because, action_for},
    metadata, reasons,
    world::{QAAG, World},
    wrong_fields,
};
use crate::domain::edit::ActionToQueue;
use fault::Reason;
use uuid::Uuid;

fn review() -> (World, Uuid) {
    let mut world = World::new();
    let review = world.open_case("sw").expect("it begins").step.id;
    world.start("sw", review).expect("it starts");
    (world, review)
}

#[test]
fn what_the_step_does_not_offer_is_not_queued() {
    let (mut world, review) = review();
    let refused = world.queue("sw", review, vec![action("child_placed")]);
    assert_eq!(metadata(&refused, Reason::NextActionNotAvailable, "next_action"), "child_placed");
    assert_eq!(reasons(refused), [Reason::NextActionNotAvailable]);
}

#[test]
fn each_stands_at_most_once() {
    let (mut world, review) = review();
    let twice = vec![action("no_plan_agreed"), action("start_permanency_planning"), action("no_plan_agreed")];
    assert_eq!(wrong_fields(world.queue("sw", review, twice)), ["edit.queue.next_actions[2].type"]);
}

#[test]
fn the_queue_is_provisional_until_the_finish() {
    let (mut world, review) = review();
    let both = vec![action("start_permanency_planning"), action("no_plan_agreed")];
    world.queue("sw", review, both).expect("it is queued");
    assert!(world.open_steps("permanency_planning").is_empty());
    world.queue("sw", review, vec![]).expect("it is emptied");
}

#[test]
fn a_reason_or_purpose_where_none_is_asked_for_is_refused() {
    let (mut world, review) = review();
    let refused = world.queue("sw", review, vec![action_because("no_plan_agreed", "other")]);
    assert_eq!(wrong_fields(refused), ["edit.queue.next_actions[0].reason"]);
    let refused = world.queue("sw", review, vec![action_for("no_plan_agreed", "FAMILY_FINDING")]);
    assert_eq!(wrong_fields(refused), ["edit.queue.next_actions[0].purpose"]);
}

#[test]
fn who_is_named_has_to_be_whom_the_process_means() {
    let (mut world, review) = review();
    let to = |world: &World, who: &str| ActionToQueue {
        assignee: Some(world.worker(who)),
        ..action("start_permanency_planning")
    };
    let named = vec![to(&world, "sw")];
    world.queue("sw", review, named).expect("the child's social worker");
    let named = vec![to(&world, "other_sw")];
    assert_eq!(wrong_fields(world.queue("sw", review, named)), ["edit.queue.next_actions[0].assignee"]);
    let nfa = ActionToQueue { assignee: Some(world.worker("sw")), ..action("no_plan_agreed") };
    assert_eq!(wrong_fields(world.queue("sw", review, vec![nfa])), ["edit.queue.next_actions[0].assignee"]);
}

#[test]
fn an_inbox_may_be_named_if_it_is_the_one() {
    let mut world = World::new();
    let planning = world.after_review();
    world.start("sw", planning).expect("it starts");
    for (inbox, fits) in [(QAAG, true), (super::world::FINDERS, false)] {
        let named =
            ActionToQueue { assignee: Some(world.inbox_named(inbox)), ..action("to_agency_decision") };
        assert_eq!(world.queue("ps", planning, vec![named]).is_ok(), fits, "{inbox}");
    }
}

#[test]
fn the_usual_purpose_is_taken_when_none_is_said() {
    let mut world = World::new();
    let finding = world.after_request();
    world.start("finder", finding).expect("it starts");
    world.queue("finder", finding, vec![action("family_finding_again")]).expect("it is queued");
    assert_eq!(world.step(finding).queue.actions[0].purpose.as_deref(), Some("FAMILY_FINDING"));
}

#[test]
fn no_step_but_family_finding_adds_a_review() {
    let mut world = World::new();
    let sharing = world.after_family_finding();
    world.start("sw", sharing).expect("it starts");
    let refused = world.queue("sw", sharing, vec![action_for("family_finding_again", "THREE_MONTH_REVIEW")]);
    assert_eq!(wrong_fields(refused), ["edit.queue.next_actions[0].purpose"]);
}
