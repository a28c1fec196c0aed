//! workflow and requests, the one delicate seam: what was pressed counts, whatever is still on its way.

use crate::refusals::assert_refused;
use contracts::requests::v1::ClaimRequestRequest;
use contracts::requests::v1::request_service_client::RequestServiceClient;
use contracts::workflow::v1::{Edit, SectionEdit};
use fault::Reason;
use sqlx::{Connection, Executor, PgConnection};
use std::time::{Duration, Instant};
use tests::case::{Case, Decision, only_created, opened_by, sent_by_saving, to};
use tests::council::Council;
use tests::forms::{etag_of, next, writing};
use tests::person::{new_request_id, to_worker};
use tokio::time::sleep;

/// How long a consumer stands still.
const PAUSED_FOR: Duration = Duration::from_secs(2);

/// Longer than another replica needs to take a frozen one's place.
const NUMBERED_AFTER: Duration = Duration::from_millis(1_500);

/// The whole main line while one service's consumer of the other's feed stands still.
async fn walks_while_paused(service: &str, upstream: &str) {
    let council = Council::with_two_replicas().await;
    let (case, review) = Case::open(&council).await;
    council.pause(service, upstream);
    let planning = only_created(&case.review(&review).await);
    let decision = only_created(&case.planning(&planning).await);
    let referral = only_created(&case.decision(&decision, Decision::Yes, &["adm_agrees"]).await);
    let finding = only_created(&case.referral(&referral).await);
    case.finding(&finding, vec![next("to_information_sharing")]).await;
    council.resume(service, upstream);
}

#[tokio::test]
async fn save_then_complete_works_while_requests_does_not_hear_workflow() {
    walks_while_paused("requests", "workflow").await;
}

#[tokio::test]
async fn complete_then_finish_works_while_workflow_does_not_hear_requests() {
    walks_while_paused("workflow", "requests").await;
}

/// The version of the text as the step itself shows it: nothing is asked of requests before the answer.
async fn text_of(council: &Council, step: &str, request: &str) -> i64 {
    let opened = council.ps.open(step).await.expect("the step");
    opened.requests.iter().find(|it| it.request_id == request).expect("the request").covered_version
}

#[tokio::test]
async fn for_two_seconds_requests_hears_nothing_and_every_answer_is_taken() {
    let council = Council::with_two_replicas().await;
    let (case, mut step) = Case::arrived_at(&council, "family_finding").await;
    council.pause("requests", "workflow");
    let paused = Instant::now();
    while paused.elapsed() < PAUSED_FOR {
        let again = vec![next("family_finding_again")];
        let request = case.sent_for_authorisation(&council.finder, &step, again).await;
        assert!(!council.requests_knows(&request).await, "its consumer stands still");
        let text = text_of(&council, &step, &request).await;
        let ps = council.ps.asking_once();
        ps.complete_reading(&request, text).await.expect("it is heard of before it is refused");
        step = only_created(&ps.finish(&step).await.expect("an authorised step finishes"));
    }
    council.resume("requests", "workflow");
}

#[tokio::test]
async fn for_two_seconds_workflow_hears_nothing_and_every_finish_is_taken() {
    let council = Council::with_two_replicas().await;
    let (case, mut step) = Case::arrived_at(&council, "family_finding").await;
    council.pause("workflow", "requests");
    let paused = Instant::now();
    while paused.elapsed() < PAUSED_FOR {
        let again = vec![next("family_finding_again")];
        let request = case.authorised(&council.finder, &step, again).await;
        assert!(!council.workflow_knows_the_answer_to(&request).await, "its consumer stands still");
        let finished = council.ps.asking_once().finish(&step).await;
        let finished = finished.expect("it is heard of before it is refused");
        assert!(council.workflow_knows_the_answer_to(&request).await);
        step = only_created(&finished);
    }
    council.resume("workflow", "requests");
}

