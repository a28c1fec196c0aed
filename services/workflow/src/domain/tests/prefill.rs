//! Prepopulation: the person record, and the request that family finding rests on.

use super::{acts::action, world::World};
use crate::domain::{edit::Given, section::Value};
use chrono::NaiveDate;

#[test]
fn the_childs_details_come_from_the_person_record() {
    let mut world = World::new();
    let decision = world.after_planning();
    world.on("2023-08-24");
    let section = world.start("qaag", decision).expect("it starts").section(1);
    assert_eq!(section.answers["name"], Value::Text("Chloe Smith".to_owned()));
    assert_eq!(section.answers["gender"], Value::Text("Female".to_owned()));
    assert_eq!(
        section.answers["date_of_birth"],
        Value::Date(NaiveDate::from_ymd_opt(2018, 5, 4).expect("a date"))
    );
    assert_eq!(section.answers["age"], Value::Number(5), "as A:97 shows it");
    assert!(section.authors.is_empty(), "nobody wrote it");
    assert_eq!(section.etag(), "1");
}

#[test]
fn what_the_record_does_not_know_stays_empty() {
    let mut world = World::new();
    (world.child.date_of_birth, world.child.gender) = (None, String::new());
    let decision = world.after_planning();
    let section = world.start("qaag", decision).expect("it starts").section(1);
    let known: Vec<&String> = section.answers.keys().collect();
    assert_eq!(known, ["name"]);
}

#[test]
fn family_finding_begins_with_a_copy_of_the_request() {
    let mut world = World::new();
    let finding = world.after_request();
    let request = world.step(finding).parent.expect("a parent");
    let started = world.start("finder", finding).expect("it starts");
    for number in 1..=4 {
        let (copy, original) = (started.section(number), world.step(request).section(number));
        assert_eq!(copy.answers, original.answers, "section {number}");
        assert!(!copy.complete, "the finder ticks what the finder has read");
        assert_eq!(copy.authors, original.authors);
    }
    assert_eq!(started.section(5).answers.get("plan"), None);
}

#[test]
fn the_copy_may_be_corrected_and_the_original_stays() {
    let mut world = World::new();
    let finding = world.after_request();
    let request = world.step(finding).parent.expect("a parent");
    world.start("finder", finding).expect("it starts");
    let original = world.step(request).clone();
    let edit = world.answering(finding, 2, "the_child", Given::Text("As corrected".to_owned()));
    world.save("finder", finding, edit).expect("it is saved");
    assert_eq!(*world.step(request), original);
    assert_eq!(world.step(finding).section(2).answers["the_child"], Value::Text("As corrected".to_owned()));
}

#[test]
fn the_next_family_finding_is_copied_from_the_request_too() {
    let mut world = World::new();
    let finding = world.after_request();
    let request = world.step(finding).parent.expect("a parent");
    world.start("finder", finding).expect("it starts");
    let edit = world.answering(finding, 2, "the_child", Given::Text("As corrected".to_owned()));
    world.save("finder", finding, edit).expect("it is saved");
    world.make_ready("finder", finding, 1..=5, vec![action("family_finding_again")]);
    let next = world.finish("tm", finding).expect("it finishes").created[0].id;
    let started = world.start("finder", next).expect("it starts");
    assert_eq!(started.section(2).answers, world.step(request).section(2).answers);
}
