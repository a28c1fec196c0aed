//! Requests in full: sent back with a comment, taken back, sent again, and the way back when a decision contradicts what
//! is queued (A1).

use contracts::requests::v1::RequestState as AtRequests;
use contracts::workflow::v1::{RequestState, SentRequest, TimelineKind};
use fault::Reason;
use tests::case::{Case, Decision, opened_by, sent_by_saving, to, to_the_inbox};
use tests::council::Council;
use tests::forms::{next, queue, send};
use tests::person::Person;

use crate::refusals::assert_refused;

const WHY: &str = "Section 8 does not say where his sister lives.";

async fn request_of(council: &Council, step: &str, request: &str) -> SentRequest {
    let requests = council.iro.open(step).await.expect("the step").requests;
    requests.into_iter().find(|it| it.request_id == request).expect("the request")
}

/// Both services agree about what became of a request.
async fn settles_as(council: &Council, step: &str, request: &str, state: RequestState) -> SentRequest {
    council.until(async || request_of(council, step, request).await.state() == state).await;
    let there = council.iro.request(request).await.expect("the request").state();
    assert_eq!(there.as_str_name(), state.as_str_name());
    request_of(council, step, request).await
}

async fn stands_in_no_list(council: &Council, request: &str) {
    for person in council.everybody() {
        let folder = person.work_view().await.expect("a work view").incoming_requests.expect("a folder");
        let found = folder.requests.iter().any(|it| it.request_id == request);
        assert!(!found, "{} still has it", person.name);
        assert_eq!(folder.count as usize, folder.requests.len());
    }
}

async fn entries(council: &Council, case: &Case<'_>, kind: TimelineKind) -> Vec<String> {
    let timeline = council.timeline(&case.case_id).await;
    let of_kind = timeline.into_iter().filter(|entry| entry.kind() == kind);
    of_kind.map(|entry| entry.comment).collect()
}

/// R1, sent on an empty report, which is permitted.
async fn r1(council: &Council) -> (Case<'_>, String, String) {
    let (case, step) = Case::arrived_at(council, "permanency_planning").await;
    opened_by(&council.sw, &step).await;
    let request = sent_by_saving(&council.sw, &step, send(to("authorise_report", &council.ps))).await;
    (case, step, request)
}

#[tokio::test]
async fn a_request_is_sent_back_with_a_comment_and_sent_again_as_a_new_one_linked_to_it() {
    let council = Council::with_two_replicas().await;
    let (case, step, request) = r1(&council).await;
    let silent = council.ps.send_back(&request, "").await;
    let refused = assert_refused(silent, Reason::FieldInvalid, "without a comment");
    assert_eq!(fault::field_violations_of(&refused)[0].field, "comment");
    assert_refused(council.tm.send_back(&request, WHY).await, Reason::NotTheAssignee, "another manager");

    council.ps.send_back(&request, WHY).await.expect("the manager may");
    let returned = settles_as(&council, &step, &request, RequestState::Returned).await;
    assert_eq!((returned.comment.as_str(), returned.assignee), (WHY, None));
    assert_eq!(returned.answered.expect("an act").by.expect("somebody").worker_id, council.ps.id);
    stands_in_no_list(&council, &request).await;
    assert_eq!(entries(&council, &case, TimelineKind::RequestReturned).await, [WHY]);
    let told = council.events_about(&format!("request/{request}")).await;
    let arrived = "permanence.requests.v1.RequestArrived";
    assert_eq!(
        told,
        ["permanence.workflow.v1.RequestSent", arrived, "permanence.requests.v1.RequestReturned"]
    );
    assert_refused(council.qaag.finish(&step).await, Reason::RequestNotSent, "R1 counts for nothing");

    let again = sent_by_saving(&council.sw, &step, send(to("authorise_report", &council.tm))).await;
    assert_ne!(again, request, "a new request");
    assert_eq!(request_of(&council, &step, &again).await.replaces_id, request);
    assert_eq!(council.tm.request(&again).await.expect("the new one").replaces_id, request);
    assert_refused(council.ps.complete(&request).await, Reason::RequestEnded, "the old one stays returned");
    council.tm.complete(&again).await.expect("the new one is answered");
}

#[tokio::test]
async fn a_request_is_withdrawn_by_its_sender_alone_and_sent_again() {
    let council = Council::with_two_replicas().await;
    let (case, step, request) = r1(&council).await;
    for other in [&council.ps, &council.tm, &council.other_sw] {
        let refused = assert_refused(other.withdraw(&request).await, Reason::NotTheSender, &other.name);
        assert_eq!(refused.code(), tonic::Code::PermissionDenied);
    }
    council.sw.withdraw(&request).await.expect("the sender may");
    settles_as(&council, &step, &request, RequestState::Withdrawn).await;
    stands_in_no_list(&council, &request).await;
    assert_eq!(council.stored_request_state(&request).await, "WITHDRAWN");
    assert_eq!(entries(&council, &case, TimelineKind::RequestWithdrawn).await.len(), 1);
    let twice = assert_refused(council.sw.withdraw(&request).await, Reason::RequestEnded, "twice");
    assert_eq!(twice.code(), tonic::Code::FailedPrecondition);

    let again = sent_by_saving(&council.sw, &step, send(to("authorise_report", &council.ps))).await;
    assert_eq!(request_of(&council, &step, &again).await.replaces_id, request);
}