/// As when the replica that numbers them froze, and another one has to take over.
#[tokio::test]
async fn a_finish_waits_until_what_requests_told_has_its_number() {
    let council = Council::with_two_replicas().await;
    let (case, step) = Case::arrived_at(&council, "family_finding").await;
    let again = vec![next("family_finding_again")];
    let mut stands =
        PgConnection::connect_with(&council.suite.database().admin_options()).await.expect("a connection");
    stands.execute("begin; lock table requests.events in exclusive mode").await.expect("the lock");
    case.authorised(&council.finder, &step, again).await;
    let goes_on = async {
        sleep(NUMBERED_AFTER).await;
        stands.execute("rollback").await.expect("the lock is let go");
    };
    let ps = council.ps.asking_once();
    let (finished, ()) = tokio::join!(ps.finish(&step), goes_on);
    only_created(&finished.expect("it is waited for"));
}

#[tokio::test]
async fn the_manager_who_completes_and_presses_finish_at_once_is_not_refused() {
    let council = Council::with_two_replicas().await;
    let (case, mut step) = Case::arrived_at(&council, "family_finding").await;
    for _ in 0..25 {
        let again = vec![next("family_finding_again")];
        let request = case.sent_for_authorisation(&council.finder, &step, again).await;
        let ps = council.ps.asking_once();
        ps.complete(&request).await.expect("completed");
        step = only_created(&ps.finish(&step).await.expect("finished at once"));
    }
}

/// What the decision maker saves last is what their answer is measured by, though requests follows no feed.
async fn decided_anew_unheard(step_type: &str, agrees: &str) {
    let council = Council::with_two_replicas().await;
    let (case, step) = Case::arrived_at(&council, step_type).await;
    let action = case.with_its_reason(&step, agrees).await;
    let request = case.referred_to_adm(&step, vec![action]).await;
    case.decide(&step, Decision::Yes).await;
    council.all_is_heard().await;
    council.pause("requests", "workflow");
    case.decide(&step, Decision::No).await;
    let refused = council.adm.complete(&request).await;
    assert_refused(refused, Reason::DecisionContradictsQueue, "she has changed her mind");

    case.decide(&step, Decision::Yes).await;
    council.pause("requests", "workflow");
    let opened = council.adm.open(&step).await.expect("the step");
    let section =
        SectionEdit { number: 2, etag: etag_of(&opened, 2), complete: Some(false), ..Default::default() };
    let edit = Edit { sections: vec![section], ..Edit::default() };
    council.adm.save(&step, edit).await.expect("a tick is taken back");
    assert_refused(council.adm.complete(&request).await, Reason::AdmSectionIncomplete, "undecided again");
    assert_eq!(council.stored_request_state(&request).await, "SENT");

    case.decide(&step, Decision::Yes).await;
    council.adm.complete(&request).await.expect("decided as it is queued");
    council.resume("requests", "workflow");
}

#[tokio::test]
async fn the_decision_that_was_saved_last_counts_for_the_answer_at_the_plan() {
    decided_anew_unheard("agency_decision", "adm_agrees").await;
}

#[tokio::test]
async fn the_decision_that_was_saved_last_counts_for_the_answer_at_the_match() {
    decided_anew_unheard("panel_and_matching", "match_agreed").await;
}

#[tokio::test]
async fn what_was_sent_just_now_is_claimed_and_passed_on_while_requests_hears_nothing() {
    let council = Council::with_two_replicas().await;
    let (_, step) = Case::arrived_at(&council, "permanency_planning").await;
    opened_by(&council.sw, &step).await;
    council.pause("requests", "workflow");
    let [one, other] = [(); 2].map(|()| tests::forms::send(to("please_action", &council.tm)));
    let passed = sent_by_saving(&council.sw, &step, one).await;
    assert!(!council.requests_knows(&passed).await, "its consumer stands still");
    let held = council.tm.reassign_requests(&[&passed], to_worker(&council.other_sw.id)).await;
    held.expect("it is heard of before it is refused");
    assert_eq!(council.stored_list_of(&passed).await, council.other_sw.id);

    let claimed = sent_by_saving(&council.sw, &step, other).await;
    let message = ClaimRequestRequest { request_id: new_request_id(), id: claimed, etag: "1".into() };
    let mut requests = RequestServiceClient::new(council.tm.door());
    let claimed = requests.claim_request(council.tm.ask(message)).await.expect("heard of, and hers already");
    assert_eq!(claimed.into_inner().request.expect("the request").etag, "1");
    council.resume("requests", "workflow");
}

