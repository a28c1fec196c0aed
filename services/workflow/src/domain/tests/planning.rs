//! W1: the report, its authorisation, its quality, and its end by NFA (A2).

use super::{acts::action, metadata, reasons, world::World};
use crate::domain::{
    edit::{Edit, Given},
    fact::{Fact, TimelineKind},
    request::Answer,
};
use fault::Reason;
use uuid::Uuid;

/// A world with a started W1.
fn planning() -> (World, Uuid) {
    let mut world = World::new();
    let planning = world.after_review();
    world.start("sw", planning).expect("it starts");
    (world, planning)
}

/// A world with a filled W1 whose R1 is completed by `ps`.
fn authorised() -> (World, Uuid, Uuid) {
    let (mut world, planning) = planning();
    world.fill("sw", planning, 1..=17);
    let request = world.send("sw", planning, "authorise_report", "ps").expect("it is sent");
    world.complete("ps", request);
    (world, planning, request)
}

#[test]
fn the_report_may_be_sent_for_authorisation_while_incomplete() {
    let (mut world, planning) = planning();
    world.send("sw", planning, "authorise_report", "tm").expect("A2 needs it");
}

#[test]
fn quality_is_confirmed_only_of_a_complete_report() {
    let (mut world, planning) = planning();
    world.fill("sw", planning, 1..=16);
    let request = world.send("sw", planning, "authorise_report", "ps").expect("it is sent");
    world.complete("ps", request);
    let refused = world.send_to_inbox("ps", planning, "confirm_quality");
    assert_eq!(metadata(&refused, Reason::SectionIncomplete, "section"), "17");
    assert_eq!(reasons(refused), [Reason::SectionIncomplete]);
}

#[test]
fn quality_is_asked_for_after_the_authorisation() {
    let (mut world, planning) = planning();
    world.fill("sw", planning, 1..=17);
    let refused = world.send_to_inbox("ps", planning, "confirm_quality");
    assert_eq!(metadata(&refused, Reason::RequestOutOfOrder, "after"), "authorise_report");
    assert_eq!(reasons(refused), [Reason::RequestOutOfOrder]);
    world.send("sw", planning, "authorise_report", "ps").expect("it is sent");
    let refused = world.send_to_inbox("ps", planning, "confirm_quality").expect_err("it waits still");
    assert!(refused.may_be_stale(), "the completion may be on its way");
}

#[test]
fn quality_is_asked_for_by_whoever_authorised_and_nobody_else() {
    let (mut world, planning, _) = authorised();
    assert_eq!(reasons(world.send_to_inbox("tm", planning, "confirm_quality")), [Reason::NotASender]);
    assert_eq!(
        reasons(world.send_to_inbox("sw", planning, "confirm_quality")),
        [Reason::NotASender, Reason::NotASender],
        "neither of the role nor the completer"
    );
    world.send_to_inbox("ps", planning, "confirm_quality").expect("it is sent");
}

#[test]
fn an_edit_voids_the_authorisation_and_what_stands_on_it_open() {
    let (mut world, planning, authorise) = authorised();
    let quality = world.send_to_inbox("ps", planning, "confirm_quality").expect("it is sent");
    let edit = world.answering(planning, 4, "health", Given::Text("Asthma".to_owned()));
    let saved = world.save("sw", planning, edit).expect("it is saved");
    assert_eq!(saved.voided, [authorise, quality]);
    assert!(matches!(world.request(authorise).answer, Answer::Voided { was: Some(_), .. }));
    assert!(matches!(world.request(quality).answer, Answer::Voided { was: None, .. }));
    assert!(world.brief(authorise).voided && world.brief(quality).voided, "both sides see it");
    assert_eq!(world.entries(TimelineKind::RequestVoided), 2);
}

#[test]
fn an_edit_voids_a_confirmed_quality_too() {
    let (mut world, planning, authorise) = authorised();
    let quality = world.send_to_inbox("ps", planning, "confirm_quality").expect("it is sent");
    world.complete("qaag", quality);
    let edit = world.answering(planning, 4, "health", Given::Text("Asthma".to_owned()));
    let saved = world.save("sw", planning, edit).expect("it is saved");
    assert_eq!(saved.voided, [authorise, quality]);
    let refused = reasons(world.finish("qaag", planning));
    assert_eq!(refused, [Reason::RequestVoided, Reason::RequestVoided, Reason::NextActionMissing]);
}

