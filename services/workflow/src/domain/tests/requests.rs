//! Requests: recipients, repetition, and answers as they arrive.

use super::{
    acts::action,
    metadata, reasons,
    world::{QAAG, World},
};
use crate::domain::{
    decide::answer_arrived::News,
    fact::{Fact, Passing, TimelineKind},
    people::Act,
    request::{Answer, Completion},
};
use contracts::r#type::v1::Role;
use fault::Reason;
use uuid::Uuid;

fn planning() -> (World, Uuid) {
    let mut world = World::new();
    let planning = world.after_review();
    world.start("sw", planning).expect("it starts");
    (world, planning)
}

#[test]
fn a_sent_request_is_told_with_everything_that_its_keeper_needs() {
    let (mut world, planning) = planning();
    world.fill("sw", planning, 1..=17);
    let id = world.send("sw", planning, "authorise_report", "ps").expect("it is sent");
    let sent = world.told.iter().find_map(|told| match &told.fact {
        Fact::RequestSent {
            request,
            title,
            step_title,
            answered_by,
            must_be_sent,
            blocks_finish,
            brief,
            ..
        } => {
            Some((told, request.clone(), title, step_title, answered_by, must_be_sent, blocks_finish, brief))
        }
        _ => None,
    });
    let (told, request, title, step_title, answered_by, must_be_sent, blocks_finish, brief) =
        sent.expect("it is told");
    assert_eq!(told.subject_version, world.step(planning).version);
    assert_eq!((request.id, request.assignee), (id, world.worker("ps")));
    assert_eq!(title, "CS Manager: Please review and authorise prior to QAAG");
    assert_eq!(step_title, "SC Permanency Planning Process");
    assert_eq!(answered_by, &[Role::PracticeSupervisor, Role::TeamManager]);
    assert!(*must_be_sent && *blocks_finish);
    assert_eq!(brief.covered_version, 17, "one, and one for each section that somebody wrote");
    assert_eq!(brief.authors.iter().copied().collect::<Vec<_>>(), [world.id("sw")]);
    assert_eq!(world.entries(TimelineKind::RequestSent), 1);
}

#[test]
fn the_recipient_is_somebody_who_may_answer() {
    let (mut world, planning) = planning();
    world.person("left", &[Role::TeamManager], &[]);
    world.gone.push("left");
    for to in ["other_sw", "qaag", "left"] {
        let refused = world.send("sw", planning, "authorise_report", to);
        assert_eq!(
            metadata(&refused, Reason::RecipientNotPermitted, "recipient"),
            world.id(to).to_string(),
            "{to}"
        );
    }
    let stranger = Some(crate::domain::people::Assignee::Worker(Uuid::from_u128(7)));
    let refused = world.save("sw", planning, World::sending("authorise_report", stranger));
    assert_eq!(reasons(refused), [Reason::RecipientNotPermitted]);
    let inbox = Some(world.inbox_named(QAAG));
    let refused = world.save("sw", planning, World::sending("authorise_report", inbox));
    assert_eq!(reasons(refused), [Reason::RecipientNotPermitted]);
    let refused = world.save("sw", planning, World::sending("authorise_report", None));
    assert_eq!(super::wrong_fields(refused), ["edit.send_requests[0].recipient"]);
    let refused = world.save("sw", planning, World::sending("no_such", None));
    assert_eq!(super::wrong_fields(refused), ["edit.send_requests[0].type"]);
}

/// R3 to R5 go to anyone: to anyone, that is, whom the policies let see the step and answer.
#[test]
fn nobody_is_asked_who_does_no_case_work() {
    let (mut world, planning) = planning();
    world.person("administrator", &[Role::Administrator], &[]);
    world.person("system", &[Role::System], &[]);
    world.person("without_a_role", &[], &[]);
    world.person("both", &[Role::TeamManager, Role::Administrator], &[]);
    for request in ["allocate_parallel_planning", "please_action", "request_panel_date"] {
        for to in ["administrator", "system", "without_a_role", "both"] {
            let refused = world.send("sw", planning, request, to);
            assert_eq!(reasons(refused), [Reason::RecipientNotPermitted], "{request} to {to}");
        }
    }
    assert_eq!(
        reasons(world.send("sw", planning, "authorise_report", "both")),
        [Reason::RecipientNotPermitted]
    );
    world.send("sw", planning, "please_action", "finder").expect("anyone else may be asked");
}

#[test]
fn nobody_is_asked_to_authorise_their_own() {
    let mut world = World::new();
    world.person("acting_up", &[Role::SocialWorker, Role::TeamManager], &[]);
    world.allocate(contracts::directory::v1::AllocationRole::SocialWorker, "acting_up");
    let planning = world.after_review();
    world.start("acting_up", planning).expect("it starts");
    world.fill("acting_up", planning, [4]);
    assert_eq!(
        reasons(world.send("acting_up", planning, "authorise_report", "acting_up")),
        [Reason::RecipientNotPermitted],
        "neither the sender"
    );
    world.allocate(contracts::directory::v1::AllocationRole::SocialWorker, "sw");
    assert_eq!(
        reasons(world.send("sw", planning, "authorise_report", "acting_up")),
        [Reason::RecipientNotPermitted],
        "nor an author"
    );
}

