//! W6: the match is approved, or not approved "depending on steps currently available" (A7).

use contracts::workflow::v1::{FinishWorkstepResponse, NextAction};
use fault::Reason;
use tests::case::{Case, Decision};
use tests::council::Council;
use tests::forms::{next, next_because, queue};

use super::open_steps;
use crate::refusals::assert_refused;

fn update(reason: &str) -> NextAction {
    next_because("to_update_plan", reason)
}

/// Not approved, with that beside the NFA; whether it may be finished so.
async fn not_approved(
    case: &Case<'_>,
    panel: &str,
    beside: Vec<NextAction>,
) -> Result<FinishWorkstepResponse, tonic::Status> {
    let queued = [vec![next("match_not_agreed")], beside].concat();
    let refer = case.referred_to_adm(panel, queued).await;
    case.decide(panel, Decision::No).await;
    case.council.adm.complete(&refer).await.expect("the ADM completes");
    case.council.adm.finish(panel).await
}

#[tokio::test]
async fn a7_without_an_open_w4_a_refused_match_leads_to_w4() {
    let council = Council::with_two_replicas().await;
    let (case, panel) = Case::arrived_at(&council, "panel_and_matching").await;
    let refused = not_approved(&case, &panel, vec![update("other")]).await;
    let refused = assert_refused(refused, Reason::OpenStepRequired, "no W4 is open");
    assert_eq!(fault::metadata_of(&refused)["workstep_type"], "family_finding");

    let (case, panel) = Case::arrived_at(&council, "panel_and_matching").await;
    let finished = not_approved(&case, &panel, vec![next("family_finding_again")]).await.expect("W4");
    assert_eq!((finished.created.len(), finished.case_outcome.as_str()), (1, ""));
    assert_eq!(open_steps(&case).await, [("family_finding".to_owned(), "FAMILY_FINDING".to_owned())]);
}

#[tokio::test]
async fn a7_with_an_open_w4_a_refused_match_updates_the_plan() {
    let council = Council::with_two_replicas().await;
    let (case, panel) = Case::arrived_at_panel_beside_open_finding(&council).await;
    let finding = super::step_of(&case, "family_finding").await.workstep_id;
    let refused = not_approved(&case, &panel, vec![next("family_finding_again")]).await;
    let refused = assert_refused(refused, Reason::OpenStepForbidden, "a W4 is open");
    assert_eq!(fault::metadata_of(&refused)["workstep_id"], finding);

    let (case, panel) = Case::arrived_at_panel_beside_open_finding(&council).await;
    let finished = not_approved(&case, &panel, vec![update("match_unsuitable")]).await.expect("the plan");
    assert_eq!(finished.created[0].title, "SC Update Permanence Plan");
}

#[tokio::test]
async fn a7_updating_the_plan_needs_one_of_its_reasons() {
    let council = Council::with_two_replicas().await;
    let (_, panel) = Case::arrived_at_panel_beside_open_finding(&council).await;
    let opened = council.qaag.start(&panel).await.expect("it starts");
    let without = queue(&opened, vec![next("match_not_agreed"), next("to_update_plan")]);
    let refused =
        assert_refused(council.qaag.save(&panel, without).await, Reason::NextActionReasonRequired, "none");
    assert_eq!(fault::metadata_of(&refused)["next_action"], "to_update_plan");
    let unknown = queue(&opened, vec![next("match_not_agreed"), update("we_felt_like_it")]);
    let unknown = council.qaag.save(&panel, unknown).await;
    assert_refused(unknown, Reason::NextActionReasonRequired, "not in its list");
    for reason in ["needs_changed", "carers_withdrew", "match_unsuitable", "different_plan_needed", "other"] {
        let opened = council.qaag.open(&panel).await.expect("the step");
        let known = queue(&opened, vec![next("match_not_agreed"), update(reason)]);
        council.qaag.save(&panel, known).await.expect(reason);
    }
}

#[tokio::test]
async fn a7_exactly_one_goes_with_the_refusal_and_match_agreed_stands_alone() {
    let council = Council::with_two_replicas().await;
    let (case, panel) = Case::arrived_at(&council, "panel_and_matching").await;
    let both = not_approved(&case, &panel, vec![next("family_finding_again"), update("other")]).await;
    assert_refused(both, Reason::NextActionsExclude, "both");
    let (case, panel) = Case::arrived_at(&council, "panel_and_matching").await;
    assert_refused(not_approved(&case, &panel, vec![]).await, Reason::NextActionMissing, "what then?");

    let (case, panel) = Case::arrived_at(&council, "panel_and_matching").await;
    let agreed = case.with_its_reason(&panel, "match_agreed").await;
    let beside = vec![agreed, next("family_finding_again")];
    let refer = case.referred_to_adm(&panel, beside).await;
    case.decide(&panel, Decision::Yes).await;
    council.adm.complete(&refer).await.expect("the decision agrees with the queue");
    assert_refused(council.adm.finish(&panel).await, Reason::NextActionsExclude, "it stands alone");
}

#[tokio::test]
async fn match_agreed_needs_its_reason_and_leads_to_the_placement() {
    let council = Council::with_two_replicas().await;
    let (case, panel) = Case::arrived_at(&council, "panel_and_matching").await;
    let opened = council.qaag.start(&panel).await.expect("it starts");
    let without = council.qaag.save(&panel, queue(&opened, vec![next("match_agreed")])).await;
    assert_refused(without, Reason::NextActionReasonRequired, "CS Long-term Fostering Agreed");
    let agreed = vec![next_because("match_agreed", "long_term_fostering_agreed")];
    case.decision_with(&panel, Decision::Yes, agreed).await;
    assert_eq!(open_steps(&case).await, [("placement".to_owned(), String::new())]);
}
