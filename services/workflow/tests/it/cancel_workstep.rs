use crate::{
    council::Council,
    edits::{sections, text},
    people::{CHLOE, id_of},
    refusals::refused,
};
use contracts::workflow::v1::{
    CancelWorkstepRequest, CancelWorkstepResponse, CaseClosed, FinishWorkstepRequest, GetCaseRequest,
    NextAction, RequestState, SaveWorkstepRequest, SendNextActionRequest, WorkstepCancelled, WorkstepState,
};
use fault::{Reason, field_violations_of, metadata_of, reason_of};
use tonic::{Response, Status};

const WHY: &str = "The family has moved";

fn cancellation(council: &Council, workstep_id: &str) -> CancelWorkstepRequest {
    CancelWorkstepRequest {
        request_id: council.id(),
        workstep_id: workstep_id.to_owned(),
        reason: WHY.to_owned(),
    }
}

impl Council {
    async fn cancel(
        &self,
        subject: &str,
        workstep_id: &str,
    ) -> Result<Response<CancelWorkstepResponse>, Status> {
        self.worksteps(subject).cancel_workstep(cancellation(self, workstep_id)).await
    }
}

#[tokio::test]
async fn the_last_open_step_is_cancelled_and_the_case_closes_with_it() {
    let council = Council::new().await;
    let (visit, request_id) = council.visit_sent_for_approval(&["to_review"]).await;
    let cancelled = council.cancel("priya", &visit.workstep_id).await.expect("a manager may").into_inner();
    assert_eq!(cancelled.case_outcome, "CANCELLED");
    let step = cancelled.workstep.expect("the step");
    assert_eq!((step.state(), step.cancel_reason.as_str()), (WorkstepState::Cancelled, WHY));
    assert_eq!(step.ended.clone().unwrap().by.unwrap().display_name, "Priya Nair");
    assert_eq!(step.requests[0].state(), RequestState::Withdrawn);
    assert_eq!(council.see("priya", &step.workstep_id).await, step);

    let subject = format!("workstep/{}", step.workstep_id);
    let told = council.events_about(&subject, 3).await;
    assert_eq!(told, ["WorkstepArrived", "WorkstepStarted", "WorkstepCancelled"]);
    let told = council.told::<WorkstepCancelled>(1).await.remove(0);
    assert_eq!((told.r#type.as_str(), told.reason.as_str()), ("visit", WHY));
    assert_eq!(council.told::<CaseClosed>(1).await[0].outcome, "CANCELLED");
    let lapsed = council.events_about(&format!("request/{request_id}"), 2).await;
    assert_eq!(lapsed, ["RequestSent", "RequestLapsed"]);
    let stored: (String, String, Option<String>) =
        sqlx::query_as("select w.state, w.cancel_reason, c.outcome from workflow.workstep w join workflow.permanence_case c on c.id = w.case_id")
            .fetch_one(&council.admin())
            .await
            .unwrap();
    assert_eq!(stored, ("cancelled".into(), WHY.into(), Some("CANCELLED".into())));
    let entry: (String, String) = sqlx::query_as(
        "select worker_id, child_id from workflow.audit_entry where rpc like '%/CancelWorkstep'",
    )
    .fetch_one(&council.admin())
    .await
    .unwrap();
    assert_eq!(entry, (id_of("priya").to_string(), CHLOE.to_owned()));
}

#[tokio::test]
async fn nobody_else_cancels_and_what_ended_stays() {
    let council = Council::new().await;
    let visit = council.visit().await;
    for other in ["sam", "quinn"] {
        let status = refused(council.cancel(other, &visit.workstep_id).await, Reason::NotACanceller);
        assert_eq!(metadata_of(&status)["roles"], "PRACTICE_SUPERVISOR");
    }
    council.cancel("priya", &visit.workstep_id).await.expect("a manager may");
    let status = refused(council.cancel("priya", &visit.workstep_id).await, Reason::WorkstepEnded);
    assert_eq!(metadata_of(&status)["state"], "CANCELLED");
    let save = SaveWorkstepRequest {
        request_id: council.id(),
        workstep_id: visit.workstep_id.clone(),
        edit: Some(sections([text(&visit, 1, "seen", "too late", None)])),
    };
    refused(council.worksteps("sam").save_workstep(save).await, Reason::WorkstepEnded);
    refused(council.cancel("priya", &council.id()).await, Reason::NotFound);
}

#[tokio::test]
async fn what_was_sent_immediately_stays_and_says_that_its_parent_is_cancelled() {
    let council = Council::new().await;
    let visit = council.visit().await;
    let send = SendNextActionRequest {
        request_id: council.id(),
        workstep_id: visit.workstep_id.clone(),
        next_action: Some(NextAction { r#type: "to_letter".into(), ..NextAction::default() }),
    };
    let sent = council.worksteps("sam").send_next_action(send).await.expect("it is sent").into_inner();
    let letter = sent.created.expect("a step").workstep_id;
    let before = council.see("sam", &letter).await;
    assert_eq!(before.parent_state(), WorkstepState::Started);
    let cancelled = council.cancel("priya", &visit.workstep_id).await.expect("cancelled").into_inner();
    assert_eq!(cancelled.case_outcome, "", "the letter is open");

    let after = council.see("sam", &letter).await;
    assert_eq!((after.state(), &after.parent_id), (WorkstepState::Incoming, &visit.workstep_id));
    assert_eq!((after.parent_state(), after.sent_immediately), (WorkstepState::Cancelled, true));
    let case = GetCaseRequest { case_id: after.case_id.clone() };
    let case = council.cases("sam").get_case(case).await.unwrap().into_inner().case.unwrap();
    let listed = case.worksteps.iter().find(|step| step.workstep_id == letter).expect("the letter");
    assert_eq!((listed.parent_state(), listed.sent_immediately), (WorkstepState::Cancelled, true));
    council.start("sam", &letter).await;
}

#[tokio::test]
async fn of_a_cancellation_and_a_finish_at_once_one_wins_and_the_other_is_told() {
    let council = Council::with_replicas(2).await;
    let visit = council.approved_visit(&["to_letter"]).await;
    let finish = FinishWorkstepRequest {
        request_id: council.id(),
        workstep_id: visit.workstep_id.clone(),
        ..FinishWorkstepRequest::default()
    };
    let (mut sam, mut priya) = (council.worksteps_of(0, "sam"), council.worksteps_of(1, "priya"));
    let (finished, cancelled) = tokio::join!(
        sam.finish_workstep(finish),
        priya.cancel_workstep(cancellation(&council, &visit.workstep_id)),
    );
    assert_ne!(finished.is_ok(), cancelled.is_ok());
    let lost = finished.err().or(cancelled.err()).expect("one is refused");
    assert_eq!(reason_of(&lost), Some(Reason::WorkstepEnded));
}

#[tokio::test]
async fn the_same_cancellation_again_gets_the_first_answer_and_wrong_fields_are_named() {
    let council = Council::with_replicas(2).await;
    let visit = council.visit().await;
    let wrong = CancelWorkstepRequest { request_id: "1".into(), workstep_id: "2".into(), reason: " ".into() };
    let status = refused(council.worksteps("priya").cancel_workstep(wrong).await, Reason::FieldInvalid);
    let fields: Vec<String> = field_violations_of(&status).into_iter().map(|wrong| wrong.field).collect();
    assert_eq!(fields, ["request_id", "workstep_id", "reason"]);

    let again = cancellation(&council, &visit.workstep_id);
    let first =
        council.worksteps_of(0, "priya").cancel_workstep(again.clone()).await.expect("the first time");
    let repeat = council.worksteps_of(1, "priya").cancel_workstep(again).await.expect("a repeat");
    assert_eq!(repeat.into_inner(), first.into_inner());
    assert_eq!(council.told::<WorkstepCancelled>(1).await.len(), 1);
}