#[tokio::test]
async fn any_request_but_a_notification_is_returned_and_withdrawn() {
    let council = Council::with_two_replicas().await;
    let (_, step, authorise) = r1(&council).await;
    let complete = council.sw.open(&step).await.expect("the step");
    council.sw.save(&step, council.forms.complete_all(&complete)).await.expect("the report is written");
    let written = request_of(&council, &step, &authorise).await.covered_version;
    council.ps.complete_reading(&authorise, written).await.expect("authorised on the text as it stands");
    let quality = sent_by_saving(&council.ps, &step, send(to_the_inbox("confirm_quality"))).await;
    council.qaag.send_back(&quality, "A page is missing").await.expect("R2");
    let quality = sent_by_saving(&council.ps, &step, send(to_the_inbox("confirm_quality"))).await;
    council.ps.withdraw(&quality).await.expect("R2");
    for optional in ["allocate_parallel_planning", "please_action", "request_panel_date"] {
        let sent = async || sent_by_saving(&council.sw, &step, send(to(optional, &council.support))).await;
        let (returned, withdrawn) = (sent().await, sent().await);
        council.support.send_back(&returned, "Not for me").await.expect(optional);
        council.sw.withdraw(&withdrawn).await.expect(optional);
        settles_as(&council, &step, &returned, RequestState::Returned).await;
        settles_as(&council, &step, &withdrawn, RequestState::Withdrawn).await;
    }

    let (case, finding) = Case::arrived_at(&council, "family_finding").await;
    let again = || vec![next("family_finding_again")];
    let asked = case.sent_for_authorisation(&council.finder, &finding, again()).await;
    council.ps.send_back(&asked, "Which family?").await.expect("R8");
    let asked = sent_by_saving(&council.finder, &finding, send(to("authorise", &council.ps))).await;
    council.finder.withdraw(&asked).await.expect("R8");
    settles_as(&council, &finding, &asked, RequestState::Withdrawn).await;
}

#[tokio::test]
async fn what_the_decision_maker_and_the_meetings_manager_are_asked_is_returned_and_withdrawn() {
    let council = Council::with_two_replicas().await;
    let both_ways = async |step: &str, sender: &Person, answers: &Person, sent: &str, request: &str| {
        answers.send_back(sent, WHY).await.expect(request);
        let returned = settles_as(&council, step, sent, RequestState::Returned).await;
        assert_eq!(returned.comment, WHY);
        let again = sent_by_saving(sender, step, send(to(request, answers))).await;
        sender.withdraw(&again).await.expect(request);
        settles_as(&council, step, &again, RequestState::Withdrawn).await;
        stands_in_no_list(&council, &again).await;
        let finish = answers.finish(step).await;
        assert_refused(finish, Reason::RequestNotSent, "neither of the two counts");
        let once_more = sent_by_saving(sender, step, send(to(request, answers))).await;
        assert_eq!(request_of(&council, step, &once_more).await.replaces_id, again);
    };
    let (case, plan) = Case::arrived_at(&council, "agency_decision").await;
    let sent = case.referred_to_adm(&plan, vec![next("adm_agrees")]).await;
    both_ways(&plan, &council.qaag, &council.adm, &sent, "refer_to_adm").await;
    let (case, meeting) = Case::arrived_at(&council, "information_sharing").await;
    let sent = case.sent_for_authorisation(&council.sw, &meeting, vec![next("to_panel")]).await;
    both_ways(&meeting, &council.sw, &council.ps, &sent, "authorise").await;
}

#[tokio::test]
async fn a_notification_is_neither_returned_nor_withdrawn() {
    let council = Council::with_two_replicas().await;
    let (case, step) = Case::arrived_at(&council, "family_finding_request").await;
    case.referral(&step).await;
    let request = council.iro.open(&step).await.expect("the step").requests[0].request_id.clone();
    for refused in [council.ps.send_back(&request, WHY).await, council.sw.withdraw(&request).await] {
        let refused = assert_refused(refused, Reason::NotificationStands, "R7");
        assert_eq!(refused.code(), tonic::Code::FailedPrecondition);
    }
    assert_eq!(council.stored_request_state(&request).await, "SENT");
    council.ps.complete(&request).await.expect("it is completed after the finish");
}

/// Sent again at once, while workflow does not hear the requests service by itself.
async fn is_sent_again_unheard(ended: impl AsyncFn(&Council, &str)) {
    let council = Council::with_two_replicas().await;
    let (_, step, request) = r1(&council).await;
    let still_open = council.sw.save(&step, send(to("authorise_report", &council.tm))).await;
    let refused = assert_refused(still_open, Reason::RequestAlreadyOpen, "while it is open");
    assert_eq!(fault::metadata_of(&refused)["request_id"], request);

    council.pause("workflow", "requests");
    ended(&council, &request).await;
    let again = sent_by_saving(&council.sw, &step, send(to("authorise_report", &council.tm))).await;
    assert_eq!(request_of(&council, &step, &again).await.replaces_id, request);
    council.resume("workflow", "requests");
}

