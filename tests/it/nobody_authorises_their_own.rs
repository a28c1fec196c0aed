//! Nobody authorises their own request or report (invariant 9), by any route: each route by its name.

use contracts::r#type::v1::Role;
use contracts::workflow::v1::Edit;
use fault::Reason;
use tests::case::{Case, Decision, opened_by, sent_by_saving, to, to_the_inbox};
use tests::council::{Council, QAAG};
use tests::forms::{next, queue_edit, send};
use tests::person::{Person, to_worker};
use tonic::Code;

use crate::refusals::assert_refused;

/// The writer's whole report, sent to the manager.
async fn report_sent(council: &Council, step: &str, writer: &Person, manager: &Person) -> String {
    let started = opened_by(writer, step).await;
    let mut edit = council.forms.complete_all(&started);
    edit.send_requests = vec![to("authorise_report", manager)];
    sent_by_saving(writer, step, edit).await
}

async fn stays_unanswered(council: &Council, request: &str) {
    assert_eq!(council.stored_request_state(request).await, "SENT");
}

#[tokio::test]
async fn not_by_sending_it_to_oneself_with_a_second_role() {
    let council = Council::with_two_replicas().await;
    let (_, step) = Case::arrived_at(&council, "permanency_planning").await;
    council.also(&council.sw, Role::PracticeSupervisor).await;
    opened_by(&council.sw, &step).await;
    let refused = council.sw.save(&step, send(to("authorise_report", &council.sw))).await;
    let refused = assert_refused(refused, Reason::RecipientNotPermitted, "to oneself");
    assert_eq!(refused.code(), Code::FailedPrecondition);
    assert!(council.sw.open(&step).await.expect("the step").requests.is_empty());
}

#[tokio::test]
async fn not_by_covering_the_manager_with_a_second_role() {
    let council = Council::with_two_replicas().await;
    let (_, step) = Case::arrived_at(&council, "permanency_planning").await;
    let request = report_sent(&council, &step, &council.sw, &council.ps).await;
    council.also(&council.sw, Role::PracticeSupervisor).await;
    council.covered(&council.ps, &council.sw).await;
    for reason in [Reason::OwnRequest, Reason::OwnReport] {
        let refused = assert_refused(council.sw.complete(&request).await, reason, "for the manager");
        assert_eq!(refused.code(), Code::PermissionDenied);
    }
    stays_unanswered(&council, &request).await;
}

#[tokio::test]
async fn not_what_was_written_for_somebody_who_is_covered_neither_the_one_nor_the_other() {
    let council = Council::with_two_replicas().await;
    let (_, step) = Case::arrived_at(&council, "permanency_planning").await;
    council.also(&council.other_sw, Role::TeamManager).await;
    council.also(&council.sw, Role::TeamManager).await;
    council.covered(&council.sw, &council.other_sw).await;
    let request = report_sent(&council, &step, &council.other_sw, &council.ps).await;
    council.covered(&council.ps, &council.other_sw).await;
    council.covered(&council.ps, &council.sw).await;
    for own in [&council.other_sw, &council.sw] {
        for reason in [Reason::OwnRequest, Reason::OwnReport] {
            assert_refused(own.complete(&request).await, reason, &own.name);
        }
    }
    stays_unanswered(&council, &request).await;
    council.ps.complete(&request).await.expect("the manager may");
}

#[tokio::test]
async fn not_out_of_an_inbox() {
    let council = Council::with_two_replicas().await;
    let (_, step) = Case::arrived_at(&council, "permanency_planning").await;
    let request = report_sent(&council, &step, &council.sw, &council.ps).await;
    council.ps.complete(&request).await.expect("authorised");
    let confirm = sent_by_saving(&council.ps, &step, send(to_the_inbox("confirm_quality"))).await;
    for (own, reason) in [(&council.ps, Reason::OwnRequest), (&council.sw, Reason::OwnReport)] {
        council.also(own, Role::QaagWorker).await;
        council.joins(own, QAAG).await;
        assert_refused(own.complete(&confirm).await, reason, &own.name);
        assert_refused(own.claim_request(&confirm).await, reason, "claimed first");
    }
    stays_unanswered(&council, &confirm).await;
    council.qaag.complete(&confirm).await.expect("another member may");
}

#[tokio::test]
async fn not_through_a_colleague_who_covers_the_author_out_of_the_authors_inbox() {
    let council = Council::with_two_replicas().await;
    let (_, step) = Case::arrived_at(&council, "permanency_planning").await;
    let request = report_sent(&council, &step, &council.sw, &council.ps).await;
    council.ps.complete(&request).await.expect("authorised");
    let confirm = sent_by_saving(&council.ps, &step, send(to_the_inbox("confirm_quality"))).await;
    council.also(&council.sw, Role::QaagWorker).await;
    council.joins(&council.sw, QAAG).await;
    council.also(&council.other_sw, Role::QaagWorker).await;
    council.covered(&council.sw, &council.other_sw).await;
    assert_refused(council.other_sw.complete(&confirm).await, Reason::OwnReport, "for the author");
    stays_unanswered(&council, &confirm).await;
}