#[test]
fn an_open_authorisation_follows_the_text() {
    let (mut world, planning) = planning();
    let request = world.send("sw", planning, "authorise_report", "ps").expect("it is sent");
    let read = world.brief(request).covered_version;
    let edit = world.answering(planning, 4, "health", Given::Text("Asthma".to_owned()));
    let saved = world.save("sw", planning, edit).expect("it is saved");
    assert_eq!(saved.voided, [] as [Uuid; 0]);
    assert!(world.request(request).waits());
    assert_eq!(world.brief(request).covered_version, read + 1);
    let briefed = |fact: &&Fact| matches!(fact, Fact::RequestBriefed { brief, .. } if brief.covered_version == read + 1);
    assert_eq!(world.facts().filter(briefed).count(), 1, "the requests service hears of it");
}

#[test]
fn of_what_is_voided_nothing_more_is_told() {
    let (mut world, planning, _) = authorised();
    let write = |world: &mut World, text: &str| {
        let edit = world.answering(planning, 4, "health", Given::Text(text.to_owned()));
        world.save("sw", planning, edit).expect("it is saved");
        world.told.len()
    };
    let told = write(&mut world, "Asthma");
    assert_eq!(write(&mut world, "Asthma and hay fever"), told);
}

#[test]
fn a_completion_of_an_older_text_is_voided_as_it_arrives() {
    let (mut world, planning) = planning();
    let request = world.send("sw", planning, "authorise_report", "ps").expect("it is sent");
    let read = world.brief(request).covered_version;
    let edit = world.answering(planning, 4, "health", Given::Text("Asthma".to_owned()));
    world.save("sw", planning, edit).expect("it is saved");
    world.complete_on("ps", request, read);
    assert!(matches!(world.request(request).answer, Answer::Voided { was: Some(_), .. }));
    assert_eq!(world.entries(TimelineKind::RequestCompleted), 1, "nothing is hidden");
    assert_eq!(world.entries(TimelineKind::RequestVoided), 1);
    let voided = |fact: &&Fact| matches!(fact, Fact::RequestBriefed { brief, .. } if brief.voided);
    assert_eq!(world.facts().filter(voided).count(), 1);
}

#[test]
fn a_text_edited_to_and_fro_is_another_text() {
    let (mut world, planning, authorise) = authorised();
    for text in ["Asthma", "Health: before"] {
        let edit = world.answering(planning, 4, "health", Given::Text(text.to_owned()));
        world.save("sw", planning, edit).expect("it is saved");
    }
    assert!(matches!(world.request(authorise).answer, Answer::Voided { .. }));
}

#[test]
fn ticks_void_nothing() {
    let (mut world, planning, authorise) = authorised();
    let mut untick = world.filling(planning, 4);
    untick.complete = Some(false);
    let saved = world.save("sw", planning, super::acts::edit_of(untick)).expect("it is saved");
    assert!(!saved.step.section(4).complete);
    assert!(world.request(authorise).completion().is_some());
}

#[test]
fn next_actions_are_no_part_of_the_report() {
    let (mut world, planning, authorise) = authorised();
    world.queue("ps", planning, vec![action("to_agency_decision")]).expect("it is queued");
    assert!(world.request(authorise).completion().is_some());
}

#[test]
fn an_unneeded_plan_ends_by_nfa_though_the_report_is_incomplete() {
    let (mut world, planning) = planning();
    let authorise = world.send("sw", planning, "authorise_report", "ps").expect("it is sent");
    world.complete("ps", authorise);
    world.queue("ps", planning, vec![action("no_longer_required")]).expect("it is queued");
    let finished = world.finish("ps", planning).expect("sections need not be complete; quality is waived");
    assert_eq!(finished.created, []);
    assert_eq!(world.outcome(), Some("NO_LONGER_REQUIRED"));
}

