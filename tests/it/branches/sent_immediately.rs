//! Information Sharing sent immediately (A:173): the choice while something comes of it (A4), whatever becomes of its match
//! or of its parent (A11).

use contracts::workflow::v1::WorkstepState;
use fault::Reason;
use tests::case::{Case, Decision, only_created, opened_by};
use tests::council::Council;
use tests::forms::{next, next_because, next_for, queue};

use super::open_steps;
use crate::refusals::assert_refused;

/// A W4, authorised, that has sent its W5.
async fn sent(council: &Council) -> (Case<'_>, String, String) {
    let (case, finding) = Case::arrived_at(council, "family_finding").await;
    let sharing = case.match_sent_immediately(&finding).await.created.expect("a step").workstep_id;
    case.authorised_as_it_stands(&council.finder, &finding).await;
    (case, finding, sharing)
}

#[tokio::test]
async fn a4_it_is_the_choice_while_w5_w6_or_w7_is_open_and_once_its_match_is_agreed() {
    let council = Council::with_two_replicas().await;
    let (case, finding, sharing) = sent(&council).await;
    let chosen = async |what: &str| council.ps.try_finish(&finding).await.map(drop).expect(what);
    chosen("W5 is open").await;
    let panel = only_created(&case.sharing(&sharing, vec![next("to_panel")]).await);
    chosen("W6 is open").await;
    let placement = only_created(&case.decision(&panel, Decision::Yes, &["match_agreed"]).await);
    chosen("W7 is open").await;
    case.placement(&placement).await;
    chosen("the match was agreed").await;
    let finished = council.ps.finish(&finding).await.expect("the match is the choice");
    assert_eq!((finished.created.len(), finished.case_outcome.as_str()), (0, "CHILD_PLACED"));
}

#[tokio::test]
async fn a4_beside_it_w4_again_is_one_choice_too_many() {
    let council = Council::with_two_replicas().await;
    let (_, finding, sharing) = sent(&council).await;
    let opened = council.finder.open(&finding).await.expect("the step");
    council.finder.save(&finding, queue(&opened, vec![next("family_finding_again")])).await.expect("queued");
    let refused = assert_refused(council.ps.finish(&finding).await, Reason::NextActionsExclude, "both");
    assert_eq!(refused.code(), tonic::Code::FailedPrecondition);
    let twice = council.finder.send_now(&finding, next("to_information_sharing")).await;
    let refused = assert_refused(twice, Reason::NextActionAlreadySent, "once");
    assert_eq!(fault::metadata_of(&refused)["workstep_id"], sharing);
}

/// Its match has failed: the finish needs W4 again, and then creates it once.
async fn needs_w4_again(case: &Case<'_>, finding: &str) {
    let council = case.council;
    assert_refused(council.ps.finish(finding).await, Reason::NextActionMissing, "its match failed");
    let opened = council.finder.open(finding).await.expect("the step");
    council.finder.save(finding, queue(&opened, vec![next("family_finding_again")])).await.expect("queued");
    let finished = council.ps.finish(finding).await.expect("W4 again");
    assert_eq!(finished.created.len(), 1);
    assert_eq!(finished.created[0].title, "SC Permanence Family Finding Meeting / Review");
}

#[tokio::test]
async fn a4_its_match_fails_at_w5_and_w4_again_is_needed() {
    let council = Council::with_two_replicas().await;
    let (case, finding, sharing) = sent(&council).await;
    case.sharing(&sharing, vec![next("family_not_agreed")]).await;
    needs_w4_again(&case, &finding).await;
}

#[tokio::test]
async fn a4_its_match_fails_at_w6_and_w4_again_is_needed() {
    let council = Council::with_two_replicas().await;
    let (case, finding, sharing) = sent(&council).await;
    let panel = only_created(&case.sharing(&sharing, vec![next("to_panel")]).await);
    let refused = vec![next("match_not_agreed"), next_because("to_update_plan", "carers_withdrew")];
    case.decision_with(&panel, Decision::No, refused).await;
    needs_w4_again(&case, &finding).await;
    let update = ("update_permanence_plan".to_owned(), String::new());
    assert!(open_steps(&case).await.contains(&update), "the plan is updated beside it");
}

#[tokio::test]
async fn a4_its_meeting_led_to_child_in_care_planning_alone_and_w4_again_is_needed() {
    let council = Council::with_two_replicas().await;
    let (case, finding, sharing) = sent(&council).await;
    case.sharing(&sharing, vec![next("to_child_in_care_planning")]).await;
    needs_w4_again(&case, &finding).await;
}

