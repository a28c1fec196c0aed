//! The information sharing meeting may be sent before the finish (A:173, A4, A11).

use super::{
    acts::{action, action_because},
    metadata, reasons,
    world::World,
};
use crate::domain::{edit::ActionToQueue, refused::Refused};
use fault::Reason;
use uuid::Uuid;

const SHARING: &str = "to_information_sharing";

/// A world with a started W4.
fn finding() -> (World, Uuid) {
    let mut world = World::new();
    let finding = world.after_request();
    world.start("finder", finding).expect("it starts");
    (world, finding)
}

/// A world whose W4 has sent its W5 and is otherwise ready to finish.
fn sent() -> (World, Uuid, Uuid) {
    let (mut world, finding) = finding();
    let sharing = world.send_now("finder", finding, action(SHARING)).expect("it is sent").created.id;
    world.fill("finder", finding, 1..=5);
    world.authorise("finder", finding);
    (world, finding, sharing)
}

/// Finishes the W5 with that queue.
fn finish_sharing(world: &mut World, sharing: Uuid, queue: Vec<ActionToQueue>) {
    world.start("sw", sharing).expect("it starts");
    world.make_ready("sw", sharing, [1], queue);
    world.finish("tm", sharing).expect("it finishes");
}

/// Finishes the W6 with that decision and queue.
fn finish_panel(world: &mut World, decision: &str, queue: Vec<ActionToQueue>) {
    let panel = world.open_step("panel_and_matching");
    let referral = world.refer("qaag", panel, queue);
    world.decide_in_section_2("adm", panel, decision).expect("it is decided");
    world.complete("adm", referral);
    world.finish("adm", panel).expect("it finishes");
}

#[test]
fn what_is_sent_at_once_waits_for_the_social_worker() {
    let (mut world, finding) = finding();
    let sent = world.send_now("finder", finding, action(SHARING)).expect("it is sent");
    assert_eq!(sent.created.assignee, world.worker("sw"));
    assert_eq!(sent.created.parent, Some(finding));
    assert!(sent.created.sent_immediately);
    assert_eq!(sent.step.queue.actions[0].sent_step, Some(sent.created.id));
    assert_eq!(world.open_step("information_sharing"), sent.created.id);
}

#[test]
fn it_is_sent_once() {
    let (mut world, finding, sharing) = sent();
    let refused = world.send_now("finder", finding, action(SHARING));
    assert_eq!(metadata(&refused, Reason::NextActionAlreadySent, "workstep_id"), sharing.to_string());
    let refused = world.queue("finder", finding, vec![action(SHARING)]);
    assert_eq!(reasons(refused), [Reason::NextActionAlreadySent]);
}

#[test]
fn an_entry_that_is_queued_already_is_the_one_that_is_sent() {
    let (mut world, finding) = finding();
    world.queue("finder", finding, vec![action(SHARING)]).expect("it is queued");
    world.send_now("finder", finding, action(SHARING)).expect("it is sent");
    assert_eq!(world.step(finding).queue.actions.len(), 1);
}

#[test]
fn a_new_queue_leaves_what_was_sent() {
    let (mut world, finding, sharing) = sent();
    world.queue("finder", finding, vec![action("family_finding_again")]).expect("it is queued");
    world.queue("finder", finding, vec![]).expect("it is emptied");
    let left: Vec<_> = world.step(finding).queue.actions.iter().map(|action| action.sent_step).collect();
    assert_eq!(left, [Some(sharing)]);
}

#[test]
fn only_what_the_process_allows_is_sent_at_once() {
    let (mut world, finding) = finding();
    let refused = world.send_now("finder", finding, action("family_finding_again"));
    assert_eq!(reasons(refused), [Reason::NextActionNotAvailable]);
    assert_eq!(
        reasons(world.send_now("finder", finding, action("no_such"))),
        [Reason::NextActionNotAvailable]
    );
}

#[test]
fn only_who_writes_the_next_actions_sends_them() {
    let (mut world, finding) = finding();
    for who in ["sw", "tm", "qaag"] {
        assert_eq!(reasons(world.send_now(who, finding, action(SHARING))), [Reason::NotAWriter], "{who}");
    }
}

#[test]
fn only_from_a_started_step() {
    let mut world = World::new();
    let finding = world.after_request();
    assert_eq!(reasons(world.send_now("finder", finding, action(SHARING))), [Reason::WorkstepNotStarted]);
}

#[test]
fn without_a_social_worker_nothing_is_sent() {
    let (mut world, finding) = finding();
    world.allocations.clear();
    let refused = world.send_now("finder", finding, action(SHARING));
    assert_eq!(metadata(&refused, Reason::NoAllocatedWorker, "role"), "child's SOCIAL_WORKER");
}

