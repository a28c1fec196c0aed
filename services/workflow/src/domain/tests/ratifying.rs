//! The IRO ratifies a placement, and a changed placement ends it (A12).

use super::{metadata, reasons, world::World, wrong_fields};
use crate::domain::{
    fact::{Fact, TimelineKind},
    notice::NoticeKind,
};
use chrono::NaiveDate;
use contracts::r#type::v1::Role;
use fault::Reason;
use uuid::Uuid;

fn date(text: &str) -> NaiveDate {
    text.parse().expect("a date")
}

#[test]
fn the_childs_own_iro_ratifies() {
    let mut world = World::new();
    world.person("other_iro", &[Role::IndependentReviewingOfficer], &[]);
    for who in ["other_iro", "sw", "ps", "adm"] {
        assert_eq!(
            reasons(world.ratify(who, "With the Joneses", "2026-01-05")),
            [Reason::NotPermitted],
            "{who}"
        );
    }
    let ratification = world.ratify("iro", "With the Joneses", "2026-01-04").expect("it is recorded");
    assert_eq!(ratification.recorded.by, world.id("iro"));
    assert!(world.facts().any(|fact| matches!(fact, Fact::PlacementRatified { .. })));
}

#[test]
fn a_new_one_ends_the_one_before() {
    let mut world = World::new();
    let first = world.ratify("iro", "With the Joneses", "2026-01-04").expect("it is recorded");
    let second = world.ratify("iro", "With the Browns", "2026-01-05").expect("it is recorded");
    assert_eq!(world.ratification, Some(second.clone()));
    let ended = Fact::RatificationEnded {
        ratification: first.id,
        ended_on: date("2026-01-05"),
        replaced_by: Some(second.id),
    };
    assert!(world.facts().any(|fact| *fact == ended));
    world.ratify("iro", "With the Joneses", "2026-01-02").expect("an earlier date is corrected");
    let ends = world.facts().filter_map(|fact| match fact {
        Fact::RatificationEnded { ended_on, .. } => Some(*ended_on),
        _ => None,
    });
    assert_eq!(ends.last(), Some(date("2026-01-05")), "none ends before it was ratified");
}

#[test]
fn the_childs_iro_or_social_worker_ends_it_when_the_placement_changes() {
    for who in ["iro", "sw"] {
        let mut world = World::new();
        let standing = world.ratify("iro", "With the Joneses", "2026-01-02").expect("it is recorded");
        for other in ["other_sw", "ps", "tm", "adm", "qaag"] {
            let refused = world.end_ratification(other, standing.id, "2026-01-05");
            assert_eq!(reasons(refused), [Reason::NotPermitted], "{other}");
        }
        let ended = world.end_ratification(who, standing.id, "2026-01-05").expect("it is recorded");
        let end = ended.ended.expect("an end");
        assert_eq!((end.act.by, end.on), (world.id(who), date("2026-01-05")));
        let fact = Fact::RatificationEnded { ratification: standing.id, ended_on: end.on, replaced_by: None };
        assert!(world.facts().any(|told| *told == fact));
    }
}

#[test]
fn only_what_was_read_and_stands_is_ended_and_once() {
    let mut world = World::new();
    let nothing = world.end_ratification("sw", Uuid::nil(), "2026-01-05");
    assert_eq!(metadata(&nothing, Reason::RatificationNotStanding, "ratification_id"), "");
    let first = world.ratify("iro", "With the Joneses", "2026-01-02").expect("it is recorded");
    let second = world.ratify("iro", "With the Browns", "2026-01-03").expect("it is recorded");
    let read_too_early = world.end_ratification("sw", first.id, "2026-01-05");
    let stands = metadata(&read_too_early, Reason::RatificationNotStanding, "ratification_id");
    assert_eq!(stands, second.id.to_string());
    world.end_ratification("sw", second.id, "2026-01-05").expect("it is recorded");
    let twice = world.end_ratification("iro", second.id, "2026-01-05");
    assert_eq!(reasons(twice), [Reason::RatificationNotStanding]);
}