#[tokio::test]
async fn a_return_that_workflow_has_not_heard_of_is_heard_before_sending_again_is_refused() {
    is_sent_again_unheard(async |council, request| {
        council.ps.send_back(request, WHY).await.expect("returned");
    })
    .await;
}

#[tokio::test]
async fn a_withdrawal_that_workflow_has_not_heard_of_is_heard_before_sending_again_is_refused() {
    is_sent_again_unheard(async |council, request| {
        council.sw.withdraw(request).await.expect("withdrawn");
    })
    .await;
}

/// The decision contradicts the queue: the ADM cannot complete, returns; QAAG changes section 3 and sends again.
async fn way_back(step_type: &str, queued: &str, decision: Decision, then: &[&str]) {
    let council = Council::with_two_replicas().await;
    let (case, step) = Case::arrived_at(&council, step_type).await;
    let first = case.with_its_reason(&step, queued).await;
    let refer = case.referred_to_adm(&step, vec![first]).await;
    assert_refused(council.adm.complete(&refer).await, Reason::AdmSectionIncomplete, "before the decision");
    case.decide(&step, decision).await;
    let contradicts = assert_refused(
        council.adm.complete(&refer).await,
        Reason::DecisionContradictsQueue,
        "the queue says the opposite",
    );
    assert_eq!(contradicts.code(), tonic::Code::FailedPrecondition);
    council.adm.send_back(&refer, "I have decided otherwise").await.expect("the ADM returns R6");

    let mut changed = Vec::new();
    for action in then {
        changed.push(case.with_its_reason(&step, action).await);
    }
    let opened = council.qaag.open(&step).await.expect("the step");
    let mut edit = queue(&opened, changed);
    edit.send_requests = vec![to("refer_to_adm", &council.adm)];
    let again = sent_by_saving(&council.qaag, &step, edit).await;
    assert_eq!(request_of(&council, &step, &again).await.replaces_id, refer);
    council.adm.complete(&again).await.expect("now they agree");
    council.adm.finish(&step).await.expect("and the step finishes");
}

#[tokio::test]
async fn a1_the_adm_disagrees_with_an_agreeing_queue_and_returns_it() {
    way_back("agency_decision", "adm_agrees", Decision::No, &["adm_disagrees"]).await;
}

#[tokio::test]
async fn a1_the_adm_agrees_against_a_disagreeing_queue_and_returns_it() {
    way_back("agency_decision", "adm_disagrees", Decision::Yes, &["adm_agrees"]).await;
}

#[tokio::test]
async fn a1_the_adm_does_not_approve_a_match_that_is_queued_as_agreed_and_returns_it() {
    let then = ["match_not_agreed", "family_finding_again"];
    way_back("panel_and_matching", "match_agreed", Decision::No, &then).await;
}

#[tokio::test]
async fn a1_the_adm_approves_a_match_that_is_queued_as_not_agreed_and_returns_it() {
    way_back("panel_and_matching", "match_not_agreed", Decision::Yes, &["match_agreed"]).await;
}

#[tokio::test]
async fn a1_changing_the_queue_voids_a_completed_r6_and_the_finish_checks_once_more() {
    let council = Council::with_two_replicas().await;
    let (case, step) = Case::arrived_at(&council, "agency_decision").await;
    let refer = case.referred_to_adm(&step, vec![next("adm_agrees")]).await;
    case.decide(&step, Decision::Yes).await;
    council.adm.complete(&refer).await.expect("the ADM completes");
    council.until(async || request_of(&council, &step, &refer).await.completed_version > 0).await;

    let opened = council.qaag.open(&step).await.expect("the step");
    let saved = council.qaag.save(&step, queue(&opened, vec![next("adm_disagrees")])).await;
    assert_eq!(saved.expect("the queue is changed").voided_request_ids, std::slice::from_ref(&refer));
    let finish = council.adm.finish(&step).await;
    let refused = assert_refused(finish, Reason::RequestVoided, "R6 was completed on another queue");
    assert!(
        fault::violations_of(&refused).contains(&Reason::AnswerRequired),
        "and it contradicts: {refused:?}"
    );
    council
        .until(async || council.adm.request(&refer).await.expect("R6").state() == AtRequests::Voided)
        .await;

    let opened = council.qaag.open(&step).await.expect("the step");
    let mut edit = queue(&opened, vec![next("adm_agrees")]);
    edit.send_requests = vec![to("refer_to_adm", &council.adm)];
    let again = sent_by_saving(&council.qaag, &step, edit).await;
    council.adm.complete(&again).await.expect("there and back is another text, authorised anew");
    council.adm.finish(&step).await.expect("the step finishes");
}
