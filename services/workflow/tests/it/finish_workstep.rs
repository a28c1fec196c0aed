use crate::{
    council::Council,
    edits::{action, ask, queue, sections, text},
    people::{CHLOE, chloe_without_social_worker, to},
    refusals::refused,
};
use contracts::workflow::v1::{
    CaseClosed, Edit, FinishWorkstepRequest, FinishWorkstepResponse, GetCaseRequest, NextAction, QueueEdit,
    RecordPlacementRatificationRequest, SaveWorkstepRequest, SendNextActionRequest, Workstep,
    WorkstepArrived, WorkstepFinished, WorkstepState,
};
use fault::{Reason, metadata_of, violations_of};
use tonic::{Response, Status};

async fn finish(
    council: &Council,
    subject: &str,
    step: &Workstep,
    edit: Option<Edit>,
) -> Result<Response<FinishWorkstepResponse>, Status> {
    council.worksteps(subject).finish_workstep(request(council, step, edit)).await
}

fn request(council: &Council, step: &Workstep, edit: Option<Edit>) -> FinishWorkstepRequest {
    FinishWorkstepRequest {
        request_id: council.id(),
        workstep_id: step.workstep_id.clone(),
        edit,
        validate_only: false,
    }
}

fn next(step: &Workstep, kinds: &[&str]) -> Option<Edit> {
    Some(Edit { queue: Some(queue(step, kinds)), ..Edit::default() })
}

#[tokio::test]
async fn a_finish_creates_what_was_chosen_once_and_tells_of_it() {
    let council = Council::new().await;
    let step = council.approved_visit(&["to_review", "to_letter"]).await;
    let finished = finish(&council, "sam", &step, None).await.unwrap().into_inner();

    assert_eq!(finished.finished.unwrap().by.unwrap().display_name, "Sam Okafor");
    let titles: Vec<_> = finished.created.iter().map(|step| step.title.as_str()).collect();
    assert_eq!(titles, ["Review of the visit", "Letter after the visit"]);
    assert_eq!(finished.case_outcome, "");
    let step = council.see("sam", &step.workstep_id).await;
    assert_eq!((step.state, step.children_ids.len()), (WorkstepState::Finished.into(), 2));
    assert_eq!(council.told::<WorkstepArrived>(3).await.len(), 3);
    let told = council.told::<WorkstepFinished>(1).await.remove(0);
    assert_eq!(told.next_actions, ["to_review", "to_letter"]);

    let again = finish(&council, "sam", &step, None).await;
    assert_eq!(metadata_of(&refused(again, Reason::WorkstepEnded))["state"], "FINISHED");
}

#[tokio::test]
async fn the_finish_of_the_last_open_step_closes_the_case_with_its_outcome() {
    let council = Council::new().await;
    let step = council.approved_visit(&["nothing_to_do"]).await;
    let finished = finish(&council, "sam", &step, None).await.unwrap().into_inner();
    assert_eq!(finished.case_outcome, "NOTHING_TO_DO");

    let case = GetCaseRequest { case_id: step.case_id.clone() };
    let case = council.cases("ira").get_case(case).await.unwrap().into_inner().case.unwrap();
    assert_eq!(case.outcome, "NOTHING_TO_DO");
    assert!(case.close_time.is_some());
    assert_eq!(council.told::<CaseClosed>(1).await[0].outcome, "NOTHING_TO_DO");
    council.open_case().await;
}

#[tokio::test]
async fn every_reason_is_given_at_once() {
    let council = Council::new().await;
    let step = council.visit().await;
    let status = finish(&council, "sam", &step, None).await.unwrap_err();
    let reasons = violations_of(&status);
    for reason in [Reason::SectionIncomplete, Reason::RequestNotSent, Reason::NextActionMissing] {
        assert!(reasons.contains(&reason), "{reasons:?}");
    }
    assert_eq!(council.see("sam", &step.workstep_id).await, step);
}

#[tokio::test]
async fn a_validation_answers_as_the_finish_would_and_writes_nothing() {
    let council = Council::new().await;
    let step = council.approved_visit(&["to_review"]).await;
    let asked = |edit| FinishWorkstepRequest {
        request_id: String::new(),
        validate_only: true,
        ..request(&council, &step, edit)
    };
    let answer = council.worksteps("sam").finish_workstep(asked(None)).await.unwrap().into_inner();
    assert_eq!(answer, FinishWorkstepResponse::default());
    let none = next(&step, &[]);
    refused(council.worksteps("sam").finish_workstep(asked(none)).await, Reason::NextActionMissing);
    assert_eq!(council.see("sam", &step.workstep_id).await, step);
}

#[tokio::test]
async fn a_request_that_the_step_waits_for_is_heard_of_before_the_finish_is_refused() {
    let council = Council::new().await;
    let (step, request_id) = council.visit_sent_for_approval(&["to_review"]).await;
    let early = finish(&council, "sam", &step, None).await;
    assert_eq!(metadata_of(&refused(early, Reason::RequestNotCompleted))["request_id"], request_id);

    council.suite.pause("workflow", "permanence.requests");
    council.complete("priya", &request_id, &step.workstep_id, 2).await;
    finish(&council, "sam", &step, None).await.unwrap();
}

