//! Cancelling a step [ext]: by the child's own manager, with a reason; what was asked is withdrawn, the case closes with its
//! last open step.

use contracts::workflow::v1::{RequestState, TimelineKind, WorkstepState};
use fault::Reason;
use tests::case::{Case, opened_by, sent_by_saving, to};
use tests::council::Council;
use tests::forms::{next, queue, send};
use tests::person::to_worker;

use crate::refusals::assert_refused;

const WHY: &str = "The child has moved to another council";

#[tokio::test]
async fn a_step_is_cancelled_by_the_childs_manager_with_a_reason_and_by_nobody_else() {
    let council = Council::with_two_replicas().await;
    let (case, step) = Case::arrived_at(&council, "permanency_planning").await;
    for other in council.everybody().into_iter().filter(|person| person.id != council.ps.id) {
        let refused = assert_refused(other.cancel(&step, WHY).await, Reason::NotACanceller, &other.name);
        assert_eq!(refused.code(), tonic::Code::PermissionDenied);
    }
    let silent =
        assert_refused(council.ps.cancel(&step, " ").await, Reason::FieldInvalid, "without a reason");
    assert_eq!(fault::field_violations_of(&silent)[0].field, "reason");

    let cancelled = council.ps.cancel(&step, WHY).await.expect("the child's own supervisor");
    assert_eq!(cancelled.case_outcome, "CANCELLED");
    assert_eq!(council.stored_state_of(&step).await, "CANCELLED");
    assert_eq!(council.stored_outcome_of(&case.case_id).await, "CANCELLED");
    let timeline = council.timeline(&case.case_id).await;
    let entry = timeline.iter().find(|entry| entry.kind() == TimelineKind::WorkstepCancelled);
    assert_eq!(entry.expect("an entry").comment, WHY);
    let folder = council.sw.work_view().await.expect("a view").incoming_work.expect("a folder");
    assert_eq!(folder.count, 0, "a cancelled step leaves the folder");
    assert_refused(council.sw.start(&step).await, Reason::WorkstepNotIncoming, "it stays cancelled");
    let again = assert_refused(council.ps.cancel(&step, WHY).await, Reason::WorkstepEnded, "twice");
    assert_eq!(fault::metadata_of(&again)["state"], "CANCELLED");
    council.iro.start_case(&case.child_id).await.expect("a new case may begin");
}

#[tokio::test]
async fn to_take_a_step_in_hand_makes_nobody_the_childs_manager() {
    let council = Council::with_two_replicas().await;
    let (_, step) = Case::arrived_at(&council, "permanency_planning").await;
    council.tm.reassign_work(&[&step], to_worker(&council.tm.id)).await.expect("managers pass work on");
    assert_refused(council.tm.cancel(&step, WHY).await, Reason::NotACanceller, "a manager of other children");
    assert_eq!(council.stored_state_of(&step).await, "INCOMING");
    council.ps.cancel(&step, WHY).await.expect("the child's own, whoever has it in hand");
}

#[tokio::test]
async fn every_open_request_is_withdrawn_a_notification_too() {
    let council = Council::with_two_replicas().await;
    let (_, step) = Case::arrived_at(&council, "family_finding_request").await;
    let opened = opened_by(&council.sw, &step).await;
    let mut edit = council.forms.complete_all(&opened);
    edit.queue = queue(&opened, vec![next("to_family_finding")]).queue;
    edit.send_requests = vec![to("acknowledge_request", &council.ps)];
    let notification = sent_by_saving(&council.sw, &step, edit).await;
    council.ps.cancel(&step, WHY).await.expect("cancelled");
    let found = council.iro.open(&step).await.expect("the step").requests.remove(0);
    assert_eq!((found.state(), found.assignee), (RequestState::Withdrawn, None));
    council.until(async || council.stored_request_state(&notification).await == "WITHDRAWN").await;
    assert_refused(council.ps.complete(&notification).await, Reason::RequestEnded, "nobody is asked");

    let (_, step) = Case::arrived_at(&council, "permanency_planning").await;
    opened_by(&council.sw, &step).await;
    let authorise = sent_by_saving(&council.sw, &step, send(to("authorise_report", &council.ps))).await;
    let optional = sent_by_saving(&council.sw, &step, send(to("please_action", &council.support))).await;
    council.ps.cancel(&step, WHY).await.expect("cancelled");
    for request in [authorise, optional] {
        council.until(async || council.stored_request_state(&request).await == "WITHDRAWN").await;
    }
}

#[tokio::test]
async fn an_answer_that_crossed_with_the_cancellation_stands_in_both_services() {
    let council = Council::with_two_replicas().await;
    let (_, step) = Case::arrived_at(&council, "permanency_planning").await;
    opened_by(&council.sw, &step).await;
    let request = sent_by_saving(&council.sw, &step, send(to("authorise_report", &council.ps))).await;
    council.ps.request(&request).await.expect("it is there");
    council.pause("requests", "workflow");
    council.ps.cancel(&step, WHY).await.expect("cancelled");
    council.ps.send_back(&request, "I was late").await.expect("requests has not heard of it");
    council.resume("requests", "workflow");
    let at_workflow = async || {
        let step = council.iro.open(&step).await.expect("the step");
        assert_eq!(step.state(), WorkstepState::Cancelled);
        step.requests[0].state()
    };
    council.until(async || at_workflow().await == RequestState::Returned).await;
    assert_eq!(council.stored_request_state(&request).await, "RETURNED");
}

#[tokio::test]
async fn two_last_steps_cancelled_and_finished_at_once_close_the_case_once() {
    let council = Council::with_two_replicas().await;
    for _ in 0..5 {
        let (case, sharing) = Case::arrived_at(&council, "information_sharing").await;
        case.sharing(&sharing, vec![next("to_panel"), next("to_child_in_care_planning")]).await;
        let panel = super::step_of(&case, "panel_and_matching").await.workstep_id;
        let planning = super::step_of(&case, "child_in_care_planning").await.workstep_id;
        case.write(&council.sw, &planning, vec![next("planning_handed_over")]).await;
        let (finished, cancelled) =
            tokio::join!(council.sw.finish(&planning), council.ps.cancel(&panel, WHY));
        let told = [finished.expect("finished").case_outcome, cancelled.expect("cancelled").case_outcome];
        let closings: Vec<&String> = told.iter().filter(|outcome| !outcome.is_empty()).collect();
        assert_eq!(closings, ["HANDED_OVER"], "one of the two closes it, with the strongest outcome");
        assert_eq!(council.events_about(&format!("case/{}", case.case_id)).await.len(), 2);
    }
}