#[test]
fn nobody_asks_themselves() {
    let (mut world, planning) = planning();
    let refused = world.send("ps", planning, "please_action", "ps");
    assert_eq!(reasons(refused), [Reason::RecipientNotPermitted]);
}

#[test]
fn a_request_for_an_inbox_goes_nowhere_else() {
    let (mut world, planning) = planning();
    world.fill("sw", planning, 1..=17);
    let authorise = world.send("sw", planning, "authorise_report", "ps").expect("it is sent");
    world.complete("ps", authorise);
    let refused = world.send("ps", planning, "confirm_quality", "qaag");
    assert_eq!(reasons(refused), [Reason::RecipientNotPermitted]);
    let inbox = Some(world.inbox_named(QAAG));
    world
        .save("ps", planning, World::sending("confirm_quality", inbox))
        .expect("the inbox itself may be named");
}

#[test]
fn of_a_blocking_type_one_is_open_at_most() {
    let (mut world, planning) = planning();
    let open = world.send("sw", planning, "authorise_report", "ps").expect("it is sent");
    let refused = world.send("sw", planning, "authorise_report", "tm");
    assert_eq!(metadata(&refused, Reason::RequestAlreadyOpen, "request_id"), open.to_string());
    assert!(refused.expect_err("it is open").may_be_stale(), "its answer may be on its way");
    let mut twice = World::sending("please_action", Some(world.worker("ps")));
    twice.send_requests.extend(twice.send_requests.clone());
    world.save("sw", planning, twice).expect("what does not block may be sent again");
}

#[test]
fn of_a_blocking_type_one_save_sends_one() {
    let (mut world, planning) = planning();
    let mut twice = World::sending("authorise_report", Some(world.worker("ps")));
    twice.send_requests.extend(twice.send_requests.clone());
    assert_eq!(reasons(world.save("sw", planning, twice)), [Reason::RequestAlreadyOpen]);
}

#[test]
fn a_request_sent_again_is_linked_to_the_last() {
    let (mut world, planning) = planning();
    let first = world.send("sw", planning, "authorise_report", "ps").expect("it is sent");
    let act = Act::new(world.id("ps"), world.now);
    world.arrive(first, News::Returned(act, "Please add the siblings".to_owned()));
    assert_eq!(
        reasons(world.finish("qaag", planning))[17],
        Reason::RequestNotSent,
        "a returned one counts for nothing"
    );
    let second = world.send("sw", planning, "authorise_report", "ps").expect("it is sent again");
    assert_eq!(world.request(second).replaces, Some(first));
    world.arrive(second, News::Withdrawn(Act::new(world.id("sw"), world.now)));
    let third = world.send("sw", planning, "authorise_report", "ps").expect("and again");
    assert_eq!(world.request(third).replaces, Some(second));
}

#[test]
fn a_claim_moves_the_request_into_one_list() {
    let mut world = World::new();
    let (planning, quality) = world.quality_asked_for();
    let act = Act::new(world.id("qaag2"), world.now);
    let claimed = News::Moved(Passing::Claimed, world.worker("qaag2"), act);
    assert!(world.arrive(quality, claimed.clone()));
    assert_eq!(world.request(quality).assignee, world.worker("qaag2"));
    assert!(!world.arrive(quality, claimed), "the same again changes nothing");
    assert_eq!(world.step(planning).requests.len(), 2);
}

impl World {
    /// A W1 with an open R2.
    fn quality_asked_for(&mut self) -> (Uuid, Uuid) {
        let planning = self.after_review();
        self.start("sw", planning).expect("it starts");
        self.fill("sw", planning, 1..=17);
        let authorise = self.send("sw", planning, "authorise_report", "ps").expect("it is sent");
        self.complete("ps", authorise);
        (planning, self.send_to_inbox("ps", planning, "confirm_quality").expect("it is sent"))
    }
}

#[test]
fn a_completion_from_an_inbox_is_the_completers() {
    let mut world = World::new();
    let (_, quality) = world.quality_asked_for();
    world.complete("qaag2", quality);
    assert_eq!(world.request(quality).assignee, world.worker("qaag2"));
    assert_eq!(world.entries(TimelineKind::RequestCompleted), 2);
}

