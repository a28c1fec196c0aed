//! Whoever covers an absent colleague acts in their place: "X for Y".

use super::{
    acts::action,
    reasons,
    world::{QAAG, World},
};
use crate::domain::{
    edit::Edit,
    people::{Act, Assignee},
    step::StepState,
};
use fault::Reason;
use std::collections::BTreeSet;
use uuid::Uuid;

/// A W1 in the hands of the social worker, whom another covers.
fn covered() -> (World, Uuid) {
    let mut world = World::new();
    let planning = world.after_review();
    world.covers.push(("sw", "other_sw"));
    (world, planning)
}

impl World {
    fn for_whom(&self, act: Act) -> (Uuid, Option<Uuid>) {
        (act.by, act.on_behalf_of)
    }

    fn x_for_y(&self, x: &str, y: &str) -> (Uuid, Option<Uuid>) {
        (self.id(x), Some(self.id(y)))
    }

    fn in_own_right(&self, x: &str) -> (Uuid, Option<Uuid>) {
        (self.id(x), None)
    }
}

#[test]
fn the_absent_ones_step_is_started_and_written_for_them_and_stays_theirs() {
    let (mut world, planning) = covered();
    let started = world.start("other_sw", planning).expect("it starts");
    let StepState::Started { started: act } = started.state else { panic!("it is started") };
    assert_eq!(world.for_whom(act), world.x_for_y("other_sw", "sw"));
    assert_eq!(started.assignee, world.worker("sw"));

    world.fill("other_sw", planning, 1..=17);
    let section = world.step(planning).section(3);
    assert_eq!(world.for_whom(section.last_edit.expect("it is written")), world.x_for_y("other_sw", "sw"));
    let both = BTreeSet::from(["sw", "other_sw"].map(|who| world.id(who)));
    assert_eq!(section.authors, both, "neither authorises it");
    let sent = world.send("other_sw", planning, "authorise_report", "ps").expect("it is sent");
    assert_eq!(world.for_whom(world.request(sent).sent), world.x_for_y("other_sw", "sw"));
    let told = world.timeline.last().expect("the timeline tells").act;
    assert_eq!(world.for_whom(told), world.x_for_y("other_sw", "sw"));
}

#[test]
fn when_the_cover_is_over_the_step_is_somebody_elses_again() {
    let (mut world, planning) = covered();
    world.covers.clear();
    assert_eq!(reasons(world.start("other_sw", planning)), [Reason::NotTheAssignee]);
    world.start("sw", planning).expect("the social worker is back");
    let edit = Edit { sections: vec![world.filling(planning, 1)], ..Edit::default() };
    assert_eq!(reasons(world.save("other_sw", planning, edit)), [Reason::NotAWriter]);
}

#[test]
fn what_is_ones_own_is_done_in_ones_own_right() {
    let (mut world, planning) = covered();
    world.covers = vec![("other_sw", "sw")];
    let started = world.start("sw", planning).expect("it starts");
    let StepState::Started { started } = started.state else { panic!("it is started") };
    assert_eq!(world.for_whom(started), world.in_own_right("sw"));
    world.fill("sw", planning, [1]);
    let edited = world.step(planning).section(1).last_edit.expect("it is written");
    assert_eq!(world.for_whom(edited), world.in_own_right("sw"));
}

#[test]
fn cover_lends_no_role() {
    let (mut world, planning) = covered();
    world.covers = vec![("sw", "tm")];
    world.start("tm", planning).expect("whoever covers takes it up");
    let edit = Edit { sections: vec![world.filling(planning, 1)], ..Edit::default() };
    assert_eq!(reasons(world.save("tm", planning, edit)), [Reason::NotAWriter]);
    let edit = World::sending("authorise_report", Some(world.worker("ps")));
    assert!(reasons(world.save("tm", planning, edit)).contains(&Reason::NotASender));
}

#[test]
fn what_comes_out_of_the_absent_ones_inbox_becomes_theirs() {
    let mut world = World::new();
    let decision = world.after_planning();
    assert_eq!(world.step(decision).assignee, world.inbox_named(QAAG));
    world.covers = vec![("qaag", "tm"), ("qaag", "qaag2")];
    assert_eq!(reasons(world.start("tm", decision)), [Reason::RoleRequired], "the cover lends none");
    world.people.get_mut("qaag2").expect("a worker").inboxes.clear();
    let started = world.start("qaag2", decision).expect("it starts");
    assert_eq!(started.assignee, world.worker("qaag"));
    let Assignee::Inbox(inbox) = world.inbox_named(QAAG) else { panic!("an inbox") };
    assert_eq!(started.from_inbox, Some(inbox));
}

