use super::{Scene, act, completed_by, id, rule, worker};
use crate::domain::{
    people::{Act, Actor, Assignee, Covered, Person, Right},
    process::Key,
    request::{Answer, Completion},
    rules::Sending,
};
use fault::Reason;
use std::collections::BTreeMap;
use uuid::Uuid;

const SENT_BY: &str = "sent_by: {request: confirm, completer_of: check}";

fn key(text: &str) -> Key {
    serde_saphyr::from_str(text).expect("a key")
}

fn refused(scene: &Scene, yaml: &str, request: &str, sender: u128) -> Option<Reason> {
    let (request, sender, people) = (key(request), worker(sender), BTreeMap::new());
    let sending = Sending { request: &request, step: &scene.step, sender: &sender, people: &people };
    rule(yaml).kind().refuse_sending(&sending).map(|refusal| refusal.reason)
}

/// In whose right somebody sends what only the completer may; none where they are refused.
fn right(scene: &Scene, sender: &Actor, gone: &[u128]) -> Option<Right> {
    let person = |number: u128| (id(number), Person { active: !gone.contains(&number), roles: Vec::new() });
    let people: BTreeMap<Uuid, Person> = (7..12).map(person).collect();
    let request = key("confirm");
    let sending = Sending { request: &request, step: &scene.step, sender, people: &people };
    let rule = rule(SENT_BY);
    let right = rule.kind().sender_for(&sending);
    assert_eq!(rule.kind().refuse_sending(&sending).is_none(), right.is_some());
    right
}

fn covering(sender: u128, covered: u128) -> Actor {
    let covered = Covered { worker_id: id(covered), ..Covered::default() };
    Actor { covers: vec![covered], ..worker(sender) }
}

fn completed_for(by: u128, covered: u128) -> Answer {
    let act = Act { on_behalf_of: Some(id(covered)), ..act(by) };
    Answer::Completed(Completion { covered_version: 1, act, comment: String::new() })
}

fn answers() -> [(Answer, bool); 5] {
    let at = act(8).at;
    [
        (Answer::Waiting, false),
        (completed_by(8), true),
        (Answer::Returned { act: act(8), comment: "No".to_owned() }, false),
        (Answer::Withdrawn { act: act(8) }, false),
        (Answer::Voided { at, was: None }, false),
    ]
}

#[test]
fn after_completed() {
    let yaml = "after_completed: {request: confirm, after: check}";
    assert_eq!(refused(&Scene::on("ask"), yaml, "confirm", 8), Some(Reason::RequestOutOfOrder));
    for (answer, stands) in answers() {
        let mut scene = Scene::on("ask");
        scene.sent(20, "check", answer.clone());
        let expected = (!stands).then_some(Reason::RequestOutOfOrder);
        assert_eq!(refused(&scene, yaml, "confirm", 8), expected, "{answer:?}");
        assert_eq!(refused(&scene, yaml, "check", 8), None, "of another request it says nothing");
    }
}

#[test]
fn sent_by() {
    let yaml = "sent_by: {request: confirm, completer_of: check}";
    for (answer, stands) in answers() {
        let mut scene = Scene::on("ask");
        scene.sent(20, "check", answer.clone());
        assert_eq!(refused(&scene, yaml, "confirm", 8), None, "the completer: {answer:?}");
        let expected = stands.then_some(Reason::NotASender);
        assert_eq!(refused(&scene, yaml, "confirm", 9), expected, "another: {answer:?}");
        assert_eq!(refused(&scene, yaml, "check", 9), None, "of another request it says nothing");
    }
}

#[test]
fn the_last_completer_sends() {
    let yaml = "sent_by: {request: confirm, completer_of: check}";
    let mut scene = Scene::on("ask");
    scene.sent(20, "check", completed_by(8));
    scene.sent(21, "check", completed_by(9));
    assert_eq!(refused(&scene, yaml, "confirm", 9), None);
    assert_eq!(refused(&scene, yaml, "confirm", 8), Some(Reason::NotASender));
}

#[test]
fn whoever_covers_the_completer_sends_for_them() {
    let mut scene = Scene::on("ask");
    scene.sent(20, "check", completed_by(8));
    assert_eq!(right(&scene, &worker(8), &[]), Some(Right::Own));
    assert_eq!(right(&scene, &covering(9, 8), &[]), Some(Right::For(id(8))));
    assert_eq!(right(&scene, &covering(9, 10), &[]), None, "who covers another");
}

#[test]
fn an_answer_that_was_given_for_somebody_is_theirs_too() {
    let mut scene = Scene::on("ask");
    scene.sent(20, "check", completed_for(9, 8));
    assert_eq!(right(&scene, &covering(9, 8), &[]), Some(Right::For(id(8))), "while it lasts");
    assert_eq!(right(&scene, &worker(9), &[]), Some(Right::Own), "when the cover is over");
    assert_eq!(right(&scene, &worker(8), &[]), Some(Right::Own), "who is back");
    assert_eq!(right(&scene, &covering(10, 9), &[]), Some(Right::For(id(9))), "the cover of the cover");
    assert_eq!(right(&scene, &worker(10), &[]), None);
}

#[test]
fn when_the_completer_has_left_whoever_the_step_is_reassigned_to_takes_over() {
    let mut scene = Scene::on("ask");
    scene.sent(20, "check", completed_by(8));
    scene.step.assignee = Assignee::Worker(id(9));
    assert_eq!(right(&scene, &worker(9), &[]), None, "who is here sends it themselves");
    assert_eq!(right(&scene, &worker(9), &[8]), Some(Right::Own));
    assert_eq!(right(&scene, &covering(10, 9), &[8]), Some(Right::For(id(9))));
    assert_eq!(right(&scene, &worker(10), &[8]), None, "nobody else takes over");
    scene.sent(21, "check", completed_for(8, 11));
    assert_eq!(right(&scene, &worker(9), &[8]), None, "who was covered is still here");
    assert_eq!(right(&scene, &worker(9), &[8, 11]), Some(Right::Own));
}