#[tokio::test]
async fn a4_while_something_comes_of_it_no_pair_is_due_and_once_its_match_has_failed_one_is() {
    let council = Council::with_two_replicas().await;
    let (case, finding, sharing) = sent(&council).await;
    council.months_pass(3);
    council.ps.try_finish(&finding).await.expect("the match is the choice, whatever day it is");
    case.sharing(&sharing, vec![next("family_not_agreed")]).await;
    let opened = council.finder.open(&finding).await.expect("the step");
    council.finder.save(&finding, queue(&opened, vec![next("family_finding_again")])).await.expect("queued");
    assert_refused(council.ps.try_finish(&finding).await, Reason::PairRequired, "three months have passed");
    let opened = council.finder.open(&finding).await.expect("the step");
    let pair =
        ["FAMILY_FINDING", "THREE_MONTH_REVIEW"].map(|purpose| next_for("family_finding_again", purpose));
    council.finder.save(&finding, queue(&opened, pair.to_vec())).await.expect("the pair is queued");
    assert_eq!(council.ps.finish(&finding).await.expect("with the pair").created.len(), 2);
}

#[tokio::test]
async fn a4_it_is_cancelled_and_w4_again_is_needed() {
    let council = Council::with_two_replicas().await;
    let (case, finding, sharing) = sent(&council).await;
    council.ps.cancel(&sharing, "The family has withdrawn").await.expect("the manager cancels W5");
    needs_w4_again(&case, &finding).await;
}

#[tokio::test]
async fn a4_its_placement_is_cancelled_and_w4_again_is_needed() {
    let council = Council::with_two_replicas().await;
    let (case, finding, sharing) = sent(&council).await;
    let panel = only_created(&case.sharing(&sharing, vec![next("to_panel")]).await);
    let placement = only_created(&case.decision(&panel, Decision::Yes, &["match_agreed"]).await);
    council.ps.cancel(&placement, "The carers have withdrawn").await.expect("the manager cancels W7");
    needs_w4_again(&case, &finding).await;
}

#[tokio::test]
async fn a11_its_parent_is_cancelled_and_it_stays_linked_and_says_so() {
    let council = Council::with_two_replicas().await;
    let (case, finding, sharing) = sent(&council).await;
    let cancelled = council.ps.cancel(&finding, "Opened twice").await.expect("the manager cancels W4");
    assert_eq!(cancelled.case_outcome, "");
    let stays = council.sw.open(&sharing).await.expect("it stays");
    assert_eq!((stays.state(), &stays.parent_id), (WorkstepState::Incoming, &finding));
    assert_eq!((stays.parent_state(), stays.sent_immediately), (WorkstepState::Cancelled, true));
    let folder = council.sw.work_view().await.expect("a view").incoming_work.expect("a folder");
    assert!(folder.worksteps.iter().any(|row| row.workstep_id == sharing), "it stands in the folder");

    let panel = only_created(&case.sharing(&sharing, vec![next("to_panel")]).await);
    let placement = only_created(&case.decision(&panel, Decision::Yes, &["match_agreed"]).await);
    assert_eq!(case.placement(&placement).await.case_outcome, "CHILD_PLACED");
}

#[tokio::test]
async fn only_a_started_w4_sends_it_and_only_to_a_social_worker_who_is_there() {
    let council = Council::with_two_replicas().await;
    let (case, finding) = Case::arrived_at(&council, "family_finding").await;
    let early = council.finder.send_now(&finding, next("to_information_sharing")).await;
    assert_refused(early, Reason::WorkstepNotStarted, "before the start");
    opened_by(&council.finder, &finding).await;
    let again = council.finder.send_now(&finding, next("family_finding_again")).await;
    assert_refused(again, Reason::NextActionNotAvailable, "W4 again goes out with the finish");
    assert_refused(
        council.sw.send_now(&finding, next("to_information_sharing")).await,
        Reason::NotAWriter,
        "the social worker",
    );
    council.admin.deactivate(&council.sw).await.expect("the social worker leaves");
    let to_nobody = council.finder.send_now(&finding, next("to_information_sharing")).await;
    assert_refused(to_nobody, Reason::NoAllocatedWorker, "the child has no social worker");
    let kinds: Vec<String> = case.steps().await.into_iter().map(|step| step.r#type).collect();
    assert!(!kinds.contains(&"information_sharing".to_owned()), "{kinds:?}");
}
