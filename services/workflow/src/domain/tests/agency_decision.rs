//! W2: QAAG queues before the ADM decides; the decision comes after the recommendation and matches the queue (A1).

use super::{acts::action, metadata, reasons, world::World};
use crate::domain::{fact::Fact, request::Answer};
use fault::Reason;
use uuid::Uuid;

/// A world with a W2 that is referred to the ADM with that next action queued.
fn referred(queued: &str) -> (World, Uuid, Uuid) {
    let mut world = World::new();
    let decision = world.after_planning();
    let referral = world.refer("qaag", decision, vec![action(queued)]);
    (world, decision, referral)
}

#[test]
fn the_referral_needs_the_recommendation_and_the_queue() {
    let mut world = World::new();
    let decision = world.after_planning();
    world.start("qaag", decision).expect("it starts");
    let refused = world.send("qaag", decision, "refer_to_adm", "adm");
    assert_eq!(reasons(refused), [Reason::SectionIncomplete, Reason::NextActionMissing]);
    world.fill("qaag", decision, [1]);
    assert_eq!(reasons(world.send("qaag", decision, "refer_to_adm", "adm")), [Reason::NextActionMissing]);
}

#[test]
fn the_referral_goes_to_an_adm() {
    let (mut world, decision, _) = referred("adm_agrees");
    let refused = world.send("qaag", decision, "refer_to_adm", "ps");
    assert_eq!(metadata(&refused, Reason::RecipientNotPermitted, "recipient"), world.id("ps").to_string());
}

#[test]
fn no_completion_while_the_decision_is_not_recorded() {
    let (mut world, decision, referral) = referred("adm_agrees");
    assert_eq!(world.brief(referral).refusals, [Reason::AdmSectionIncomplete]);
    world.decide_in_section_2("adm", decision, "agree").expect("it is decided");
    assert_eq!(world.brief(referral).refusals, []);
}

#[test]
fn no_completion_while_the_decision_contradicts_the_queue() {
    for (queued, decision, refusals) in [
        ("adm_agrees", "agree", vec![]),
        ("adm_agrees", "disagree", vec![Reason::DecisionContradictsQueue]),
        ("adm_disagrees", "disagree", vec![]),
        ("adm_disagrees", "agree", vec![Reason::DecisionContradictsQueue]),
    ] {
        let (mut world, step, referral) = referred(queued);
        world.decide_in_section_2("adm", step, decision).expect("it is decided");
        assert_eq!(world.brief(referral).refusals, refusals, "{queued} and {decision}");
    }
}

#[test]
fn an_emptied_queue_contradicts_a_decision_too() {
    let (mut world, decision, referral) = referred("adm_agrees");
    world.decide_in_section_2("adm", decision, "agree").expect("it is decided");
    world.queue("qaag", decision, vec![]).expect("it is emptied");
    assert_eq!(world.brief(referral).refusals, [Reason::DecisionContradictsQueue]);
}

#[test]
fn the_requests_service_hears_when_the_contradiction_is_gone() {
    let (mut world, decision, referral) = referred("adm_agrees");
    world.decide_in_section_2("adm", decision, "disagree").expect("it is decided");
    world.queue("qaag", decision, vec![action("adm_disagrees")]).expect("it is queued");
    let last = world.facts().filter_map(|fact| match fact {
        Fact::RequestBriefed { request, brief } if *request == referral => Some(brief.clone()),
        _ => None,
    });
    assert_eq!(last.last().map(|brief| brief.refusals), Some(vec![]));
}

#[test]
fn a_change_of_the_queue_voids_a_completed_referral() {
    let (mut world, decision, referral) = referred("adm_agrees");
    world.decide_in_section_2("adm", decision, "agree").expect("it is decided");
    world.complete("adm", referral);
    let saved = world.queue("qaag", decision, vec![action("adm_disagrees")]).expect("it is queued");
    assert_eq!(saved.voided, [referral]);
    assert_eq!(reasons(world.finish("adm", decision)), [Reason::RequestVoided, Reason::AnswerRequired]);

    let again = world.send("qaag", decision, "refer_to_adm", "adm").expect("it is sent again");
    assert_eq!(world.request(again).replaces, Some(referral));
}

#[test]
fn an_open_referral_follows_the_queue() {
    let (mut world, decision, referral) = referred("adm_agrees");
    let read = world.brief(referral).covered_version;
    world.queue("qaag", decision, vec![action("adm_disagrees")]).expect("it is queued");
    assert!(world.request(referral).waits());
    assert!(world.brief(referral).covered_version > read, "the ADM reads again");
}

#[test]
fn the_adms_own_section_voids_nothing_and_is_no_authorship() {
    let (mut world, decision, referral) = referred("adm_agrees");
    world.decide_in_section_2("adm", decision, "agree").expect("it is decided");
    world.complete("adm", referral);
    world.decide_in_section_2("adm", decision, "disagree").expect("it is changed");
    assert!(matches!(world.request(referral).answer, Answer::Completed(_)));
    assert!(!world.brief(referral).authors.contains(&world.id("adm")));
}

#[test]
fn the_finish_checks_the_decision_once_more() {
    let (mut world, decision, referral) = referred("adm_agrees");
    world.decide_in_section_2("adm", decision, "agree").expect("it is decided");
    world.complete("adm", referral);
    world.decide_in_section_2("adm", decision, "disagree").expect("it is changed");
    let refused = world.finish("adm", decision);
    assert_eq!(metadata(&refused, Reason::AnswerRequired, "next_action"), "adm_agrees");
    assert_eq!(metadata(&refused, Reason::AnswerRequired, "is"), "agree");
    assert_eq!(reasons(refused), [Reason::AnswerRequired]);
}

#[test]
fn only_an_adm_writes_the_adm_section() {
    let (mut world, decision, _) = referred("adm_agrees");
    for who in ["qaag", "sw", "ps", "finder"] {
        assert_eq!(reasons(world.decide_in_section_2(who, decision, "agree")), [Reason::NotAWriter], "{who}");
    }
}

#[test]
fn the_adm_writes_neither_the_recommendation_nor_the_queue() {
    let (mut world, decision, _) = referred("adm_agrees");
    assert_eq!(reasons(world.queue("adm", decision, vec![action("adm_disagrees")])), [Reason::NotAWriter]);
    let mut untick = world.filling(decision, 1);
    untick.complete = Some(false);
    assert_eq!(reasons(world.save("adm", decision, super::acts::edit_of(untick))), [Reason::NotAWriter]);
}

#[test]
fn the_decision_comes_after_the_recommendation() {
    let mut world = World::new();
    let decision = world.after_planning();
    world.start("qaag", decision).expect("it starts");
    let refused = world.decide_in_section_2("adm", decision, "agree");
    assert_eq!(metadata(&refused, Reason::SectionIncomplete, "section"), "1");
    assert_eq!(reasons(refused), [Reason::SectionIncomplete]);
}

#[test]
fn a_disagreement_closes_the_case() {
    let (mut world, decision, referral) = referred("adm_disagrees");
    world.decide_in_section_2("adm", decision, "disagree").expect("it is decided");
    world.complete("adm", referral);
    assert_eq!(reasons(world.finish("qaag", decision)), [Reason::NotAFinisher]);
    world.finish("adm", decision).expect("it finishes");
    assert_eq!(world.outcome(), Some("ADM_DISAGREED"));
}
