//! How a case closes, and with which outcome: the strongest that was reached.

use fault::Reason;
use tests::case::{Case, Decision, only_created};
use tests::council::Council;
use tests::forms::next;

use crate::refusals::assert_refused;

async fn closed_with(case: &Case<'_>, outcome: &str) {
    assert_eq!(case.outcome().await, outcome);
    assert_eq!(case.council.stored_outcome_of(&case.case_id).await, outcome);
    let told = case.council.events_about(&format!("case/{}", case.case_id)).await;
    assert_eq!(told, ["permanence.workflow.v1.CaseOpened", "permanence.workflow.v1.CaseClosed"]);
    assert!(case.steps().await.iter().all(|step| step.end_time.is_some()));
}

#[tokio::test]
async fn a_child_has_one_open_case_and_another_once_it_has_closed() {
    let council = Council::with_two_replicas().await;
    let (case, step) = Case::open(&council).await;
    let second = council.sw.start_case(&case.child_id).await;
    let refused = assert_refused(second, Reason::CaseAlreadyOpen, "one is open");
    assert_eq!(fault::metadata_of(&refused)["case_id"], case.case_id);
    case.write(&council.iro, &step, vec![next("no_plan_agreed")]).await;
    council.iro.finish(&step).await.expect("no plan");
    closed_with(&case, "NO_PLAN_AGREED").await;
    council.sw.start_case(&case.child_id).await.expect("the next one");
}

#[tokio::test]
async fn child_placed_is_stronger_than_what_was_handed_over_before() {
    let council = Council::with_two_replicas().await;
    let (case, sharing) = Case::arrived_at(&council, "information_sharing").await;
    case.sharing(&sharing, vec![next("to_panel"), next("to_child_in_care_planning")]).await;
    let planning = super::step_of(&case, "child_in_care_planning").await.workstep_id;
    case.write(&council.sw, &planning, vec![next("planning_handed_over")]).await;
    council.sw.finish(&planning).await.expect("handed over");
    let panel = super::step_of(&case, "panel_and_matching").await.workstep_id;
    let placement = only_created(&case.decision(&panel, Decision::Yes, &["match_agreed"]).await);
    assert_eq!(case.placement(&placement).await.case_outcome, "CHILD_PLACED");
    closed_with(&case, "CHILD_PLACED").await;
}

#[tokio::test]
async fn what_was_handed_over_is_stronger_than_a_cancellation_after_it() {
    let council = Council::with_two_replicas().await;
    let (case, update) = Case::arrived_at(&council, "update_permanence_plan").await;
    case.write(&council.finder, &update, vec![next("plan_updated")]).await;
    let finished = council.finder.finish(&update).await.expect("updated");
    assert_eq!(finished.case_outcome, "", "the search goes on");
    let finding = super::step_of(&case, "family_finding").await.workstep_id;
    let cancelled = council.ps.cancel(&finding, "Another process goes on").await.expect("cancelled");
    assert_eq!(cancelled.case_outcome, "HANDED_OVER");
    closed_with(&case, "HANDED_OVER").await;
}

#[tokio::test]
async fn a_cancelled_case_reached_nothing() {
    let council = Council::with_two_replicas().await;
    let (case, step) = Case::arrived_at(&council, "family_finding").await;
    council.ps.cancel(&step, "Opened by mistake").await.expect("cancelled");
    closed_with(&case, "CANCELLED").await;
}
