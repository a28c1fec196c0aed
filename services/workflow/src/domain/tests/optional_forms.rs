//! Other forms and letters in the same step (A:39): written beside the main form, waited for by nothing.

use super::{acts::edit_of, metadata, reasons, world::World, wrong_fields};
use crate::domain::{
    edit::{Given, SectionEdit},
    section::Value,
};
use fault::Reason;
use uuid::Uuid;

const LETTER: &str = "letter_to_parents";

fn planning() -> (World, Uuid) {
    let mut world = World::new();
    let planning = world.after_review();
    world.start("sw", planning).expect("it starts");
    (world, planning)
}

fn letter(world: &World, step: Uuid, text: &str) -> SectionEdit {
    SectionEdit {
        form: Some(LETTER.to_owned()),
        number: 1,
        etag: world.step(step).section_of(Some(LETTER), 1).etag(),
        answers: [("letter".to_owned(), Given::Text(text.to_owned()))].into(),
        ..SectionEdit::default()
    }
}

#[test]
fn a_letter_is_written_beside_the_section_of_its_number() {
    let (mut world, planning) = planning();
    let main = world.step(planning).section(1);
    let saved = world.save("sw", planning, edit_of(letter(&world, planning, "Dear both"))).expect("saved");
    let written = saved.step.section_of(Some(LETTER), 1);
    assert_eq!(written.answers["letter"], Value::Text("Dear both".to_owned()));
    assert_eq!(saved.step.section(1), main, "section 1 of the report is another");
    assert_eq!(saved.edited, [written.id()]);
}

#[test]
fn two_who_write_one_letter_are_told_and_a_tick_needs_what_is_required() {
    let (mut world, planning) = planning();
    let (one, other) = (letter(&world, planning, "Dear both"), letter(&world, planning, "Dear all"));
    world.save("sw", planning, edit_of(one)).expect("saved");
    assert_eq!(reasons(world.save("ps", planning, edit_of(other))), [Reason::EtagStale]);
    let tick = SectionEdit { complete: Some(true), ..letter(&world, planning, "Dear both") };
    let refused = world.save("ps", planning, edit_of(tick));
    assert_eq!(reasons(refused), [Reason::RequiredFieldEmpty, Reason::RequiredFieldEmpty]);
}

#[test]
fn it_voids_nothing_and_its_writer_may_authorise_the_report() {
    let (mut world, planning) = planning();
    world.fill("sw", planning, 1..=17);
    let request = world.send("sw", planning, "authorise_report", "ps").expect("it is sent");
    let covered = world.brief(request).covered_version;
    world.save("ps", planning, edit_of(letter(&world, planning, "Dear both"))).expect("saved");
    assert_eq!(world.brief(request).covered_version, covered);
    assert!(!world.brief(request).authors.contains(&world.id("ps")), "it is no part of the report");
    world.complete("ps", request);
    let saved = world.save("ps", planning, edit_of(letter(&world, planning, "Dear Mr and Mrs Smith")));
    assert!(saved.expect("saved").voided.is_empty());
    assert!(world.request(request).completion().is_some());
}

#[test]
fn a_finish_waits_for_no_letter() {
    let (mut world, planning) = planning();
    let unfinished = letter(&world, planning, "Dear");
    world.save("sw", planning, edit_of(unfinished)).expect("saved");
    let refused = world.finish("qaag", planning);
    let incomplete = reasons(refused).into_iter().filter(|reason| *reason == Reason::SectionIncomplete);
    assert_eq!(incomplete.count(), 17, "those of the report alone");
}

#[test]
fn only_its_writers_write_it_and_only_in_a_form_that_the_step_has() {
    let (mut world, planning) = planning();
    let refused = world.save("qaag", planning, edit_of(letter(&world, planning, "Dear both")));
    assert_eq!(metadata(&refused, Reason::NotAWriter, "section"), "1");
    let unknown = SectionEdit { form: Some("no_such".into()), ..letter(&world, planning, "Dear both") };
    assert_eq!(wrong_fields(world.save("sw", planning, edit_of(unknown))), ["edit.sections[0].form"]);
    let beyond = SectionEdit { number: 2, ..letter(&world, planning, "Dear both") };
    assert_eq!(wrong_fields(world.save("sw", planning, edit_of(beyond))), ["edit.sections[0].number"]);
    let twice = letter(&world, planning, "Dear both");
    let edit = crate::domain::edit::Edit { sections: vec![twice.clone(), twice], ..Default::default() };
    assert_eq!(wrong_fields(world.save("sw", planning, edit)), ["edit.sections[1].number"]);
}