#[test]
fn an_unneeded_plan_still_needs_the_authorisation() {
    let (mut world, planning) = planning();
    world.queue("ps", planning, vec![action("no_longer_required")]).expect("it is queued");
    assert_eq!(reasons(world.finish("ps", planning)), [Reason::RequestNotSent]);
    world.send("sw", planning, "authorise_report", "ps").expect("it is sent");
    assert_eq!(reasons(world.finish("qaag", planning)), [Reason::RequestNotCompleted]);
}

#[test]
fn the_finish_by_nfa_takes_back_an_open_question_of_quality() {
    let (mut world, planning, _) = authorised();
    let quality = world.send_to_inbox("ps", planning, "confirm_quality").expect("it is sent");
    world.queue("ps", planning, vec![action("no_longer_required")]).expect("it is queued");
    world.finish("tm", planning).expect("any of the role may");
    assert!(matches!(world.request(quality).answer, Answer::Lapsed { .. }));
    assert_eq!(world.facts().filter(|fact| matches!(fact, Fact::RequestLapsed { .. })).count(), 1);
    assert_eq!(world.entries(TimelineKind::RequestWithdrawn), 1);
}

#[test]
fn a_request_sent_and_taken_back_in_one_go_is_told_to_nobody() {
    let (mut world, planning, _) = authorised();
    world.queue("ps", planning, vec![action("no_longer_required")]).expect("it is queued");
    let before = world.told.len();
    world.finish_with("ps", planning, World::sending("confirm_quality", None)).expect("it finishes");
    let about_requests = |fact: &&Fact| {
        matches!(fact, Fact::RequestSent { .. } | Fact::RequestLapsed { .. } | Fact::RequestBriefed { .. })
    };
    assert_eq!(world.told[before..].iter().map(|told| &told.fact).filter(about_requests).count(), 0);
    assert!(world.step(planning).requests.iter().all(|request| !request.waits()));
}

#[test]
fn only_by_nfa_may_a_manager_finish_the_planning() {
    let (mut world, planning, _) = authorised();
    let quality = world.send_to_inbox("ps", planning, "confirm_quality").expect("it is sent");
    world.complete("qaag", quality);
    world.queue("ps", planning, vec![action("to_agency_decision")]).expect("it is queued");
    assert_eq!(reasons(world.finish("ps", planning)), [Reason::NotAFinisher]);
    assert_eq!(reasons(world.finish("sw", planning)), [Reason::NotAFinisher]);
    world.finish("qaag2", planning).expect("any holder of the role, not only who completed the request");
}

#[test]
fn the_optional_requests_go_to_anyone_and_hold_up_nothing() {
    let (mut world, planning, _) = authorised();
    for (kind, sender, to) in [
        ("allocate_parallel_planning", "sw", "finder"),
        ("please_action", "ps", "other_sw"),
        ("request_panel_date", "tm", "qaag"),
        ("please_action", "sw", "ps"),
    ] {
        world.send(sender, planning, kind, to).expect("it is sent");
    }
    let inbox = world.inbox_named(super::world::QAAG);
    world.save("sw", planning, World::sending("please_action", Some(inbox))).expect("an inbox too");
    assert_eq!(reasons(world.send("qaag", planning, "please_action", "sw")), [Reason::NotASender]);

    let quality = world.send_to_inbox("ps", planning, "confirm_quality").expect("it is sent");
    world.complete("qaag", quality);
    world.queue("ps", planning, vec![action("to_agency_decision")]).expect("it is queued");
    world.finish("qaag", planning).expect("they block nothing");
    let open = world.step(planning).requests.iter().filter(|request| request.waits());
    assert_eq!(open.count(), 5, "what does not block stays answerable");
}

#[test]
fn everything_of_a_save_is_written_or_nothing() {
    let (mut world, planning) = planning();
    let before = world.step(planning).clone();
    let sections = vec![world.filling(planning, 4)];
    let edit = Edit { sections, ..World::sending("confirm_quality", None) };
    assert!(world.save("sw", planning, edit).is_err());
    assert_eq!(*world.step(planning), before);
}