#[test]
fn an_answer_is_final_and_arrives_once() {
    let (mut world, planning) = planning();
    let request = world.send("sw", planning, "authorise_report", "ps").expect("it is sent");
    world.complete("ps", request);
    let before = world.step(planning).clone();
    let act = Act::new(world.id("tm"), world.now);
    let again = Completion { covered_version: 1, act, comment: String::new() };
    for news in [News::Completed(again), News::Returned(act, "No".to_owned()), News::Withdrawn(act)] {
        assert!(!world.arrive(request, news));
    }
    assert_eq!(*world.step(planning), before);
}

#[test]
fn a_completion_that_crossed_with_its_voiding_stays_voided_and_is_known() {
    let mut world = World::new();
    let (planning, quality) = world.quality_asked_for();
    let read = world.brief(quality).covered_version;
    let edit = world.answering(planning, 4, "health", crate::domain::edit::Given::Text("Asthma".to_owned()));
    world.save("sw", planning, edit).expect("it is saved");
    let told = world.told.len();
    world.complete_on("qaag", quality, read);
    assert!(matches!(world.request(quality).answer, Answer::Voided { was: Some(_), .. }));
    assert_eq!(world.entries(TimelineKind::RequestVoided), 2, "the voiding is entered once for each");
    let heard: Vec<&Fact> = world.told[told..].iter().map(|told| &told.fact).collect();
    let only_that = [&Fact::AnswerHeard { step: planning, request: quality }];
    assert_eq!(heard, only_that, "of the voiding the other side has heard already");
}

#[test]
fn a_notification_is_answered_after_the_finish_and_changes_nothing_but_itself() {
    let mut world = World::new();
    let finding = world.after_request();
    let request = world.step(finding).parent.expect("a parent");
    let before = world.step(request).clone();
    let notification = before.requests[0].id;
    world.complete("ps", notification);
    let after = world.step(request);
    assert!(matches!(after.requests[0].answer, Answer::Completed(_)));
    assert_eq!(
        (&after.state, &after.sections, &after.queue),
        (&before.state, &before.sections, &before.queue)
    );
}

#[test]
fn a_request_of_another_step_is_nobodys() {
    let (mut world, planning) = planning();
    world.send("sw", planning, "authorise_report", "ps").expect("it is sent");
    let found = world.found_for_answer(planning);
    let act = Act::new(world.id("ps"), world.now);
    let arrived = crate::domain::decide::answer_arrived::Arrived {
        request: Uuid::from_u128(1),
        news: News::Withdrawn(act),
    };
    let change =
        world.decide(|moment| crate::domain::decide::answer_arrived::answer_arrived(found, arrived, moment));
    assert_eq!(change, None);
}

#[test]
fn the_family_finders_request_needs_the_whole_form_and_a_next_action() {
    let mut world = World::new();
    let finding = world.after_request();
    world.start("finder", finding).expect("it starts");
    let refused = reasons(world.send("finder", finding, "authorise", "ps"));
    assert_eq!(refused.iter().filter(|reason| **reason == Reason::SectionIncomplete).count(), 5);
    assert!(refused.contains(&Reason::NextActionMissing));
    world.fill("finder", finding, 1..=5);
    world.queue("finder", finding, vec![action("to_information_sharing")]).expect("it is queued");
    assert_eq!(reasons(world.send("sw", finding, "authorise", "ps")), [Reason::NotASender]);
    let request = world.send("finder", finding, "authorise", "ps").expect("it is sent");
    assert!(world.brief(request).authors.contains(&world.id("sw")), "the copied text keeps its author");
}

#[test]
fn what_is_completed_or_waits_beside_another_is_not_sent_again() {
    let (mut world, planning) = planning();
    let first = world.send("sw", planning, "please_action", "ps").expect("it is sent");
    let beside = world.send("sw", planning, "please_action", "tm").expect("another");
    assert_eq!(world.request(beside).replaces, None, "both wait");
    world.complete("ps", first);
    world.complete("tm", beside);
    let later = world.send("sw", planning, "please_action", "tm").expect("a third");
    assert_eq!(world.request(later).replaces, None, "the others were done");
}

#[test]
fn an_answer_that_crossed_with_a_voiding_or_with_the_steps_end_is_still_entered() {
    for withdrawn in [false, true] {
        let mut world = World::new();
        let (planning, quality) = world.quality_asked_for();
        let text = crate::domain::edit::Given::Text("Asthma".to_owned());
        let edit = world.answering(planning, 4, "health", text);
        world.save("sw", planning, edit).expect("an edit voids the open R2 too");
        let act = Act::new(world.id(if withdrawn { "ps" } else { "qaag" }), world.now);
        let news = if withdrawn { News::Withdrawn(act) } else { News::Returned(act, "Too short".to_owned()) };
        assert!(world.arrive(quality, news));
        let answer = &world.request(quality).answer;
        assert_eq!(matches!(answer, Answer::Withdrawn { .. }), withdrawn);
        assert_eq!(matches!(answer, Answer::Returned { .. }), !withdrawn);
        assert_eq!(world.entries(TimelineKind::RequestVoided), 2, "what was told stays told");
    }
}
