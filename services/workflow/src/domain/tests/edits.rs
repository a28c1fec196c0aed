//! Sections: ticks, authors, and who may write them.

use super::{
    acts::{action, edit_of},
    metadata, reasons,
    world::World,
};
use crate::domain::edit::{Edit, Given, SectionEdit};
use contracts::{directory::v1::AllocationRole, r#type::v1::Role};
use fault::Reason;
use uuid::Uuid;

fn planning() -> (World, Uuid) {
    let mut world = World::new();
    let planning = world.after_review();
    world.start("sw", planning).expect("it starts");
    (world, planning)
}

fn ticking(world: &World, step: Uuid, number: i32) -> Edit {
    let etag = world.step(step).section(number).etag();
    edit_of(SectionEdit { number, etag, complete: Some(true), ..SectionEdit::default() })
}

#[test]
fn a_tick_is_refused_while_a_required_field_is_empty() {
    let (mut world, planning) = planning();
    let edit = ticking(&world, planning, 17);
    let refused = world.save("sw", planning, edit);
    assert_eq!(metadata(&refused, Reason::RequiredFieldEmpty, "section"), "17");
    assert_eq!(metadata(&refused, Reason::RequiredFieldEmpty, "field"), "declared");
    assert_eq!(reasons(refused), [Reason::RequiredFieldEmpty, Reason::RequiredFieldEmpty], "both are named");
}

#[test]
fn a_tick_falls_away_when_a_required_field_is_emptied() {
    let (mut world, planning) = planning();
    for empty in [
        SectionEdit { clear: vec!["health".to_owned()], ..SectionEdit::default() },
        SectionEdit {
            answers: [("health".to_owned(), Given::Text(" ".to_owned()))].into(),
            ..SectionEdit::default()
        },
    ] {
        world.fill("sw", planning, [4]);
        assert!(world.step(planning).section(4).complete);
        let edit = SectionEdit { number: 4, etag: world.step(planning).section(4).etag(), ..empty };
        let saved = world.save("sw", planning, edit_of(edit)).expect("it is saved");
        assert!(!saved.step.section(4).complete);
    }
}

#[test]
fn a_tick_stays_when_an_optional_field_is_emptied() {
    let (mut world, planning) = planning();
    let school = Given::Text("Oak Lane".to_owned());
    world.fill("sw", planning, [5]);
    let edit = world.answering(planning, 5, "school", school);
    world.save("sw", planning, edit).expect("it is saved");
    let etag = world.step(planning).section(5).etag();
    let edit = SectionEdit { number: 5, etag, clear: vec!["school".to_owned()], ..SectionEdit::default() };
    let saved = world.save("sw", planning, edit_of(edit)).expect("it is saved");
    assert!(saved.step.section(5).complete);
    assert_eq!(saved.step.section(5).answers.get("school"), None);
}

#[test]
fn a_tick_cannot_be_kept_while_a_required_field_is_emptied() {
    let (mut world, planning) = planning();
    world.fill("sw", planning, [4]);
    let etag = world.step(planning).section(4).etag();
    let clear = vec!["health".to_owned()];
    let edit = SectionEdit { number: 4, etag, clear, complete: Some(true), ..SectionEdit::default() };
    assert_eq!(reasons(world.save("sw", planning, edit_of(edit))), [Reason::RequiredFieldEmpty]);
}

#[test]
fn fields_that_are_not_named_stay_as_they_are() {
    let (mut world, planning) = planning();
    let edit = world.answering(planning, 5, "school", Given::Text("Oak Lane".to_owned()));
    world.save("sw", planning, edit).expect("it is saved");
    let edit = world.answering(planning, 5, "education", Given::Text("Reads well".to_owned()));
    let saved = world.save("sw", planning, edit).expect("it is saved");
    assert_eq!(saved.step.section(5).answers.len(), 2);
}

#[test]
fn whoever_changes_an_answer_is_an_author_and_a_tick_is_no_authorship() {
    let (mut world, planning) = planning();
    world.person("second_sw", &[Role::SocialWorker], &[]);
    world.fill("sw", planning, [4]);
    world.allocate(AllocationRole::SocialWorker, "second_sw");
    let untick = SectionEdit { complete: Some(false), ..world.filling(planning, 4) };
    world.save("second_sw", planning, edit_of(untick)).expect("it is saved");
    let authors = world.step(planning).section(4).authors;
    assert_eq!(authors.into_iter().collect::<Vec<_>>(), [world.id("sw")]);
}

#[test]
fn the_report_is_written_by_the_childs_own_social_worker() {
    let (mut world, planning) = planning();
    for who in ["other_sw", "ps", "qaag", "iro"] {
        let edit = world.answering(planning, 4, "health", Given::Text("Well".to_owned()));
        let refused = world.save(who, planning, edit);
        assert_eq!(metadata(&refused, Reason::NotAWriter, "roles"), "child's SOCIAL_WORKER", "{who}");
        assert_eq!(reasons(refused), [Reason::NotAWriter], "{who}");
    }
}

#[test]
fn work_that_arrived_before_an_allocation_changed_stays_with_its_assignee() {
    let (mut world, planning) = planning();
    world.allocate(AllocationRole::SocialWorker, "other_sw");
    world.fill("sw", planning, [4]);
    world.fill("other_sw", planning, [5]);
}

#[test]
fn next_actions_of_the_planning_are_the_managers() {
    let (mut world, planning) = planning();
    let refused = world.queue("sw", planning, vec![action("to_agency_decision")]);
    assert_eq!(metadata(&refused, Reason::NotAWriter, "section"), "18");
    for who in ["ps", "tm"] {
        world.queue(who, planning, vec![action("to_agency_decision")]).expect("it is queued");
    }
}

#[test]
fn what_the_caller_may_not_do_comes_first() {
    let (mut world, planning) = planning();
    let mut edit = ticking(&world, planning, 17);
    edit.queue = world.queueing(planning, vec![action("to_agency_decision")]).queue;
    let refused = reasons(world.save("sw", planning, edit));
    assert_eq!(refused, [Reason::NotAWriter, Reason::RequiredFieldEmpty, Reason::RequiredFieldEmpty]);
}

#[test]
fn the_form_says_what_the_caller_may_write_now() {
    let (world, planning) = planning();
    let step_type = world.process.step("permanency_planning").expect("a kind");
    let step = world.step(planning);
    let writable = |who: &str, number| step_type.is_writable(number, &world.found(who, planning).actor, step);
    assert!(writable("sw", 1) && writable("sw", 17) && writable("ps", 18));
    assert!(!writable("sw", 18) && !writable("ps", 1) && !writable("other_sw", 1) && !writable("sw", 19));
}

#[test]
fn only_a_started_step_is_saved() {
    let mut world = World::new();
    let planning = world.after_review();
    let edit = world.answering(planning, 4, "health", Given::Text("Well".to_owned()));
    assert_eq!(reasons(world.save("sw", planning, edit)), [Reason::WorkstepNotStarted]);

    let mut world = World::new();
    let decision = world.after_planning();
    let planning = world.step(decision).parent.expect("a parent");
    let edit = world.answering(planning, 4, "health", Given::Text("Well".to_owned()));
    let refused = world.save("sw", planning, edit);
    assert_eq!(metadata(&refused, Reason::WorkstepEnded, "state"), "FINISHED");
    assert_eq!(metadata(&refused, Reason::WorkstepEnded, "by"), world.id("qaag").to_string());
}
