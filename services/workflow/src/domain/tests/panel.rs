//! W6: match agreed, or not and what then (A7).

use super::{
    acts::{action, action_because},
    metadata, reasons,
    world::World,
};
use crate::domain::edit::ActionToQueue;
use fault::Reason;
use uuid::Uuid;

fn agreed() -> ActionToQueue {
    action_because("match_agreed", "long_term_fostering_agreed")
}

fn not_agreed() -> ActionToQueue {
    action("match_not_agreed")
}

fn again() -> ActionToQueue {
    action("family_finding_again")
}

fn update() -> ActionToQueue {
    action_because("to_update_plan", "needs_changed")
}

/// A world with an incoming W6; its W4 is finished, unless `beside` one that is still open.
fn panel(beside_family_finding: bool) -> (World, Uuid) {
    let mut world = World::new();
    if !beside_family_finding {
        let panel = world.after_information_sharing();
        return (world, panel);
    }
    let finding = world.after_request();
    world.start("finder", finding).expect("it starts");
    let sent = world.send_now("finder", finding, action("to_information_sharing")).expect("it is sent");
    world.start("sw", sent.created.id).expect("it starts");
    world.make_ready("sw", sent.created.id, [1], vec![action("to_panel")]);
    world.finish("tm", sent.created.id).expect("it finishes");
    let panel = world.open_step("panel_and_matching");
    (world, panel)
}

/// What is refused of a finish with that decision and queue.
fn refusals_of(beside: bool, decision: &str, queue: Vec<ActionToQueue>) -> (World, Vec<Reason>) {
    let (mut world, panel) = panel(beside);
    let referral = world.refer("qaag", panel, queue);
    world.decide_in_section_2("adm", panel, decision).expect("it is decided");
    let covered = world.brief(referral).covered_version;
    world.complete_on("adm", referral, covered);
    let refused = world
        .finish("adm", panel)
        .map(|_| Vec::new())
        .unwrap_or_else(|refused| reasons(Err::<(), _>(refused)));
    (world, refused)
}

#[test]
fn match_agreed_stands_alone() {
    let (world, refused) = refusals_of(false, "approved", vec![agreed()]);
    assert_eq!(refused, []);
    assert_eq!(world.step(world.open_step("placement")).assignee, world.worker("sw"));
    for beside in [again(), update(), not_agreed()] {
        let (_, refused) = refusals_of(false, "approved", vec![agreed(), beside.clone()]);
        assert!(refused.contains(&Reason::NextActionsExclude), "{beside:?}");
    }
}

#[test]
fn not_agreed_needs_exactly_one_way_on() {
    let (_, refused) = refusals_of(false, "not_approved", vec![not_agreed()]);
    assert_eq!(refused, [Reason::NextActionMissing]);
    let (_, refused) = refusals_of(false, "not_approved", vec![not_agreed(), again(), update()]);
    assert!(refused.contains(&Reason::NextActionsExclude));
}

#[test]
fn a_way_on_needs_the_nfa_beside_it() {
    let (_, refused) = refusals_of(false, "not_approved", vec![again()]);
    assert_eq!(refused, [Reason::NextActionMissing, Reason::NextActionsExclude]);
}

#[test]
fn without_an_open_family_finding_family_finding_goes_on() {
    let (world, refused) = refusals_of(false, "not_approved", vec![not_agreed(), again()]);
    assert_eq!(refused, []);
    world.open_step("family_finding");
    let (_, refused) = refusals_of(false, "not_approved", vec![not_agreed(), update()]);
    assert_eq!(refused, [Reason::OpenStepRequired]);
}

#[test]
fn beside_an_open_family_finding_the_plan_is_updated() {
    let (world, refused) = refusals_of(true, "not_approved", vec![not_agreed(), update()]);
    assert_eq!(refused, []);
    assert_eq!(
        world.step(world.open_step("update_permanence_plan")).assignee,
        world.inbox_named(super::world::FINDERS)
    );
    let (_, refused) = refusals_of(true, "not_approved", vec![not_agreed(), again()]);
    assert_eq!(refused, [Reason::OpenStepForbidden]);
}

#[test]
fn the_decision_matches_the_next_action() {
    for (decision, queue) in [("not_approved", vec![agreed()]), ("approved", vec![not_agreed(), again()])] {
        let (_, refused) = refusals_of(false, decision, queue);
        assert_eq!(refused, [Reason::AnswerRequired], "{decision}");
    }
}

#[test]
fn the_adm_could_not_even_complete_the_referral_against_the_queue() {
    let (mut world, panel) = panel(false);
    let referral = world.refer("qaag", panel, vec![agreed()]);
    world.decide_in_section_2("adm", panel, "not_approved").expect("it is decided");
    assert_eq!(world.brief(referral).refusals, [Reason::DecisionContradictsQueue]);
    world.queue("qaag", panel, vec![not_agreed(), again()]).expect("it is queued");
    assert_eq!(world.brief(referral).refusals, []);
}

#[test]
fn a_reason_is_given_and_is_one_of_the_list() {
    let (mut world, panel) = panel(false);
    world.start("qaag", panel).expect("it starts");
    for wrong in
        [action("to_update_plan"), action_because("to_update_plan", "bad_weather"), action("match_agreed")]
    {
        let kind = wrong.kind.clone();
        let refused = world.queue("qaag", panel, vec![wrong]);
        assert_eq!(metadata(&refused, Reason::NextActionReasonRequired, "next_action"), kind);
    }
    for reason in ["needs_changed", "carers_withdrew", "match_unsuitable", "different_plan_needed", "other"] {
        world
            .queue("qaag", panel, vec![action_because("to_update_plan", reason)])
            .expect("it is of the list");
    }
}

#[test]
fn an_updated_plan_closes_the_case_once_the_family_finding_has_ended() {
    let (mut world, refused) = refusals_of(true, "not_approved", vec![not_agreed(), update()]);
    assert_eq!(refused, []);
    let update = world.open_step("update_permanence_plan");
    world.start("finder", update).expect("it starts");
    world.fill("finder", update, [1]);
    world.queue("finder", update, vec![action("plan_updated")]).expect("it is queued");
    let finished = world.finish("finder", update).expect("it finishes");
    assert_eq!(finished.case_outcome, None);
}
