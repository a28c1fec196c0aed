//! Document A from the Child in Care Review to "Child Placed", through the gateway, with two replicas of each service.

use contracts::workflow::v1::TimelineKind;
use tests::case::{Case, Decision, only_created};
use tests::council::{Council, keeping};
use tests::forms::next;

#[tokio::test]
async fn a_child_is_carried_from_the_review_to_a_settled_home() {
    let council = Council::with_two_replicas().await;
    let (case, review) = Case::open(&council).await;

    let planning = only_created(&case.review(&review).await);
    let view = council.sw.work_view().await.expect("the social worker's Current work");
    let folder = view.incoming_work.expect("Incoming work");
    assert_eq!((folder.count, folder.worksteps[0].title.as_str()), (1, "SC Permanency Planning Process"));
    let person = council.sw.person_view(&case.child_id).await.expect("the person summary");
    assert_eq!(
        person.current_work[0].title, "SC Permanency Planning Process",
        "also in the Current work box"
    );

    let decision = only_created(&case.planning(&planning).await);
    let view = council.sw.work_view().await.expect("the social worker's Current work");
    assert_eq!(view.incoming_work.expect("Incoming work").count, 0, "a finished step leaves the folder");

    let refer = case.referred_to_adm(&decision, vec![next("adm_agrees")]).await;
    council
        .until(async || {
            let view = council.adm.work_view().await.expect("the ADM's Current work");
            view.incoming_requests.expect("Incoming requests").count == 1
        })
        .await;
    case.decide(&decision, Decision::Yes).await;
    council.adm.complete(&refer).await.expect("the ADM completes");
    let finished = council.adm.finish(&decision).await.expect("and finishes at once");

    let finding = only_created(&case.referral(&only_created(&finished)).await);
    let copied = council.finder.start(&finding).await.expect("the finder starts from the inbox");
    let referral = case.steps().await.into_iter().find(|step| step.r#type == "family_finding_request");
    let referral = council.sw.open(&referral.expect("W3").workstep_id).await.expect("the referral");
    for (copy, original) in copied.sections.iter().zip(&referral.sections).take(4) {
        assert_eq!(copy.answers, original.answers, "section {} is copied from C0057", copy.number);
        assert!(!copy.answers.is_empty());
    }

    let again = only_created(&case.finding(&finding, vec![next("family_finding_again")]).await);
    let sharing = only_created(&case.finding(&again, vec![next("to_information_sharing")]).await);
    let panel = only_created(&case.sharing(&sharing, vec![next("to_panel")]).await);
    let placement = only_created(&case.decision(&panel, Decision::Yes, &["match_agreed"]).await);
    let placed = case.placement(&placement).await;

    assert_eq!(placed.case_outcome, "CHILD_PLACED");
    assert_eq!(case.outcome().await, "CHILD_PLACED");
    let steps = case.steps().await;
    assert_eq!(steps.len(), 9, "W0 to W7, with W4 twice");
    for step in &steps[1..] {
        let parents = steps.iter().filter(|parent| parent.workstep_id == step.parent_id).count();
        assert_eq!(parents, 1, "{} has exactly one parent", step.title);
    }
    let timeline = council.timeline(&case.case_id).await;
    assert_eq!(timeline.first().expect("entries").kind(), TimelineKind::CaseOpened);
    assert_eq!(timeline.last().expect("entries").kind(), TimelineKind::CaseClosed);
    let finished = timeline.iter().filter(|entry| entry.kind() == TimelineKind::WorkstepFinished).count();
    assert_eq!(finished, 9, "every finish is told once");
}

#[tokio::test]
async fn either_replica_of_each_service_carries_a_case_alone() {
    let council = Council::with_two_replicas().await;
    for away in 0..2 {
        for service in keeping() {
            council.suite.stop(service, away).await;
        }
        council.until(async || council.sw.work_view().await.is_ok()).await;
        let (case, placement) = Case::arrived_at(&council, "placement").await;
        assert_eq!(case.placement(&placement).await.case_outcome, "CHILD_PLACED");
        for service in keeping() {
            council.suite.restart(service, away).await;
        }
        council.until(async || council.sw.work_view().await.is_ok()).await;
    }
}
