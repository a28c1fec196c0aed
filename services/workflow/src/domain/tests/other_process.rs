//! A second, unrelated process runs from its YAML alone: Rust knows no step, section, request or action by name.

use super::{
    acts::{action, action_for},
    reasons,
    world::World,
};
use crate::domain::{
    edit::{ActionToQueue, Given},
    process::Process,
};
use fault::Reason;
use std::sync::Arc;

const BOOK_CLUB: &str = include_str!("book_club.yaml");

fn club() -> World {
    World::running(Arc::new(Process::load(BOOK_CLUB).expect("the process is right")))
}

#[test]
fn a_book_is_chosen_read_and_returned() {
    let mut world = club();
    let choosing = world.open_case("finder").expect("it begins").step.id;
    world.start("finder", choosing).expect("it starts");
    world.fill("finder", choosing, [1]);
    let lend = ActionToQueue { assignee: Some(world.worker("ps")), ..action_for("lend", "ALOUD") };
    world.queue("finder", choosing, vec![lend]).expect("it is queued");
    let created = world.finish("finder", choosing).expect("nobody need be asked").created;
    assert_eq!(created[0].assignee, world.worker("ps"));

    let reading = created[0].id;
    let started = world.start("ps", reading).expect("it starts");
    assert_eq!(started.section(1).answers, world.step(choosing).section(1).answers, "copied");
    world.fill("ps", reading, [1, 2]);
    world.queue("ps", reading, vec![action("give_back")]).expect("it is queued");
    assert_eq!(reasons(world.finish("ps", reading)), [Reason::RequestNotSent]);
    let liked = world.send("ps", reading, "did_you_like_it", "finder").expect("it is sent");
    world.complete("finder", liked);
    world.finish("ps", reading).expect("it finishes");
    assert_eq!(world.outcome(), Some("READ"));
}

#[test]
fn a_book_may_be_given_up() {
    let mut world = club();
    let choosing = world.open_case("finder").expect("it begins").step.id;
    world.start("finder", choosing).expect("it starts");
    world.queue("finder", choosing, vec![action("give_up")]).expect("it is queued");
    world.finish("finder", choosing).expect("its section need not be complete");
    assert_eq!(world.outcome(), Some("UNREAD"));
}

#[test]
fn without_any_rule_something_has_to_follow() {
    let mut world = club();
    let choosing = world.open_case("finder").expect("it begins").step.id;
    world.start("finder", choosing).expect("it starts");
    world.fill("finder", choosing, [1]);
    assert_eq!(reasons(world.finish("finder", choosing)), [Reason::NextActionMissing]);
}

#[test]
fn its_own_pair_is_due_after_one_month() {
    let mut world = club();
    let choosing = world.open_case("finder").expect("it begins").step.id;
    world.start("finder", choosing).expect("it starts");
    world.fill("finder", choosing, [1]);
    let lend = |world: &World| ActionToQueue { assignee: Some(world.worker("ps")), ..action("lend") };
    let queue = vec![lend(&world)];
    world.queue("finder", choosing, queue).expect("it is queued");
    let reading = world.finish("finder", choosing).expect("it finishes").created[0].id;
    world.on("2026-01-31");
    world.start("ps", reading).expect("it starts");
    world.fill("ps", reading, [1, 2]);
    let liked = world.send("ps", reading, "did_you_like_it", "finder").expect("it is sent");
    world.complete("finder", liked);
    let again = |world: &World, purpose: &str| ActionToQueue {
        assignee: Some(world.worker("tm")),
        ..action_for("lend_again", purpose)
    };
    let pair = vec![again(&world, "SILENT"), again(&world, "ALOUD")];
    world.queue("ps", reading, pair).expect("it is queued");
    world.on("2026-02-27");
    assert_eq!(reasons(world.finish("ps", reading)), [Reason::PairNotDue]);
    world.on("2026-02-28");
    assert_eq!(world.finish("ps", reading).expect("it is due").created.len(), 2);
}

#[test]
fn its_fields_are_its_own() {
    let mut world = club();
    let choosing = world.open_case("finder").expect("it begins").step.id;
    world.start("finder", choosing).expect("it starts");
    let edit = world.answering(choosing, 1, "pages", Given::Number(5_001));
    assert_eq!(super::wrong_fields(world.save("finder", choosing, edit)), ["edit.sections[0].answers.pages"]);
}

#[test]
fn a_book_is_lent_to_somebody_who_may_read_it() {
    let mut world = club();
    let choosing = world.open_case("finder").expect("it begins").step.id;
    world.start("finder", choosing).expect("it starts");
    let to_nobody = world.queue("finder", choosing, vec![action("lend")]);
    assert_eq!(super::wrong_fields(to_nobody), ["edit.queue.next_actions[0].assignee"]);
    let to = ActionToQueue { assignee: Some(world.worker("adm")), ..action("lend") };
    let to_another = world.queue("finder", choosing, vec![to]);
    assert_eq!(super::wrong_fields(to_another), ["edit.queue.next_actions[0].assignee"]);
}
