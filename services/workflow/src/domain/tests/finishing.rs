//! The finish: it saves first, and says everything that stands in its way at once.

use super::{acts::action, metadata, reasons, world::World};
use crate::domain::{
    decide::finish::finish,
    edit::{Edit, Given},
    refused::Refused,
    section::Value,
    step::StepState,
};
use contracts::directory::v1::AllocationRole;
use fault::Reason;

#[test]
fn every_reason_is_given_at_once() {
    let mut world = World::new();
    let planning = world.after_review();
    world.start("sw", planning).expect("it starts");
    let refused = reasons(world.finish("sw", planning));
    let mut expected = vec![Reason::NotAFinisher];
    expected.extend([Reason::SectionIncomplete; 17]);
    expected.extend([Reason::RequestNotSent, Reason::RequestNotSent, Reason::NextActionMissing]);
    assert_eq!(refused, expected);
}

#[test]
fn what_its_own_save_is_refused_for_stands_among_the_reasons() {
    let mut world = World::new();
    let request = world.after_agency_decision();
    world.start("sw", request).expect("it starts");
    let refused = reasons(world.finish_with(
        "sw",
        request,
        World::sending("acknowledge_request", Some(world.worker("sw"))),
    ));
    let mut expected = vec![Reason::SectionIncomplete; 4];
    expected.extend([Reason::NextActionMissing, Reason::RecipientNotPermitted]);
    expected.extend([Reason::SectionIncomplete; 4]);
    expected.extend([Reason::RequestNotSent, Reason::NextActionMissing]);
    assert_eq!(refused, expected);
}

#[test]
fn one_finish_fills_queues_sends_and_finishes() {
    let mut world = World::new();
    let request = world.after_agency_decision();
    world.start("sw", request).expect("it starts");
    let edit = Edit {
        sections: (1..=4).map(|number| world.filling(request, number)).collect(),
        queue: world.queueing(request, vec![action("to_family_finding")]).queue,
        ..World::sending("acknowledge_request", Some(world.worker("ps")))
    };
    let finished = world.finish_with("sw", request, edit).expect("it finishes");
    assert_eq!(finished.created.len(), 1);
    assert_eq!(world.step(request).requests.len(), 1);
    assert!(matches!(world.step(request).state, StepState::Finished { .. }));
}

#[test]
fn a_malformed_edit_is_refused_before_anything_else() {
    let mut world = World::new();
    let planning = world.after_review();
    world.start("sw", planning).expect("it starts");
    let edit = world.answering(planning, 17, "declared_on", Given::Date("soon".to_owned()));
    let refused = world.finish_with("sw", planning, edit);
    assert_eq!(super::wrong_fields(refused), ["edit.sections[0].answers.declared_on"]);
}

#[test]
fn a_validation_is_the_same_decision_not_applied() {
    let mut world = World::new();
    let planning = world.after_review();
    world.start("sw", planning).expect("it starts");
    let before = world.step(planning).clone();
    let validated = world.decide(|moment| finish(world.found("qaag", planning), None, moment));
    assert_eq!(reasons(validated).len(), 20);
    assert_eq!(*world.step(planning), before);
}

#[test]
fn only_a_started_step_is_finished_and_only_once() {
    let mut world = World::new();
    let review = world.open_case("iro").expect("it begins").step.id;
    assert_eq!(reasons(world.finish("iro", review)), [Reason::WorkstepNotStarted]);
    let planning = {
        world.start("iro", review).expect("it starts");
        world.fill("iro", review, [1]);
        world.queue("iro", review, vec![action("start_permanency_planning")]).expect("it is queued");
        world.finish("iro", review).expect("it finishes");
        world.open_step("permanency_planning")
    };
    let refused = world.finish("iro", review);
    assert_eq!(metadata(&refused, Reason::WorkstepEnded, "by"), world.id("iro").to_string());
    assert_eq!(reasons(refused), [Reason::WorkstepEnded]);
    assert_eq!(world.open_steps("permanency_planning"), [planning]);
}

#[test]
fn of_two_finishes_decided_on_the_same_state_the_store_lets_one_in() {
    let mut world = World::new();
    let review = world.open_case("iro").expect("it begins").step.id;
    world.start("iro", review).expect("it starts");
    world.fill("iro", review, [1]);
    world.queue("iro", review, vec![action("start_permanency_planning")]).expect("it is queued");
    let decide =
        |world: &World, who: &str| world.decide(|moment| finish(world.found(who, review), None, moment));
    let first = decide(&world, "iro").expect("it is decided");
    let second = decide(&world, "sw").expect("it is decided");
    assert_eq!(first.change.case, second.change.case, "both are guarded by the same version of the case");
    assert_eq!(
        first.change.step.map(|write| write.expected_version),
        second.change.step.map(|write| write.expected_version)
    );
    world.apply(decide(&world, "iro").expect("it is decided").change);
    assert_eq!(
        reasons(decide(&world, "sw")),
        [Reason::WorkstepEnded],
        "the other decides again, and learns of it"
    );
}

