//! Every three months two meetings, one of each purpose (A:175, A3).

use super::{
    acts::{action, action_for},
    metadata, reasons,
    world::{FINDERS, World},
};
use crate::domain::{
    edit::{ActionToQueue, Given},
    section::Value,
};
use fault::Reason;
use uuid::Uuid;

const AGAIN: &str = "family_finding_again";
const FINDING: &str = "FAMILY_FINDING";
const REVIEW: &str = "THREE_MONTH_REVIEW";

fn pair() -> Vec<ActionToQueue> {
    vec![action_for(AGAIN, FINDING), action_for(AGAIN, REVIEW)]
}

/// A world whose first W4 is started on that day.
fn finding_since(date: &str) -> (World, Uuid) {
    let mut world = World::new();
    world.on("2023-01-10");
    let finding = world.after_request();
    world.on(date);
    world.start("finder", finding).expect("it starts");
    (world, finding)
}

/// Finishes a W4 with that queue on that day.
fn finish_on(
    world: &mut World,
    date: &str,
    step: Uuid,
    queue: Vec<ActionToQueue>,
) -> Result<crate::domain::decide::finish::Finished, crate::domain::refused::Refused> {
    world.make_ready("finder", step, 1..=5, queue);
    world.on(date);
    world.finish("tm", step)
}

#[test]
fn the_pair_is_due_on_the_day_itself_and_not_the_day_before() {
    for (started, day_before, due) in [
        ("2025-06-15", "2025-09-14", "2025-09-15"),
        ("2025-11-30", "2026-02-27", "2026-02-28"),
        ("2023-11-30", "2024-02-28", "2024-02-29"),
        ("2025-08-31", "2025-11-29", "2025-11-30"),
        ("2025-02-28", "2025-05-27", "2025-05-28"),
    ] {
        let (mut world, finding) = finding_since(started);
        let refused = finish_on(&mut world, day_before, finding, pair());
        assert_eq!(metadata(&refused, Reason::PairNotDue, "due_on"), due, "since {started}");
        world.on(due);
        let finished = world.finish("tm", finding).expect("due today");
        assert_eq!(finished.created.len(), 2, "since {started}");
    }
}

#[test]
fn before_it_is_due_one_meeting_follows() {
    let (mut world, finding) = finding_since("2025-11-30");
    let finished = finish_on(&mut world, "2026-02-27", finding, vec![action(AGAIN)]).expect("it finishes");
    let purposes: Vec<_> = finished.created.iter().map(|step| step.purpose.as_deref()).collect();
    assert_eq!(purposes, [Some(FINDING)]);
}

#[test]
fn once_it_is_due_one_meeting_is_not_enough() {
    let (mut world, finding) = finding_since("2025-11-30");
    let refused = finish_on(&mut world, "2026-02-28", finding, vec![action(AGAIN)]);
    assert_eq!(metadata(&refused, Reason::PairRequired, "due_on"), "2026-02-28");
    assert_eq!(reasons(refused), [Reason::PairRequired]);
}

#[test]
fn a_review_is_never_added_alone() {
    for date in ["2026-02-27", "2026-02-28"] {
        let (mut world, finding) = finding_since("2025-11-30");
        let refused = finish_on(&mut world, date, finding, vec![action_for(AGAIN, REVIEW)]);
        let expected = if date == "2026-02-27" { Reason::PairNotDue } else { Reason::PairRequired };
        assert_eq!(reasons(refused), [expected], "on {date}");
    }
}

#[test]
fn the_pair_is_one_of_each_purpose_in_the_finders_inbox() {
    let (mut world, finding) = finding_since("2025-11-30");
    let finished = finish_on(&mut world, "2026-03-01", finding, pair()).expect("it finishes");
    let purposes: Vec<_> = finished.created.iter().map(|step| step.purpose.as_deref()).collect();
    assert_eq!(purposes, [Some(FINDING), Some(REVIEW)]);
    assert!(finished.created.iter().all(|step| step.assignee == world.inbox_named(FINDERS)));
}

#[test]
fn a_match_needs_no_pair_though_it_is_due() {
    let (mut world, finding) = finding_since("2025-11-30");
    finish_on(&mut world, "2026-04-01", finding, vec![action("to_information_sharing")])
        .expect("it finishes");
    world.open_step("information_sharing");
}

#[test]
fn the_day_is_londons() {
    let (mut world, finding) = finding_since("2026-03-30");
    world.make_ready("finder", finding, 1..=5, pair());
    world.now = "2026-06-29T22:59:59Z".parse().expect("an instant");
    assert_eq!(reasons(world.finish("tm", finding)), [Reason::PairNotDue]);
    world.now = "2026-06-29T23:00:00Z".parse().expect("an instant");
    world.finish("tm", finding).expect("in London it is 30 June");
}

