//! What workflow hears from the requests service and from the directory.

use crate::{
    council::{Council, until},
    edits::{ask, sections, text},
    people::{CHLOE, id_of, to, to_qaag},
    refusals::refused,
};
use contracts::{
    requests::v1::{RequestClaimed, RequestReturned},
    r#type::v1::{Act, Assignee, WorkerRef, assignee::Holder},
    workflow::v1::{
        Edit, FinishWorkstepRequest, ListIncomingWorkRequest, RequestBriefed, RequestState,
        SaveWorkstepRequest, Workstep,
    },
};
use eventlog::NewEvent;
use fault::Reason;

async fn save(council: &Council, subject: &str, step: &Workstep, edit: Edit) {
    let request = SaveWorkstepRequest {
        request_id: council.id(),
        workstep_id: step.workstep_id.clone(),
        edit: Some(edit),
    };
    council.worksteps(subject).save_workstep(request).await.expect("to save");
}

#[tokio::test]
async fn a_completion_on_a_text_that_was_edited_meanwhile_is_voided_as_it_arrives() {
    let council = Council::new().await;
    let (step, request_id) = council.visit_sent_for_approval(&["to_review"]).await;
    save(&council, "sam", &step, sections([text(&step, 1, "seen", "something else", None)])).await;
    council.complete("priya", &request_id, &step.workstep_id, step.requests[0].covered_version).await;

    let voided = |step: &Workstep| step.requests[0].state() == RequestState::Voided;
    until("the answer is heard", || async { voided(&council.see("sam", &step.workstep_id).await) }).await;
    let briefed = council.told::<RequestBriefed>(2).await;
    assert!(briefed[1].brief.as_ref().unwrap().voided, "the requests service hears that it is void");
    let request = council.see("sam", &step.workstep_id).await.requests.remove(0);
    assert_eq!((request.completed_version, request.covered_version), (2, 3));
    assert_eq!(request.answered.unwrap().by.unwrap().display_name, "Priya Nair");
}

#[tokio::test]
async fn what_is_heard_again_changes_nothing() {
    let council = Council::new().await;
    let step = council.approved_visit(&["to_review"]).await;
    let request = &step.requests[0];
    council.complete("theo", &request.request_id, &step.workstep_id, 2).await;
    council.hear_all_of_requests().await;
    assert_eq!(council.see("sam", &step.workstep_id).await, step, "an answer is final");
}

#[tokio::test]
async fn a_request_that_somebody_took_out_of_an_inbox_is_theirs() {
    let council = Council::new().await;
    let step = council.approved_visit(&["to_review"]).await;
    save(
        &council,
        "priya",
        &step,
        Edit { send_requests: vec![ask("second_look", to_qaag())], ..Edit::default() },
    )
    .await;
    let request = council.see("sam", &step.workstep_id).await.requests.remove(1);
    let quinn = WorkerRef { worker_id: id_of("quinn").to_string(), ..WorkerRef::default() };
    let claimed = RequestClaimed {
        request_id: request.request_id.clone(),
        workstep_id: step.workstep_id.clone(),
        assignee: Some(Assignee { holder: Some(Holder::Worker(quinn.clone())) }),
        claimed: Some(Act { by: Some(quinn), on_behalf_of: None, time: request.sent.unwrap().time }),
    };
    let clock = council.suite.clock();
    let event =
        NewEvent::of(clock.new_id(), format!("request/{}", request.request_id), 2, clock.now(), &claimed);
    council.requests_tell(event.child(CHLOE)).await;
    council.hear_all_of_requests().await;

    let request = council.see("sam", &step.workstep_id).await.requests.remove(1);
    let Some(Holder::Worker(holder)) = request.assignee.unwrap().holder else { panic!("a worker has it") };
    assert_eq!((holder.display_name.as_str(), request.state), ("Quinn Adeyemi", RequestState::Sent.into()));
}

