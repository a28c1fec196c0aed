//! NFA at W1 (A2) and at W2.

use contracts::workflow::v1::RequestState;
use fault::Reason;
use tests::case::{Case, Decision, opened_by, sent_by_saving, to, to_the_inbox};
use tests::council::Council;
use tests::forms::{etag_of, next, queue, send, writing};
use tests::person::Person;

use crate::refusals::assert_refused;

/// A W1 whose empty report the manager has authorised, with the NFA queued.
async fn queued(council: &Council) -> (Case<'_>, String) {
    let (case, step) = Case::arrived_at(council, "permanency_planning").await;
    opened_by(&council.sw, &step).await;
    let request = sent_by_saving(&council.sw, &step, send(to("authorise_report", &council.ps))).await;
    council.ps.complete(&request).await.expect("R1 is completed on an incomplete report");
    let opened = council.ps.open(&step).await.expect("the step");
    let edit = queue(&opened, vec![next("no_longer_required")]);
    council.ps.save(&step, edit).await.expect("the manager queues the NFA");
    (case, step)
}

async fn is_finished_by(council: &Council, who: &Person) {
    let (case, step) = queued(council).await;
    for other in [&council.sw, &council.finder, &council.iro] {
        let refused = assert_refused(other.finish(&step).await, Reason::NotAFinisher, &other.name);
        assert_eq!(refused.code(), tonic::Code::PermissionDenied);
    }
    let finished = who.finish(&step).await.expect("sections need not be complete, R2 is waived");
    assert_eq!(finished.case_outcome, "NO_LONGER_REQUIRED");
    assert_eq!(council.stored_outcome_of(&case.case_id).await, "NO_LONGER_REQUIRED");
}

#[tokio::test]
async fn a2_w1_ends_by_nfa_finished_by_the_practice_supervisor() {
    let council = Council::with_two_replicas().await;
    is_finished_by(&council, &council.ps).await;
}

#[tokio::test]
async fn a2_w1_ends_by_nfa_finished_by_another_team_manager() {
    let council = Council::with_two_replicas().await;
    is_finished_by(&council, &council.tm).await;
}

#[tokio::test]
async fn a2_w1_ends_by_nfa_finished_by_qaag() {
    let council = Council::with_two_replicas().await;
    is_finished_by(&council, &council.qaag).await;
}

#[tokio::test]
async fn a2_the_nfa_still_needs_the_managers_authorisation() {
    let council = Council::with_two_replicas().await;
    let (_, step) = Case::arrived_at(&council, "permanency_planning").await;
    let opened = opened_by(&council.sw, &step).await;
    let by_the_sw = council.sw.save(&step, queue(&opened, vec![next("no_longer_required")])).await;
    assert_refused(by_the_sw, Reason::NotAWriter, "next actions of W1 are the managers'");
    council.ps.save(&step, queue(&opened, vec![next("no_longer_required")])).await.expect("it is queued");
    let refused = assert_refused(council.ps.finish(&step).await, Reason::RequestNotSent, "without R1");
    assert_eq!(fault::violations_of(&refused), [Reason::RequestNotSent], "nothing else is asked for");
    let r2 = council.ps.save(&step, send(to_the_inbox("confirm_quality"))).await;
    let refused = assert_refused(r2, Reason::RequestOutOfOrder, "R2 before R1");
    assert!(fault::violations_of(&refused).contains(&Reason::SectionIncomplete), "R2 needs 1 to 17");
    let request = sent_by_saving(&council.sw, &step, send(to("authorise_report", &council.ps))).await;
    let refused = assert_refused(council.ps.finish(&step).await, Reason::RequestNotCompleted, "R1 open");
    assert_eq!(fault::metadata_of(&refused)["request_id"], request);
}

/// The report may be incomplete, and still it is the text as it stands that the manager authorised.
#[tokio::test]
async fn a2_an_edit_after_r1_voids_it_and_the_nfa_waits_for_another() {
    let council = Council::with_two_replicas().await;
    let (case, step) = queued(&council).await;
    council.until(async || council.ps.try_finish(&step).await.is_ok()).await;
    let opened = council.sw.open(&step).await.expect("the step");
    let field = council.forms.text_field("permanency_planning", 3);
    let edit = writing(3, &etag_of(&opened, 3), &field, "He moved in with his aunt.");
    assert_eq!(council.sw.save(&step, edit).await.expect("it is saved").voided_request_ids.len(), 1, "R1");
    for finisher in [&council.ps, &council.qaag] {
        let refused = assert_refused(finisher.finish(&step).await, Reason::RequestVoided, &finisher.name);
        assert_eq!(fault::violations_of(&refused), [Reason::RequestVoided], "nothing else is asked for");
    }
    assert_eq!(case.outcome().await, "");
    let again = sent_by_saving(&council.sw, &step, send(to("authorise_report", &council.ps))).await;
    council.ps.complete(&again).await.expect("the manager authorises the text as it stands");
    let finished = council.ps.finish(&step).await.expect("and it ends by NFA");
    assert_eq!(finished.case_outcome, "NO_LONGER_REQUIRED");
}

#[tokio::test]
async fn a2_an_open_r2_is_withdrawn_by_the_finish() {
    let council = Council::with_two_replicas().await;
    let (case, step) = Case::arrived_at(&council, "permanency_planning").await;
    case.report_authorised(&step).await;
    let opened = council.ps.open(&step).await.expect("the step");
    let mut edit = queue(&opened, vec![next("no_longer_required")]);
    edit.send_requests = vec![to_the_inbox("confirm_quality")];
    let quality = sent_by_saving(&council.ps, &step, edit).await;
    council.qaag.finish(&step).await.expect("R2 is waived");
    let found = council.iro.open(&step).await.expect("the step").requests;
    let found = found.iter().find(|it| it.request_id == quality).expect("R2");
    assert_eq!((found.state(), &found.answered), (RequestState::Withdrawn, &None));
    council.until(async || council.stored_request_state(&quality).await == "WITHDRAWN").await;
    let late = council.qaag.complete(&quality).await;
    assert_refused(late, Reason::RequestEnded, "it was taken back");
}

#[tokio::test]
async fn w2_ends_by_nfa_when_the_adm_disagrees_and_not_otherwise() {
    let council = Council::with_two_replicas().await;
    let (case, step) = Case::arrived_at(&council, "agency_decision").await;
    let both = vec![next("adm_agrees"), next("adm_disagrees")];
    let refer = case.referred_to_adm(&step, both).await;
    case.decide(&step, Decision::No).await;
    assert_refused(council.adm.complete(&refer).await, Reason::DecisionContradictsQueue, "both are queued");
    let excluding = council.adm.finish(&step).await;
    let refused = assert_refused(excluding, Reason::NextActionsExclude, "exactly one");
    assert!(fault::violations_of(&refused).contains(&Reason::AnswerRequired), "and one contradicts");

    let (case, step) = Case::arrived_at(&council, "agency_decision").await;
    let finished = case.decision(&step, Decision::No, &["adm_disagrees"]).await;
    assert_eq!((finished.created.len(), finished.case_outcome.as_str()), (0, "ADM_DISAGREED"));
}