#[test]
fn it_ends_neither_in_the_future_nor_before_it_was_ratified() {
    let mut world = World::new();
    let standing = world.ratify("iro", "With the Joneses", "2026-01-03").expect("it is recorded");
    for wrong in ["2026-01-06", "2026-01-02"] {
        assert_eq!(wrong_fields(world.end_ratification("sw", standing.id, wrong)), ["ended_on"], "{wrong}");
    }
    world.end_ratification("sw", standing.id, "2026-01-03").expect("on the same day it may");
}

#[test]
fn the_timeline_of_an_open_case_tells_of_it() {
    let mut world = World::new();
    world.ratify("iro", "With the Smiths", "2026-01-01").expect("without a case it is recorded too");
    assert!(world.timeline.is_empty());
    let case = world.open_case("iro").expect("a case").case.id;
    let standing = world.ratify("iro", "With the Joneses", "2026-01-02").expect("it is recorded");
    world.end_ratification("sw", standing.id, "2026-01-05").expect("it is recorded");
    let told: Vec<_> = world
        .timeline
        .iter()
        .filter_map(|entry| Some((entry.kind, entry.case_id, entry.comment.as_deref()?, entry.date?)))
        .collect();
    let (recorded, ended) = (TimelineKind::RatificationRecorded, TimelineKind::RatificationEnded);
    assert_eq!(
        told,
        [
            (ended, case, "With the Smiths", date("2026-01-02")),
            (recorded, case, "With the Joneses", date("2026-01-02")),
            (ended, case, "With the Joneses", date("2026-01-05")),
        ]
    );
}

#[test]
fn whoever_may_choose_a_placement_is_told_of_a_child_under_sixteen_as_long_as_the_step_is_open() {
    let mut world = World::new();
    world.child.date_of_birth = Some(date("2010-01-06"));
    let review = world.open_case("iro").expect("a case").step;
    let on = |world: &World, kind: &str| {
        let step_type = world.process.step(kind).expect("a kind").clone();
        let step = crate::domain::step::Step { kind: kind.to_owned(), ..review.clone() };
        (step_type, step)
    };
    let told = |world: &World, kind: &str, today: &str| {
        let (step_type, step) = on(world, kind);
        let notices = step_type.notices(&step, &world.child, date(today));
        notices.into_iter().map(|notice| (notice.next_action.to_string(), notice.kind)).collect::<Vec<_>>()
    };
    let flagged = [("to_placement".to_owned(), NoticeKind::UnderSixteen)];
    assert_eq!(told(&world, "information_sharing", "2026-01-05"), flagged);
    assert_eq!(told(&world, "information_sharing", "2026-01-06"), [], "16 on this day");
    assert_eq!(told(&world, "panel_and_matching", "2026-01-05"), [], "a matched child is not meant");
    world.child.date_of_birth = None;
    assert_eq!(told(&world, "information_sharing", "2026-01-05"), [], "nobody knows");
}

#[test]
fn age_is_no_gate_and_under_sixteen_is_flagged() {
    for (on, flagged) in [("2026-01-05", true), ("2034-05-03", true), ("2034-05-04", false)] {
        let mut world = World::new();
        world.on("2034-12-31");
        assert_eq!(world.ratify("iro", "Here", on).expect("it is recorded").under_sixteen, flagged, "{on}");
    }
    let mut world = World::new();
    world.child.date_of_birth = None;
    assert!(!world.ratify("iro", "Here", "2026-01-05").expect("it is recorded").under_sixteen);
}

#[test]
fn it_names_a_placement_and_lies_neither_in_the_future_nor_before_the_child_was_born() {
    let mut world = World::new();
    world.child.date_of_birth = Some(date("2018-05-04"));
    assert_eq!(wrong_fields(world.ratify("iro", "Here", "2018-05-03")), ["ratified_on"]);
    assert_eq!(
        reasons(world.ratify("sw", "Here", "2018-05-03")),
        [Reason::NotPermitted],
        "and hears nothing of it"
    );
    world.ratify("iro", "Here", "2018-05-04").expect("on the first day");
    assert_eq!(wrong_fields(world.ratify("iro", " ", "2026-01-06")), ["placement", "ratified_on"]);
    assert_eq!(wrong_fields(world.ratify("iro", &"x".repeat(501), "2026-01-05")), ["placement"]);
    world.ratify("iro", &"x".repeat(500), "2026-01-05").expect("today is not the future");
}