#[tokio::test]
async fn an_answer_to_a_request_that_was_never_sent_is_parked_and_the_rest_goes_on() {
    let council = Council::new().await;
    let (step, request_id) = council.visit_sent_for_approval(&["to_review"]).await;
    let clock = council.suite.clock();
    let lost = RequestClaimed {
        request_id: council.id(),
        workstep_id: council.id(),
        assignee: Some(to_qaag()),
        claimed: Some(Act {
            by: Some(WorkerRef { worker_id: id_of("quinn").to_string(), ..WorkerRef::default() }),
            on_behalf_of: None,
            time: Some(prost_types::Timestamp { seconds: clock.now().timestamp(), nanos: 0 }),
        }),
    };
    let event = NewEvent::of(clock.new_id(), "request/lost", 1, clock.now(), &lost).child("another");
    council.requests_tell(event).await;
    council.complete("priya", &request_id, &step.workstep_id, 2).await;
    council.hear_all_of_requests().await;

    assert_eq!(council.count("select count(*) from workflow.parked").await, 1);
    let finish = FinishWorkstepRequest {
        request_id: council.id(),
        workstep_id: step.workstep_id.clone(),
        ..FinishWorkstepRequest::default()
    };
    council.worksteps("sam").finish_workstep(finish).await.unwrap();
}

#[tokio::test]
async fn who_has_not_heard_the_directory_for_five_seconds_tells_nobody_anything() {
    let council = Council::new().await;
    council.suite.pause("workflow", "permanence.directory");
    let silent = "with silenced as (
                    update workflow.feed_cursor set heard_at = now() - interval '6 seconds'
                    where upstream = 'permanence.directory' returning 1)
                  select count(*) from silenced";
    assert_eq!(council.count(silent).await, 1);
    let folder = || ListIncomingWorkRequest::default();
    until("the pause has begun", || async {
        council.count(silent).await;
        council.worksteps("sam").list_incoming_work(folder()).await.is_err()
    })
    .await;
    refused(council.worksteps("sam").list_incoming_work(folder()).await, Reason::DirectoryStale);

    council.suite.resume("workflow", "permanence.directory");
    until("the directory is heard", || async {
        council.worksteps("sam").list_incoming_work(folder()).await.is_ok()
    })
    .await;
}

#[tokio::test]
async fn a_request_that_came_back_is_told_with_its_comment_and_may_be_sent_again() {
    let council = Council::new().await;
    let (step, request_id) = council.visit_sent_for_approval(&["to_review"]).await;
    let priya = WorkerRef { worker_id: id_of("priya").to_string(), ..WorkerRef::default() };
    let returned = RequestReturned {
        request_id: request_id.clone(),
        workstep_id: step.workstep_id.clone(),
        returned: Some(Act { by: Some(priya), ..step.requests[0].sent.clone().unwrap() }),
        comment: "who was there?".to_owned(),
        ..RequestReturned::default()
    };
    let clock = council.suite.clock();
    let event = NewEvent::of(clock.new_id(), format!("request/{request_id}"), 2, clock.now(), &returned);
    council.requests_tell(event.child(CHLOE)).await;
    // Nothing waits for it to be heard: the save that would be refused hears it first.
    let again = Edit { send_requests: vec![ask("approve", to("priya"))], ..Edit::default() };
    save(&council, "sam", &step, again).await;

    let requests = council.see("sam", &step.workstep_id).await.requests;
    assert_eq!(
        (requests[0].state(), requests[0].comment.as_str()),
        (RequestState::Returned, "who was there?")
    );
    assert_eq!(requests[0].answered.clone().unwrap().by.unwrap().display_name, "Priya Nair");
    assert_eq!((requests[1].state(), &requests[1].replaces_id), (RequestState::Sent, &request_id));
    let entries = "select count(*) from workflow.timeline_entry where comment = 'who was there?'";
    assert_eq!(council.count(entries).await, 1, "the timeline shows it");
}
