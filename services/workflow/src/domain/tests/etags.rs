//! Two people in one step (A8): versions are per section, and neither text is lost.

use super::{acts::action, reasons, world::World};
use crate::domain::{
    decide::save::save,
    edit::{Edit, Given},
    refused::{Refused, Stale, Typed},
    section::Value,
};
use uuid::Uuid;

fn finding() -> (World, Uuid) {
    let mut world = World::new();
    let finding = world.after_request();
    world.start("finder", finding).expect("it starts");
    (world, finding)
}

fn text(text: &str) -> Given {
    Given::Text(text.to_owned())
}

#[test]
fn saves_of_different_sections_both_succeed() {
    let (mut world, finding) = finding();
    let one = world.answering(finding, 1, "reason_for_referral", text("One"));
    let other = world.answering(finding, 2, "the_child", text("Other"));
    world.save("finder", finding, one).expect("it is saved");
    world.save("reviewer", finding, other).expect("it is saved too");
}

#[test]
fn saves_of_a_section_and_of_the_queue_both_succeed() {
    let (mut world, finding) = finding();
    let one = world.answering(finding, 1, "reason_for_referral", text("One"));
    let other = world.queueing(finding, vec![action("to_information_sharing")]);
    world.save("finder", finding, one).expect("it is saved");
    world.save("reviewer", finding, other).expect("it is saved too");
}

#[test]
fn a_stale_save_of_the_same_section_tells_who_wrote_what_and_when() {
    let (mut world, finding) = finding();
    let one = world.answering(finding, 2, "the_child", text("One"));
    let other = world.answering(finding, 2, "the_child", text("Other"));
    world.save("finder", finding, one).expect("it is saved");
    let refused = world.save("reviewer", finding, other).expect_err("it is stale");
    let Refused::Stale(stale, _) = refused else { panic!("{refused:?}") };
    let [Stale::Section(standing)] = &stale[..] else { panic!("{stale:?}") };
    assert_eq!(standing.answers["the_child"], Value::Text("One".to_owned()));
    let edit = standing.last_edit.expect("somebody wrote it");
    assert_eq!((edit.by, edit.at), (world.id("finder"), world.now));
    assert_eq!(standing.etag(), world.step(finding).section(2).etag());
}

#[test]
fn of_two_saves_that_were_decided_on_the_same_state_the_second_is_decided_again() {
    let (mut world, finding) = finding();
    let (one, other) = (world.found("finder", finding), world.found("reviewer", finding));
    let one_edit = world.answering(finding, 2, "the_child", text("One"));
    let first = world.decide(|moment| save(one, one_edit, moment)).expect("it is decided");
    let other_edit = world.answering(finding, 2, "the_child", text("Other"));
    let second = world.decide(|moment| save(other, other_edit, moment)).expect("it is decided");
    let guard =
        |change: &crate::domain::change::Change| change.step.as_ref().map(|write| write.expected_version);
    assert_eq!(guard(&first.change), guard(&second.change), "the store lets one of them in");
    world.apply(first.change);
    let edit = world.answering(finding, 2, "the_child", text("Other"));
    let old = Edit {
        sections: vec![crate::domain::edit::SectionEdit { etag: "1".to_owned(), ..edit.sections[0].clone() }],
        ..edit
    };
    assert!(matches!(world.save("reviewer", finding, old), Err(Refused::Stale(..))));
}

#[test]
fn a_stale_queue_is_refused() {
    let (mut world, finding) = finding();
    let one = world.queueing(finding, vec![action("to_information_sharing")]);
    let other = world.queueing(finding, vec![action("family_finding_again")]);
    world.save("finder", finding, one).expect("it is saved");
    let refused = world.save("reviewer", finding, other).expect_err("it is stale");
    let Refused::Stale(stale, _) = refused else { panic!("{refused:?}") };
    let [Stale::Queue(standing)] = &stale[..] else { panic!("{stale:?}") };
    assert!(standing.holds("to_information_sharing"), "what now stands there is not lost");
    assert_eq!(
        (standing.etag().as_str(), standing.last_edit.map(|edit| edit.by)),
        ("1", Some(world.id("finder")))
    );
}

#[test]
fn everything_stale_is_named_at_once() {
    let (mut world, finding) = finding();
    let mut other = world.answering(finding, 2, "the_child", text("Other"));
    other.sections[0].etag = "old".to_owned();
    other.queue = world.queueing(finding, vec![]).queue;
    other.queue.as_mut().expect("a queue").etag = "old".to_owned();
    let Err(Refused::Stale(stale, _)) = world.save("finder", finding, other) else { panic!("it is stale") };
    assert_eq!(stale.len(), 2);
}

#[test]
fn an_edit_without_etags_is_malformed() {
    let (mut world, finding) = finding();
    let mut edit = world.answering(finding, 2, "the_child", text("Other"));
    edit.sections[0].etag.clear();
    edit.queue = Some(crate::domain::edit::QueueEdit::default());
    assert_eq!(
        super::wrong_fields(world.save("finder", finding, edit)),
        ["edit.sections[0].etag", "edit.queue.etag"]
    );
}

#[test]
fn whoever_may_not_write_is_not_told_what_others_wrote() {
    let (mut world, finding) = finding();
    let mut edit = world.answering(finding, 2, "the_child", text("Other"));
    edit.sections[0].etag = "old".to_owned();
    assert_eq!(reasons(world.save("sw", finding, edit)), [fault::Reason::NotAWriter]);
}

#[test]
fn a_save_that_changes_nothing_leaves_the_etags() {
    let (mut world, finding) = finding();
    let one = world.answering(finding, 2, "the_child", text("One"));
    world.save("finder", finding, one).expect("it is saved");
    let before = world.step(finding).section(2);
    let same = world.answering(finding, 2, "the_child", text("One"));
    world.save("reviewer", finding, same).expect("it is saved");
    assert_eq!(world.step(finding).section(2), before, "and nobody becomes its author");
}

#[test]
fn what_was_typed_in_vain_is_kept_whatever_of_the_save_was_stale() {
    let (mut world, finding) = finding();
    let read = world.step(finding).section(2).version;
    let one = world.answering(finding, 2, "the_child", text("One"));
    let mut other = world.answering(finding, 2, "the_child", text("Other"));
    other.sections.push(world.filling(finding, 5));
    other.sections[1].clear = vec!["date_of_meeting".to_owned()];
    world.save("finder", finding, one).expect("it is saved");
    let Err(Refused::Stale(stale, in_vain)) = world.save("reviewer", finding, other) else { panic!("stale") };
    assert_eq!((stale.len(), in_vain.typed.len()), (1, 2), "section 5 was typed in vain too");
    let [Typed::Section(first), Typed::Section(second)] = in_vain.typed.as_slice() else {
        panic!("{in_vain:?}")
    };
    assert_eq!((first.read_version, first.standing_version), (read, read + 1));
    assert_eq!(first.answers["the_child"], Value::Text("Other".to_owned()));
    assert_eq!(second.cleared, ["date_of_meeting"]);
    assert_eq!(second.complete, Some(true));
}

#[test]
fn a_tick_alone_is_nothing_typed() {
    let (mut world, finding) = finding();
    let etag = "old".to_owned();
    let tick =
        crate::domain::edit::SectionEdit { number: 2, etag, complete: Some(true), ..Default::default() };
    let edit = Edit { sections: vec![tick], ..Edit::default() };
    let Err(Refused::Stale(_, in_vain)) = world.save("finder", finding, edit) else { panic!("stale") };
    assert_eq!(in_vain.typed, []);
}