#[tokio::test]
async fn without_the_requests_service_a_finish_is_refused_only_for_what_it_could_not_change() {
    let council = Council::new().await;
    let (step, _) = council.visit_sent_for_approval(&["to_review"]).await;
    council.suite.stop("requests", 0).await;
    refused(finish(&council, "sam", &step, None).await, Reason::Unavailable);
    let status = finish(&council, "sam", &step, next(&step, &[])).await.unwrap_err();
    let told = fault::reason_of(&status);
    assert_eq!(
        told,
        Some(Reason::NextActionMissing),
        "of what could not be heard nothing is claimed: {status:?}"
    );
    assert!(!violations_of(&status).contains(&Reason::RequestNotCompleted), "{status:?}");
}

#[tokio::test]
async fn an_edit_of_the_authorised_text_takes_the_authorisation_away() {
    let council = Council::new().await;
    let step = council.approved_visit(&["to_review"]).await;
    let request = SaveWorkstepRequest {
        request_id: council.id(),
        workstep_id: step.workstep_id.clone(),
        edit: Some(sections([text(&step, 1, "seen", "another flat", None)])),
    };
    let saved = council.worksteps("sam").save_workstep(request).await.unwrap().into_inner();
    assert_eq!(saved.voided_request_ids, [step.requests[0].request_id.clone()]);
    refused(finish(&council, "sam", &step, None).await, Reason::RequestVoided);
}

#[tokio::test]
async fn a_finish_needs_a_permitted_finisher_and_a_permitted_choice() {
    let council = Council::new().await;
    let step = council.approved_visit(&["to_review"]).await;
    refused(finish(&council, "priya", &step, None).await, Reason::NotAFinisher);
    refused(finish(&council, "omar", &step, None).await, Reason::NotAFinisher);
    refused(finish(&council, "ada", &step, None).await, Reason::NotPermitted);

    let reason = NextAction { reason: "moved".into(), ..action("with_a_reason") };
    let etag = step.queue.clone().unwrap().etag;
    let both = QueueEdit { etag, next_actions: vec![action("nothing_to_do"), reason] };
    let both = Some(Edit { queue: Some(both), ..Edit::default() });
    refused(finish(&council, "sam", &step, both).await, Reason::NextActionsExclude);
    refused(finish(&council, "sam", &step, next(&step, &["if_agreed"])).await, Reason::AnswerRequired);
    refused(finish(&council, "sam", &step, next(&step, &["to_nowhere"])).await, Reason::InboxUnknown);
    refused(
        finish(&council, "sam", &step, next(&step, &["beside_a_letter"])).await,
        Reason::OpenStepRequired,
    );
    assert_eq!(council.see("sam", &step.workstep_id).await, step);
}

#[tokio::test]
async fn a_choice_may_rest_on_a_fact_on_the_child_and_on_what_else_is_open() {
    let council = Council::new().await;
    let step = council.approved_visit(&["to_review"]).await;
    refused(finish(&council, "sam", &step, next(&step, &["if_ratified"])).await, Reason::FactRequired);
    let letter = SendNextActionRequest {
        request_id: council.id(),
        workstep_id: step.workstep_id.clone(),
        next_action: Some(action("to_letter")),
    };
    council.worksteps("sam").send_next_action(letter).await.unwrap();
    let step = council.see("sam", &step.workstep_id).await;
    refused(
        finish(&council, "sam", &step, next(&step, &["without_a_letter"])).await,
        Reason::OpenStepForbidden,
    );

    let ratification = RecordPlacementRatificationRequest {
        request_id: council.id(),
        child_id: CHLOE.into(),
        placement: "with her aunt".into(),
        ratified_on: "2026-01-10".into(),
    };
    council.cases("ira").record_placement_ratification(ratification).await.unwrap();
    finish(&council, "sam", &step, next(&step, &["if_ratified", "beside_a_letter"])).await.unwrap();
}

#[tokio::test]
async fn work_that_passes_to_a_role_needs_somebody_who_holds_it_at_that_moment() {
    let council = Council::new().await;
    let step = council.approved_visit(&["to_letter"]).await;
    council.directory_tells(chloe_without_social_worker(council.suite.clock())).await;
    let alone = "select count(*) from workflow.people_allocation where child_id = '3549863'";
    crate::council::until("Sam is gone", || async { council.count(alone).await == 1 }).await;

    let nobody = finish(&council, "sam", &step, None).await;
    assert_eq!(metadata_of(&refused(nobody, Reason::NoAllocatedWorker))["next_action"], "to_letter");
    let to_review = next(&step, &["to_review"]);
    finish(&council, "sam", &step, to_review).await.unwrap();
}

#[tokio::test]
async fn what_is_open_and_blocks_nothing_stays_answerable_after_the_finish() {
    let council = Council::new().await;
    let step = council.approved_visit(&["to_review"]).await;
    let inbox = crate::people::to_qaag();
    let edit = Edit { send_requests: vec![ask("second_look", inbox)], ..Edit::default() };
    let request = SaveWorkstepRequest {
        request_id: council.id(),
        workstep_id: step.workstep_id.clone(),
        edit: Some(edit),
    };
    let sent = council.worksteps("priya").save_workstep(request).await.unwrap().into_inner();
    let request_id = &sent.sent_requests[0].request_id;
    finish(&council, "sam", &step, None).await.unwrap();

    council.complete("quinn", request_id, &step.workstep_id, 2).await;
    let completed = "select count(*) from workflow.request_sent where answer ? 'completed'";
    crate::council::until("the answer is heard", || async { council.count(completed).await == 2 }).await;
    let step = council.see("quinn", &step.workstep_id).await;
    assert_eq!(step.requests[1].answered.clone().unwrap().by.unwrap().display_name, "Quinn Adeyemi");
    let _ = to("sam");
}
