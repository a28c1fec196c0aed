//! An edit takes away what a completion stood on: a completed R1 and whatever stands on it, and R6 with what is queued. An
//! open request follows the text, save R2, which stands on R1.

use contracts::workflow::v1::SaveWorkstepResponse;
use fault::Reason;
use tests::case::{Case, Decision, opened_by, sent_by_saving, to, to_the_inbox};
use tests::council::Council;
use tests::forms::{etag_of, next, queue, send, writing};
use tests::person::Person;

use crate::refusals::assert_refused;

/// The social worker corrects a section of the report.
async fn report_corrected(council: &Council, step: &str) -> SaveWorkstepResponse {
    let opened = council.sw.open(step).await.expect("the step");
    let field = council.forms.text_field("permanency_planning", 3);
    let edit = writing(3, &etag_of(&opened, 3), &field, "Corrected after it was read");
    council.sw.save(step, edit).await.expect("the report is corrected")
}

/// The manager who completed R1 queues the next action and sends R2. Gives its id.
async fn sent_to_qaag(council: &Council, step: &str) -> String {
    let opened = council.ps.open(step).await.expect("the step");
    let mut edit = queue(&opened, vec![next("to_agency_decision")]);
    edit.send_requests = vec![to_the_inbox("confirm_quality")];
    sent_by_saving(&council.ps, step, edit).await
}

async fn stored_as(council: &Council, request: &str, state: &str) {
    council.until(async || council.stored_request_state(request).await == state).await;
}

/// Waits until whoever reads the request is shown a newer text than that. (An answer that is faster than the news of the
/// edit is taken, and voided as it arrives where the text is.)
async fn newer_text_heard(council: &Council, reader: &Person, request: &str, read: i64) {
    council.until(async || reader.request(request).await.expect("the request").covered_version > read).await;
}

/// The request stands in nobody's list, and an answer to it is refused.
async fn ended_for(council: &Council, request: &str, whose: &Person) {
    stored_as(council, request, "VOIDED").await;
    for person in council.everybody() {
        let view = person.work_view().await.expect("a work view");
        let waiting = view.incoming_requests.expect("a folder").requests;
        assert!(waiting.iter().all(|it| it.request_id != request), "{} still sees it", person.name);
    }
    assert_refused(whose.complete(request).await, Reason::RequestEnded, "an answer to a voided request");
}

/// The way that is left after an edit: R1 again, and R2 again, each in place of the voided one.
async fn authorised_anew(council: &Council, step: &str, authorise: &str, confirm: &str) {
    let refused = assert_refused(council.qaag.finish(step).await, Reason::RequestVoided, "finish");
    let voided = fault::violations_of(&refused).into_iter().filter(|it| *it == Reason::RequestVoided);
    assert_eq!(voided.count(), 2, "R1 and R2 are both named");
    let early = council.ps.save(step, send(to_the_inbox("confirm_quality"))).await;
    assert_refused(early, Reason::RequestOutOfOrder, "R2 before R1 on the same text");

    let again = sent_by_saving(&council.sw, step, send(to("authorise_report", &council.ps))).await;
    council.ps.complete(&again).await.expect("the manager authorises the corrected text");
    let confirmed = sent_by_saving(&council.ps, step, send(to_the_inbox("confirm_quality"))).await;
    council.qaag.complete(&confirmed).await.expect("QAAG confirms the corrected text");
    council.qaag.finish(step).await.expect("a report that is authorised as it stands finishes");
    let requests = council.iro.open(step).await.expect("the step").requests;
    let replaced =
        |id: &str| requests.iter().find(|it| it.request_id == id).expect("the request").replaces_id.clone();
    assert_eq!((replaced(&again).as_str(), replaced(&confirmed).as_str()), (authorise, confirm));
}