#[test]
fn the_day_of_the_first_start_is_londons_too() {
    let (mut world, finding) = {
        let mut world = World::new();
        let finding = world.after_request();
        world.now = "2026-06-29T23:30:00Z".parse().expect("an instant");
        world.start("finder", finding).expect("it starts");
        (world, finding)
    };
    let refused = finish_on(&mut world, "2026-09-29", finding, pair());
    assert_eq!(metadata(&refused, Reason::PairNotDue, "due_on"), "2026-09-30");
}

/// A world after a pair: the next family finding and the review, both incoming, on that day.
fn after_a_pair(date: &str) -> (World, Uuid, Uuid) {
    let (mut world, finding) = finding_since("2025-11-30");
    let finished = finish_on(&mut world, date, finding, pair()).expect("it finishes");
    (world, finished.created[0].id, finished.created[1].id)
}

#[test]
fn the_next_pair_counts_from_the_last() {
    let (mut world, finding, _) = after_a_pair("2026-03-10");
    world.start("finder", finding).expect("it starts");
    let refused = finish_on(&mut world, "2026-06-09", finding, pair());
    assert_eq!(metadata(&refused, Reason::PairNotDue, "due_on"), "2026-06-10");
    world.on("2026-06-10");
    world.finish("tm", finding).expect("due again");
}

#[test]
fn a_meeting_in_between_does_not_put_it_off() {
    let (mut world, finding, _) = after_a_pair("2026-03-10");
    world.on("2026-04-01");
    world.start("finder", finding).expect("it starts");
    let next =
        finish_on(&mut world, "2026-05-01", finding, vec![action(AGAIN)]).expect("it finishes").created[0].id;
    world.start("finder", next).expect("it starts");
    assert_eq!(
        reasons(finish_on(&mut world, "2026-06-10", next, vec![action(AGAIN)])),
        [Reason::PairRequired]
    );
}

#[test]
fn the_purpose_presets_and_locks_the_radio() {
    let (mut world, finding, review) = after_a_pair("2026-03-10");
    for (step, purpose, other) in [(finding, FINDING, REVIEW), (review, REVIEW, FINDING)] {
        let started = world.start("reviewer", step).expect("it starts");
        assert_eq!(started.section(5).answers["used_for"], Value::Choice(purpose.to_owned()));
        let edit = world.answering(step, 5, "used_for", Given::Choice(other.to_owned()));
        let refused = world.save("reviewer", step, edit);
        assert_eq!(super::wrong_fields(refused), ["edit.sections[0].answers.used_for"]);
        let same = world.answering(step, 5, "used_for", Given::Choice(purpose.to_owned()));
        world.save("reviewer", step, same).expect("what stands there may be sent back");
    }
}

#[test]
fn the_radio_cannot_be_cleared_either() {
    let (mut world, finding) = finding_since("2025-11-30");
    let mut edit = world.answering(finding, 5, "plan", Given::Text("A plan".to_owned()));
    edit.sections[0].clear = vec!["used_for".to_owned()];
    assert_eq!(super::wrong_fields(world.save("finder", finding, edit)), ["edit.sections[0].clear[0]"]);
}

#[test]
fn a_review_ends_with_and_only_with_review_recorded() {
    let (mut world, _, review) = after_a_pair("2026-03-10");
    world.start("reviewer", review).expect("it starts");
    for kind in [AGAIN, "to_information_sharing"] {
        let refused = world.queue("reviewer", review, vec![action(kind)]);
        assert_eq!(reasons(refused), [Reason::NextActionNotAvailable], "{kind}");
        let refused = world.send_now("reviewer", review, action(kind));
        assert_eq!(reasons(refused), [Reason::NextActionNotAvailable], "{kind} at once");
    }
    world.make_ready("reviewer", review, 1..=5, vec![action("review_recorded")]);
    let finished = world.finish("tm", review).expect("it finishes");
    assert_eq!(finished.created, []);
    assert_eq!(finished.case_outcome, None, "the other line goes on");
}

#[test]
fn only_a_review_ends_with_review_recorded() {
    let (mut world, finding) = finding_since("2025-11-30");
    let refused = world.queue("finder", finding, vec![action("review_recorded")]);
    assert_eq!(reasons(refused), [Reason::NextActionNotAvailable]);
}

#[test]
fn the_same_purpose_stands_once() {
    let (mut world, finding) = finding_since("2025-11-30");
    let twice = vec![action(AGAIN), action_for(AGAIN, FINDING)];
    assert_eq!(
        super::wrong_fields(world.queue("finder", finding, twice)),
        ["edit.queue.next_actions[1].type"]
    );
}
