//! Answers are checked against their fields, all of them at once.

use super::{world::World, wrong_fields};
use crate::domain::{
    answer,
    edit::Given,
    process::{Field, Process},
    section::Value,
};
use chrono::{NaiveDate, NaiveTime};
use fault::Fields;
use std::collections::BTreeMap;
use uuid::Uuid;

fn decision() -> (World, Uuid) {
    let mut world = World::new();
    let decision = world.after_planning();
    world.start("qaag", decision).expect("it starts");
    (world, decision)
}

fn field(world: &World, key: &str) -> Field {
    let step = world.process.step("agency_decision").expect("a step");
    step.form.section(1).and_then(|section| section.field(key)).expect("a field").clone()
}

fn read(process: &Process, field: &Field, given: Given) -> Result<Option<Value>, String> {
    let mut wrong = Fields::default();
    let value = answer::read(process, field, &given, "here", &mut wrong);
    match wrong.violations() {
        [] => Ok(value),
        violations => Err(violations[0].description.clone()),
    }
}

#[test]
fn each_kind_takes_its_own() {
    let world = World::new();
    let text = |text: &str| Given::Text(text.to_owned());
    let date = |date: &str| Given::Date(date.to_owned());
    let time = |time: &str| Given::Time(time.to_owned());
    let choice = |choice: &str| Given::Choice(choice.to_owned());
    let good = [
        ("recommendations", text("Two\nlines\tand a tab"), Value::Text("Two\nlines\tand a tab".to_owned())),
        ("gender", text("Female"), Value::Text("Female".to_owned())),
        (
            "date_of_meeting",
            date("2024-02-29"),
            Value::Date(NaiveDate::from_ymd_opt(2024, 2, 29).expect("a date")),
        ),
        ("time_of_meeting", time("09:30"), Value::Time(NaiveTime::from_hms_opt(9, 30, 0).expect("a time"))),
        ("legal_status", choice("C2"), Value::Choice("C2".to_owned())),
        ("age", Given::Number(5), Value::Number(5)),
        ("age", Given::Number(0), Value::Number(0)),
        ("age", Given::Number(25), Value::Number(25)),
    ];
    for (key, given, value) in good {
        assert_eq!(read(&world.process, &field(&world, key), given), Ok(Some(value)), "{key}");
    }
}

#[test]
fn each_kind_refuses_what_is_not_its_own() {
    let world = World::new();
    let text = |text: &str| Given::Text(text.to_owned());
    let date = |date: &str| Given::Date(date.to_owned());
    let time = |time: &str| Given::Time(time.to_owned());
    let bad = [
        ("gender", text(&"x".repeat(201))),
        ("gender", text("two\nlines")),
        ("gender", text("a bell\u{7}")),
        ("recommendations", text(&"x".repeat(20_001))),
        ("recommendations", text("nul\0")),
        ("recommendations", text("\u{9f}")),
        ("date_of_meeting", date("2023-02-29")),
        ("date_of_meeting", date("2023-2-1")),
        ("date_of_meeting", date("01/02/2023")),
        ("date_of_meeting", date("1899-12-31")),
        ("date_of_meeting", date("2201-01-01")),
        ("date_of_meeting", date("")),
        ("date_of_meeting", text("2023-02-01")),
        ("time_of_meeting", time("9:30")),
        ("time_of_meeting", time("24:00")),
        ("time_of_meeting", time("09:60")),
        ("time_of_meeting", time("09:30:00")),
        ("legal_status", Given::Choice("C9".to_owned())),
        ("legal_status", Given::Choice("Full care order".to_owned())),
        ("age", Given::Number(-1)),
        ("age", Given::Number(26)),
        ("age", Given::YesNo(true)),
        ("age", Given::Nothing),
    ];
    for (key, given) in bad {
        assert!(read(&world.process, &field(&world, key), given.clone()).is_err(), "{key}: {given:?}");
    }
}

#[test]
fn a_text_of_nothing_but_space_empties_the_field() {
    let world = World::new();
    for blank in ["", "  ", "\n\t "] {
        assert_eq!(
            read(&world.process, &field(&world, "recommendations"), Given::Text(blank.to_owned())),
            Ok(None)
        );
    }
}

#[test]
fn lengths_are_counted_in_characters() {
    let world = World::new();
    assert!(read(&world.process, &field(&world, "gender"), Given::Text("é".repeat(200))).is_ok());
}

#[test]
fn every_wrong_field_is_named_by_its_path() {
    let (mut world, decision) = decision();
    let mut edit = world.answering(decision, 1, "date_of_meeting", Given::Date("yesterday".to_owned()));
    edit.sections[0].answers.extend(BTreeMap::from([
        ("time_of_meeting".to_owned(), Given::Time("late".to_owned())),
        ("shoe_size".to_owned(), Given::Number(3)),
    ]));
    edit.sections[0].clear = vec!["time_of_meeting".to_owned(), "hat".to_owned()];
    let mut again = edit.sections[0].clone();
    edit.sections.push(again.clone());
    again.number = 3;
    edit.sections.push(again);
    assert_eq!(
        wrong_fields(world.save("qaag", decision, edit)),
        [
            "edit.sections[0].answers.date_of_meeting",
            // What there is no field of is not said again: it may be anybody's name.
            "edit.sections[0].answers",
            "edit.sections[0].answers.time_of_meeting",
            "edit.sections[0].clear[0]",
            "edit.sections[0].clear[1]",
            "edit.sections[1].number",
            "edit.sections[2].number",
        ]
    );
}

#[test]
fn no_description_repeats_what_was_sent() {
    let (mut world, decision) = decision();
    let edit = world.answering(decision, 1, "date_of_meeting", Given::Date("born 04/05/2018".to_owned()));
    let refused = format!("{:?}", world.save("qaag", decision, edit).expect_err("it is no date"));
    assert!(!refused.contains("04/05/2018"), "{refused}");
}