#[tokio::test]
async fn not_by_having_it_reassigned_to_oneself() {
    let council = Council::with_two_replicas().await;
    let (_, step) = Case::arrived_at(&council, "permanency_planning").await;
    let request = report_sent(&council, &step, &council.sw, &council.ps).await;
    council.also(&council.sw, Role::PracticeSupervisor).await;
    for passer in [&council.sw, &council.ps, &council.tm] {
        let refused = passer.reassign_requests(&[&request], to_worker(&council.sw.id)).await;
        assert_refused(refused, Reason::ReceiverNotPermitted, &passer.name);
    }
    assert_eq!(council.stored_list_of(&request).await, council.ps.id);
    stays_unanswered(&council, &request).await;
}

#[tokio::test]
async fn not_by_taking_over_from_who_has_left() {
    let council = Council::with_two_replicas().await;
    let (_, step) = Case::arrived_at(&council, "permanency_planning").await;
    let request = report_sent(&council, &step, &council.sw, &council.tm).await;
    council.also(&council.sw, Role::PracticeSupervisor).await;
    let sw = council.sw.id.clone();
    council.change_worker(&council.tm, |worker| worker.line_manager_id = sw).await;
    council.admin.deactivate(&council.tm).await.expect("the manager leaves");
    assert!(council.sw.sees_request(&request).await.is_some(), "it stands in the author's folder");
    assert_refused(council.sw.complete(&request).await, Reason::NotTheAssignee, "who only sees it");
    let refused = council.sw.reassign_requests(&[&request], to_worker(&council.sw.id)).await;
    assert_refused(refused, Reason::ReceiverNotPermitted, "to oneself");
    stays_unanswered(&council, &request).await;
}

#[tokio::test]
async fn not_the_decision_on_a_recommendation_of_ones_own() {
    let council = Council::with_two_replicas().await;
    let (case, step) = Case::arrived_at(&council, "agency_decision").await;
    let author = council.hires("Rose Tanner", Role::AgencyDecisionMaker, &council.ps).await;
    council.also(&author, Role::QaagWorker).await;
    council.joins(&author, QAAG).await;
    let started = opened_by(&author, &step).await;
    let written = Edit {
        sections: vec![council.forms.complete(&started, 1)],
        queue: Some(queue_edit(&started, vec![next("adm_agrees")])),
        ..Edit::default()
    };
    author.save(&step, written).await.expect("the recommendation");
    let to_the_author = council.qaag.save(&step, send(to("refer_to_adm", &author))).await;
    assert_refused(to_the_author, Reason::RecipientNotPermitted, "who wrote it");

    let refer = sent_by_saving(&council.qaag, &step, send(to("refer_to_adm", &council.adm))).await;
    council.covered(&council.adm, &author).await;
    assert_refused(author.complete(&refer).await, Reason::OwnReport, "for the decision maker");
    stays_unanswered(&council, &refer).await;
    case.decide(&step, Decision::Yes).await;
    council.adm.complete(&refer).await.expect("the decision maker may");
}

/// Whoever had a part in it has the manager's role too, and covers them: they may not all the same, for these reasons; the manager may.
async fn only_the_manager_may(council: &Council, own: &Person, request: &str, reasons: &[Reason]) {
    council.also(own, Role::PracticeSupervisor).await;
    council.covered(&council.ps, own).await;
    for reason in reasons {
        assert_refused(own.complete(request).await, *reason, "for the manager");
    }
    stays_unanswered(council, request).await;
    council.ps.complete(request).await.expect("the manager may");
}

#[tokio::test]
async fn not_a_family_finding_of_ones_own() {
    let council = Council::with_two_replicas().await;
    let (case, step) = Case::arrived_at(&council, "family_finding").await;
    let follows = vec![next("to_information_sharing")];
    let request = case.sent_for_authorisation(&council.finder, &step, follows).await;
    only_the_manager_may(&council, &council.finder, &request, &[Reason::OwnRequest, Reason::OwnReport]).await;
}

#[tokio::test]
async fn not_the_meeting_one_has_recorded() {
    let council = Council::with_two_replicas().await;
    let (case, step) = Case::arrived_at(&council, "information_sharing").await;
    let request = case.sent_for_authorisation(&council.sw, &step, vec![next("to_panel")]).await;
    only_the_manager_may(&council, &council.sw, &request, &[Reason::OwnRequest, Reason::OwnReport]).await;
}

/// What was written in the request for family finding begins every family finding as a copy (A:165).
#[tokio::test]
async fn not_what_was_copied_from_a_form_of_ones_own() {
    let council = Council::with_two_replicas().await;
    let (case, step) = Case::arrived_at(&council, "family_finding").await;
    let follows = vec![next("to_information_sharing")];
    let request = case.sent_for_authorisation(&council.finder, &step, follows).await;
    only_the_manager_may(&council, &council.sw, &request, &[Reason::OwnReport]).await;
}