#[tokio::test]
async fn an_edit_after_the_answer_voids_it_for_both_services() {
    use contracts::requests::v1::RequestState as AtRequests;
    use contracts::workflow::v1::RequestState as AtWorkflow;
    let council = Council::with_two_replicas().await;
    let (case, step) = Case::arrived_at(&council, "permanency_planning").await;
    let request = case.report_authorised(&step).await;

    let opened = council.sw.open(&step).await.expect("the step");
    let field = council.forms.text_field("permanency_planning", 3);
    let edited = writing(3, &etag_of(&opened, 3), &field, "Written after the authorisation");
    let saved = council.sw.save(&step, edited).await;
    assert_eq!(saved.expect("an edit is saved").voided_request_ids, std::slice::from_ref(&request));
    let at_workflow = council.sw.open(&step).await.expect("the step").requests[0].state();
    assert_eq!(at_workflow, AtWorkflow::Voided);
    council
        .until(async || {
            council.ps.request(&request).await.expect("the request").state() == AtRequests::Voided
        })
        .await;

    let again =
        sent_by_saving(&council.sw, &step, tests::forms::send(to("authorise_report", &council.ps))).await;
    let replaced = council.sw.open(&step).await.expect("the step").requests;
    let replaced = replaced.iter().find(|it| it.request_id == again).expect("the new request");
    assert_eq!(replaced.replaces_id, request, "sent again, linked to the old one");
}

#[tokio::test]
async fn an_answer_to_a_text_that_was_edited_meanwhile_is_told_so() {
    let council = Council::with_two_replicas().await;
    let (_, step) = Case::arrived_at(&council, "permanency_planning").await;
    let started = opened_by(&council.sw, &step).await;
    let mut edit = council.forms.complete_all(&started);
    edit.send_requests = vec![to("authorise_report", &council.ps)];
    let request = sent_by_saving(&council.sw, &step, edit).await;
    let read = council.ps.request(&request).await.expect("the manager reads").covered_version;

    let opened = council.sw.open(&step).await.expect("the step");
    let field = council.forms.text_field("permanency_planning", 3);
    let edited = writing(3, &etag_of(&opened, 3), &field, "Changed while it was read");
    council.sw.save(&step, edited).await.expect("an edit is saved");
    council
        .until(async || council.ps.request(&request).await.expect("the request").covered_version > read)
        .await;
    let stale = council.ps.complete_reading(&request, read).await;
    let refused = assert_refused(stale, Reason::CoveredTextChanged, "an old text");
    assert_eq!(refused.code(), tonic::Code::Aborted);
    council.ps.complete(&request).await.expect("on the text as it stands");
}

#[tokio::test]
async fn two_last_steps_finished_at_once_close_the_case_once() {
    let council = Council::with_two_replicas().await;
    for _ in 0..10 {
        let (case, sharing) = Case::arrived_at(&council, "information_sharing").await;
        council.iro.ratify(&case.child_id, "With her carers", &council.today()).await.expect("ratified");
        let both = vec![next("to_placement"), next("to_child_in_care_planning")];
        let finished = case.sharing(&sharing, both).await;
        let [placement, planning] = ["SC Permanence Placement", "SC Child in Care Planning"].map(|title| {
            let found = finished.created.iter().find(|step| step.title == title);
            found.expect("both steps follow").workstep_id.clone()
        });
        case.write(&council.sw, &placement, vec![next("child_placed")]).await;
        case.write(&council.sw, &planning, vec![next("planning_handed_over")]).await;
        let (placed, handed_over) = tokio::join!(council.sw.finish(&placement), council.sw.finish(&planning));
        let told = [placed, handed_over].map(|it| it.expect("both finish").case_outcome);
        let closings = told.iter().filter(|outcome| !outcome.is_empty()).collect::<Vec<_>>();
        assert_eq!(closings, ["CHILD_PLACED"], "one of the two closes the case, with the strongest outcome");
        assert_eq!(case.outcome().await, "CHILD_PLACED");
        assert_eq!(
            council.events_about(&format!("case/{}", case.case_id)).await.len(),
            2,
            "opened and closed"
        );
    }
}