#[test]
fn whoever_covers_the_authoriser_sends_what_only_the_authoriser_sends() {
    let mut world = World::new();
    let planning = world.after_review();
    world.start("sw", planning).expect("it starts");
    world.fill("sw", planning, 1..=17);
    let authorise = world.send("sw", planning, "authorise_report", "ps").expect("it is sent");
    world.complete("ps", authorise);
    let edit = || World::sending("confirm_quality", None);
    assert_eq!(reasons(world.save("tm", planning, edit())), [Reason::NotASender]);

    world.covers.push(("ps", "tm"));
    let sent = world.send_to_inbox("tm", planning, "confirm_quality").expect("it is sent");
    assert_eq!(world.for_whom(world.request(sent).sent), world.x_for_y("tm", "ps"));
    world.queue("tm", planning, vec![action("to_agency_decision")]).expect("it is queued");
    let queued = world.step(planning).queue.last_edit.expect("it is queued");
    assert_eq!(world.for_whom(queued), world.x_for_y("tm", "ps"), "it is the authoriser's affair");
}

#[test]
fn a_request_goes_neither_to_its_sender_nor_to_whom_they_cover() {
    let (mut world, planning) = covered();
    world.start("other_sw", planning).expect("it starts");
    for nobody in ["other_sw", "sw"] {
        let refused = world.send("other_sw", planning, "please_action", nobody);
        assert_eq!(reasons(refused), [Reason::RecipientNotPermitted], "{nobody}");
    }
    world.send("other_sw", planning, "please_action", "tm").expect("anybody else");
}

#[test]
fn a_manager_who_covers_the_writer_finishes_in_their_own_right() {
    let mut world = World::new();
    let sharing = world.after_family_finding();
    world.start("sw", sharing).expect("it starts");
    world.fill("sw", sharing, [1]);
    world.queue("sw", sharing, vec![action("to_panel")]).expect("it is queued");
    let request = world.send("sw", sharing, "authorise", "ps").expect("it is sent");
    world.complete("ps", request);
    world.covers.push(("sw", "tm"));
    let finished = world.finish("tm", sharing).expect("any manager finishes").finished;
    assert_eq!(world.for_whom(finished), world.in_own_right("tm"), "a social worker could not");
}

#[test]
fn a_case_is_opened_and_a_placement_ratified_for_whom_it_concerns() {
    let mut world = World::new();
    assert_eq!(reasons(world.open_case("other_sw")), [Reason::NotPermitted]);
    world.covers.push(("sw", "other_sw"));
    let opened = world.open_case("other_sw").expect("for the child's social worker");
    assert_eq!(world.for_whom(opened.case.opened), world.x_for_y("other_sw", "sw"));
    assert_eq!(opened.step.assignee, world.worker("sw"));

    world.person("second_iro", &[contracts::r#type::v1::Role::IndependentReviewingOfficer], &[]);
    let refused = world.ratify("second_iro", "With her carers", "2026-01-05");
    assert_eq!(reasons(refused), [Reason::NotPermitted]);
    world.covers.push(("iro", "second_iro"));
    let ratified = world.ratify("second_iro", "With her carers", "2026-01-05").expect("for the child's IRO");
    assert_eq!(world.for_whom(ratified.recorded), world.x_for_y("second_iro", "iro"));
    world.covers.push(("iro", "tm"));
    assert_eq!(reasons(world.ratify("tm", "Here", "2026-01-05")), [Reason::NotPermitted], "no IRO");
}

#[test]
fn when_the_authoriser_has_left_another_takes_over_whom_the_step_was_reassigned_to() {
    let mut world = World::new();
    let planning = world.after_review();
    world.start("sw", planning).expect("it starts");
    world.fill("sw", planning, 1..=17);
    let authorise = world.send("sw", planning, "authorise_report", "ps").expect("it is sent");
    world.complete("ps", authorise);
    world.gone.push("ps");
    let edit = || World::sending("confirm_quality", None);
    assert_eq!(reasons(world.save("tm", planning, edit())), [Reason::NotASender]);
    world.reassign("sw", planning, "tm").expect("it is reassigned");
    world.save("tm", planning, edit()).expect("another manager takes over");
}