#[test]
fn start_finish_and_sending_at_once_lock_the_case_and_a_save_does_not() {
    let mut world = World::new();
    let finding = world.after_request();
    let version = |world: &World| world.case.as_ref().expect("a case").version;
    let before = version(&world);
    world.start("finder", finding).expect("it starts");
    assert_eq!(version(&world), before + 1);
    world.fill("finder", finding, 1..=5);
    assert_eq!(version(&world), before + 1);
    world.send_now("finder", finding, action("to_information_sharing")).expect("it is sent");
    assert_eq!(version(&world), before + 2);
    world.authorise("finder", finding);
    assert_eq!(version(&world), before + 2);
    world.finish("tm", finding).expect("it finishes");
    assert_eq!(version(&world), before + 3);
}

#[test]
fn the_receiver_is_the_one_allocated_at_the_moment_of_the_finish() {
    let mut world = World::new();
    let review = world.open_case("iro").expect("it begins").step.id;
    world.start("iro", review).expect("it starts");
    world.fill("iro", review, [1]);
    let queued = crate::domain::edit::ActionToQueue {
        assignee: Some(world.worker("sw")),
        ..action("start_permanency_planning")
    };
    world.queue("iro", review, vec![queued]).expect("it is queued");
    world.allocate(AllocationRole::SocialWorker, "other_sw");
    let finished = world.finish("iro", review).expect("it finishes");
    assert_eq!(finished.created[0].assignee, world.worker("other_sw"));

    world.allocate(AllocationRole::SocialWorker, "sw");
    let planning = world.open_step("permanency_planning");
    assert_eq!(world.step(planning).assignee, world.worker("other_sw"), "a later change moves no open work");
}

#[test]
fn without_a_social_worker_the_finish_is_refused() {
    let mut world = World::new();
    let review = world.open_case("iro").expect("it begins").step.id;
    world.start("iro", review).expect("it starts");
    world.fill("iro", review, [1]);
    world.queue("iro", review, vec![action("start_permanency_planning")]).expect("it is queued");
    world.allocations.remove(&AllocationRole::SocialWorker);
    let refused = world.finish("iro", review);
    assert_eq!(metadata(&refused, Reason::NoAllocatedWorker, "next_action"), "start_permanency_planning");
    assert_eq!(reasons(refused), [Reason::NoAllocatedWorker]);
}

#[test]
fn without_the_inbox_the_finish_is_refused() {
    let mut world = World::new();
    let request = world.after_agency_decision();
    world.start("sw", request).expect("it starts");
    world.fill("sw", request, 1..=4);
    world.queue("sw", request, vec![action("to_family_finding")]).expect("it is queued");
    world.send("sw", request, "acknowledge_request", "ps").expect("it is sent");
    world.inboxes.retain(|inbox| inbox.name != super::world::FINDERS);
    let refused = world.finish("sw", request);
    assert_eq!(metadata(&refused, Reason::InboxUnknown, "inbox"), super::world::FINDERS);
    assert_eq!(reasons(refused), [Reason::InboxUnknown]);
}

#[test]
fn an_inbox_is_found_by_any_spelling() {
    let mut world = World::new();
    world.inboxes.iter_mut().for_each(|inbox| inbox.name = inbox.name.to_uppercase().replace(" – ", "-"));
    world.after_family_finding_by_any_spelling();
}

impl World {
    fn after_family_finding_by_any_spelling(&mut self) {
        let finding = self.after_request();
        assert!(matches!(self.step(finding).assignee, crate::domain::people::Assignee::Inbox(_)));
    }
}

#[test]
fn a_manager_cannot_finish_before_the_authorisation() {
    let mut world = World::new();
    let finding = world.after_request();
    world.start("finder", finding).expect("it starts");
    world.fill("finder", finding, 1..=5);
    world.queue("finder", finding, vec![action("to_information_sharing")]).expect("it is queued");
    assert_eq!(reasons(world.finish("tm", finding)), [Reason::RequestNotSent]);
    let request = world.send("finder", finding, "authorise", "ps").expect("it is sent");
    let refused = world.finish("tm", finding).expect_err("it waits");
    assert!(refused.may_be_stale());
    assert_eq!(
        metadata(&Err::<(), _>(refused), Reason::RequestNotCompleted, "request_id"),
        request.to_string()
    );
    world.complete("ps", request);
    world.finish("tm", finding).expect("any holder of the role may finish");
}

#[test]
fn an_edit_in_the_finish_itself_voids_the_authorisation() {
    let mut world = World::new();
    world.person(
        "finding_manager",
        &[contracts::r#type::v1::Role::FamilyFinder, contracts::r#type::v1::Role::TeamManager],
        &[],
    );
    let finding = world.after_request();
    world.start("finder", finding).expect("it starts");
    world.make_ready("finder", finding, 1..=5, vec![action("to_information_sharing")]);
    let edit = world.answering(finding, 5, "plan", Given::Text("Another plan".to_owned()));
    assert_eq!(reasons(world.finish_with("finding_manager", finding, edit)), [Reason::RequestVoided]);
    assert_ne!(world.step(finding).section(5).answers["plan"], Value::Text("Another plan".to_owned()));
}

#[test]
fn a_refusal_that_rests_on_nobody_elses_facts_is_not_worth_catching_up() {
    let mut world = World::new();
    let review = world.open_case("iro").expect("it begins").step.id;
    world.start("iro", review).expect("it starts");
    let refused = world.finish("iro", review).expect_err("it is not filled");
    assert!(matches!(refused, Refused::Because(_)) && !refused.may_be_stale());
}