#[tokio::test]
async fn r1_open_follows_the_text_and_an_answer_to_what_stood_before_is_aborted() {
    let council = Council::with_two_replicas().await;
    let (_, step) = Case::arrived_at(&council, "permanency_planning").await;
    let started = opened_by(&council.sw, &step).await;
    let mut edit = council.forms.complete_all(&started);
    edit.send_requests = vec![to("authorise_report", &council.ps)];
    let request = sent_by_saving(&council.sw, &step, edit).await;
    let read = council.ps.request(&request).await.expect("the manager reads it").covered_version;

    let saved = report_corrected(&council, &step).await;
    assert!(saved.voided_request_ids.is_empty(), "{saved:?}");
    newer_text_heard(&council, &council.ps, &request, read).await;
    let late = council.ps.complete_reading(&request, read).await;
    let refused = assert_refused(late, Reason::CoveredTextChanged, "on the text that was read before");
    assert_eq!(refused.code(), tonic::Code::Aborted);
    stored_as(&council, &request, "SENT").await;
    council.ps.complete(&request).await.expect("on the text as it stands");
    stored_as(&council, &request, "COMPLETED").await;
}

/// An open request goes with the text: who read the old one is told, and the answer to the new one counts.
async fn follows(council: &Council, step: &str, request: &str, reader: &Person, writer: &Person) {
    let read = reader.request(request).await.expect("it is read").covered_version;
    let opened = writer.open(step).await.expect("the step");
    let field = council.forms.text_field(&opened.r#type, 1);
    let edit = writing(1, &etag_of(&opened, 1), &field, "Corrected after it was read");
    let saved = writer.save(step, edit).await.expect("it is corrected");
    assert!(saved.voided_request_ids.is_empty(), "an open one follows: {saved:?}");
    newer_text_heard(council, reader, request, read).await;
    let late = reader.complete_reading(request, read).await;
    let refused = assert_refused(late, Reason::CoveredTextChanged, "on the text that was read before");
    assert_eq!(refused.code(), tonic::Code::Aborted);
    stored_as(council, request, "SENT").await;
    reader.complete(request).await.expect("on the text as it stands");
    stored_as(council, request, "COMPLETED").await;
}

#[tokio::test]
async fn r8_open_follows_the_text_at_w4() {
    let council = Council::with_two_replicas().await;
    let (case, step) = Case::arrived_at(&council, "family_finding").await;
    let request =
        case.sent_for_authorisation(&council.finder, &step, vec![next("to_information_sharing")]).await;
    follows(&council, &step, &request, &council.ps, &council.finder).await;
    council.ps.finish(&step).await.expect("what was authorised is what stands");
}

#[tokio::test]
async fn r8_open_follows_the_text_at_w5() {
    let council = Council::with_two_replicas().await;
    let (case, step) = Case::arrived_at(&council, "information_sharing").await;
    let request = case.sent_for_authorisation(&council.sw, &step, vec![next("to_panel")]).await;
    follows(&council, &step, &request, &council.ps, &council.sw).await;
    council.ps.finish(&step).await.expect("what was authorised is what stands");
}

/// R6 on either step, whose section 1 is corrected while the ADM reads.
async fn r6_follows(step_type: &str, agreed: &str) {
    let council = Council::with_two_replicas().await;
    let (case, step) = Case::arrived_at(&council, step_type).await;
    let action = case.with_its_reason(&step, agreed).await;
    let request = case.referred_to_adm(&step, vec![action]).await;
    case.decide(&step, Decision::Yes).await;
    follows(&council, &step, &request, &council.adm, &council.qaag).await;
    council.adm.finish(&step).await.expect("what was referred is what stands");
}

#[tokio::test]
async fn r6_open_follows_the_text_at_w2() {
    r6_follows("agency_decision", "adm_agrees").await;
}

#[tokio::test]
async fn r6_open_follows_the_text_at_w6() {
    r6_follows("panel_and_matching", "match_agreed").await;
}

#[tokio::test]
async fn r2_open_is_voided_together_with_r1_by_an_edit() {
    let council = Council::with_two_replicas().await;
    let (case, step) = Case::arrived_at(&council, "permanency_planning").await;
    let authorise = case.report_authorised(&step).await;
    let confirm = sent_to_qaag(&council, &step).await;

    let saved = report_corrected(&council, &step).await;
    assert_eq!(saved.voided_request_ids, [authorise.clone(), confirm.clone()]);
    ended_for(&council, &authorise, &council.ps).await;
    ended_for(&council, &confirm, &council.qaag).await;
    authorised_anew(&council, &step, &authorise, &confirm).await;
}

#[tokio::test]
async fn r2_completed_is_voided_together_with_r1_by_an_edit() {
    let council = Council::with_two_replicas().await;
    let (case, step) = Case::arrived_at(&council, "permanency_planning").await;
    let authorise = case.report_authorised(&step).await;
    let confirm = sent_to_qaag(&council, &step).await;
    council.qaag.complete(&confirm).await.expect("QAAG confirms");
    council.until(async || council.qaag.try_finish(&step).await.is_ok()).await;

    let saved = report_corrected(&council, &step).await;
    assert_eq!(saved.voided_request_ids, [authorise.clone(), confirm.clone()]);
    ended_for(&council, &authorise, &council.ps).await;
    ended_for(&council, &confirm, &council.qaag).await;
    authorised_anew(&council, &step, &authorise, &confirm).await;
}

/// R6 on either step: QAAG changes what is queued while the ADM reads, and after the ADM completed.
async fn queue_changed(step_type: &str, agrees: &str, otherwise: &[&str]) {
    let council = Council::with_two_replicas().await;
    let (case, step) = Case::arrived_at(&council, step_type).await;
    let agreed = case.with_its_reason(&step, agrees).await;
    let mut other = Vec::new();
    for action in otherwise {
        other.push(case.with_its_reason(&step, action).await);
    }
    let queued = async |actions| {
        let opened = council.qaag.open(&step).await.expect("the step");
        council.qaag.save(&step, queue(&opened, actions)).await.expect("QAAG changes the queue")
    };
    let request = case.referred_to_adm(&step, other).await;
    case.decide(&step, Decision::Yes).await;
    let contrary = council.adm.complete(&request).await;
    assert_refused(contrary, Reason::DecisionContradictsQueue, "decided otherwise than queued");
    let read = council.adm.request(&request).await.expect("the ADM reads it").covered_version;

    assert!(queued(vec![agreed.clone()]).await.voided_request_ids.is_empty(), "an open R6 follows the queue");
    newer_text_heard(&council, &council.adm, &request, read).await;
    let late = council.adm.complete_reading(&request, read).await;
    assert_refused(late, Reason::CoveredTextChanged, "on the queue that was read before");
    council.adm.complete(&request).await.expect("on the queue as it stands");
    council.until(async || council.adm.try_finish(&step).await.is_ok()).await;

    assert_eq!(queued(vec![]).await.voided_request_ids, [request.as_str()], "a completed R6 is voided");
    ended_for(&council, &request, &council.adm).await;
    queued(vec![agreed]).await;
    let finish = council.adm.finish(&step).await;
    assert_refused(finish, Reason::RequestVoided, "the same queue again is not what was authorised");
    let again = sent_by_saving(&council.qaag, &step, send(to("refer_to_adm", &council.adm))).await;
    council.adm.complete(&again).await.expect("the ADM completes anew");
    council.adm.finish(&step).await.expect("a decided step finishes");
    assert_eq!(council.stored_state_of(&step).await, "FINISHED");
}

#[tokio::test]
async fn r6_is_voided_by_a_change_of_the_queue_at_w2() {
    queue_changed("agency_decision", "adm_agrees", &["adm_disagrees"]).await;
}

#[tokio::test]
async fn r6_is_voided_by_a_change_of_the_queue_at_w6() {
    let otherwise = ["match_not_agreed", "family_finding_again"];
    queue_changed("panel_and_matching", "match_agreed", &otherwise).await;
}
