//! The small right process, which has one of each kind of rule: what the large one never brings together.

use super::{
    acts::{action, action_because},
    reasons,
    world::World,
};
use crate::domain::{
    edit::Given,
    process::{Process, RIGHT},
    request::Answer,
};
use fault::Reason;
use std::sync::Arc;
use uuid::Uuid;

/// A first step whose second request, which covers the queue, is completed; the decision is to refuse.
fn confirmed() -> (World, Uuid, Uuid) {
    let mut world = World::running(Arc::new(Process::load(RIGHT).expect("the process is right")));
    let confirmers = world.inbox("Confirmers");
    world.person("confirmer", &[], &[confirmers]);
    let ask = world.open_case("tm").expect("it begins").step.id;
    world.start("tm", ask).expect("it starts");
    world.fill("sw", ask, [1]);
    world.queue("sw", ask, vec![action("drop"), action_because("explain", "late")]).expect("it is queued");
    let check = world.send("sw", ask, "check", "tm").expect("it is sent");
    world.complete("tm", check);
    decide(&mut world, ask, "refuse");
    let confirm = world.send_to_inbox("tm", ask, "confirm").expect("it is sent");
    world.complete("confirmer", confirm);
    (world, ask, confirm)
}

fn decide(world: &mut World, ask: Uuid, decision: &str) {
    let mut edit = world.answering(ask, 2, "decision", Given::Choice(decision.to_owned()));
    edit.sections[0].complete = Some(true);
    world.save("tm", ask, edit).expect("it is decided");
}

#[test]
fn sending_at_once_obeys_the_rules_of_that_next_action() {
    let (mut world, ask, _) = confirmed();
    assert_eq!(reasons(world.send_now("sw", ask, action("meet"))), [Reason::AnswerRequired]);
    decide(&mut world, ask, "agree");
    world.send_now("sw", ask, action("meet")).expect("it is sent");
}

#[test]
fn sending_at_once_voids_what_covers_the_queue() {
    let (mut world, ask, confirm) = confirmed();
    decide(&mut world, ask, "agree");
    assert!(world.request(confirm).completion().is_some());
    world.send_now("sw", ask, action("meet")).expect("it is sent");
    assert!(matches!(world.request(confirm).answer, Answer::Voided { .. }));
}

#[test]
fn it_runs_to_its_end() {
    let (mut world, ask, _) = confirmed();
    world.finish("tm", ask).expect("it finishes");
    assert_eq!(world.outcome(), Some("DROPPED"));
}