#[test]
fn while_its_meeting_is_open_it_is_the_choice_and_the_finish_creates_it_not_again() {
    let (mut world, finding, sharing) = sent();
    let finished = world.finish("tm", finding).expect("it finishes");
    assert_eq!(finished.created, []);
    assert_eq!(finished.case_outcome, None);
    assert_eq!(world.open_steps("information_sharing"), [sharing]);
}

#[test]
fn while_its_meeting_is_open_another_choice_excludes_it() {
    let (mut world, finding, _) = sent();
    world.queue("finder", finding, vec![action("family_finding_again")]).expect("it is queued");
    assert_eq!(reasons(world.finish("tm", finding)), [Reason::NextActionsExclude]);
}

#[test]
fn while_the_panel_or_the_placement_is_open_it_is_the_choice() {
    let (mut world, finding, sharing) = sent();
    finish_sharing(&mut world, sharing, vec![action("to_panel")]);
    assert_eq!(finish_reasons(&mut world, finding), []);

    let (mut world, finding, sharing) = sent();
    finish_sharing(&mut world, sharing, vec![action("to_panel")]);
    finish_panel(&mut world, "approved", vec![action_because("match_agreed", "long_term_fostering_agreed")]);
    assert_eq!(finish_reasons(&mut world, finding), []);
}

#[test]
fn once_its_match_is_agreed_it_stays_the_choice() {
    let (mut world, finding, sharing) = sent();
    finish_sharing(&mut world, sharing, vec![action("to_panel")]);
    finish_panel(&mut world, "approved", vec![action_because("match_agreed", "long_term_fostering_agreed")]);
    let placement = world.open_step("placement");
    world.start("sw", placement).expect("it starts");
    world.fill("sw", placement, [1]);
    world.queue("sw", placement, vec![action("child_placed")]).expect("it is queued");
    let placed = world.finish("sw", placement).expect("it finishes");
    assert_eq!(placed.case_outcome, None, "the family finding is still open");

    world.queue("finder", finding, vec![action("family_finding_again")]).expect("it is queued");
    assert_eq!(finish_reasons(&mut world, finding), [Reason::NextActionsExclude]);
    world.queue("finder", finding, vec![]).expect("it is emptied");
    world.finish("tm", finding).expect("it finishes");
    assert_eq!(world.outcome(), Some("CHILD_PLACED"));
}

#[test]
fn once_its_match_has_failed_the_finish_needs_family_finding_again() {
    let failures: [fn(&mut World, Uuid); 3] = [
        |world, sharing| finish_sharing(world, sharing, vec![action("family_not_agreed")]),
        |world, sharing| finish_sharing(world, sharing, vec![action("to_child_in_care_planning")]),
        |world, sharing| {
            finish_sharing(world, sharing, vec![action("to_panel")]);
            let queue = vec![action("match_not_agreed"), action_because("to_update_plan", "carers_withdrew")];
            finish_panel(world, "not_approved", queue);
        },
    ];
    for fail in failures {
        let (mut world, finding, sharing) = sent();
        fail(&mut world, sharing);
        assert_eq!(finish_reasons(&mut world, finding), [Reason::NextActionMissing]);
        let Err(Refused::Because(refusals)) = world.finish("tm", finding) else { panic!("it is refused") };
        assert_eq!(
            refusals[0].message,
            "queue a next action: “SC Permanence Family Finding Meeting / Review”; “SC Permanence Information \
             Sharing Meeting”, which was sent immediately, came to nothing"
        );
        let nothing_follows = world.send("finder", finding, "authorise", "ps");
        assert_eq!(reasons(nothing_follows), [Reason::NextActionMissing], "and so needs its authorisation");
        world.queue("finder", finding, vec![action("family_finding_again")]).expect("it is queued");
        let finished = world.finish("tm", finding).expect("it finishes");
        assert_eq!(finished.created.len(), 1);
    }
}

#[test]
fn what_was_sent_stays_linked_to_its_parent_whatever_becomes_of_that() {
    let (world, finding, sharing) = sent();
    let case = world.case.as_ref().expect("a case");
    let listed = case.steps.iter().find(|step| step.id == sharing).expect("it is listed");
    assert_eq!(listed.parent, Some(finding));
    assert!(listed.sent_immediately);
    assert_eq!(listed.by_action.as_deref(), Some(SHARING));
}

fn finish_reasons(world: &mut World, step: Uuid) -> Vec<Reason> {
    let found = world.found("tm", step);
    match world.decide(|moment| crate::domain::decide::finish::finish(found, None, moment)) {
        Ok(_) => Vec::new(),
        Err(refused) => reasons(Err::<(), _>(refused)),
    }
}
