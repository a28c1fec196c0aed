//! The same `request_id` again gets the first answer, from any replica and after a restart; with another body, a refusal.

use contracts::requests::v1::request_service_client::RequestServiceClient;
use contracts::workflow::v1::workstep_service_client::WorkstepServiceClient;
use contracts::workflow::v1::{Edit, FinishWorkstepRequest, SaveWorkstepRequest};
use fault::Reason;
use tests::case::{Case, opened_by, to};
use tests::council::Council;
use tests::forms::{next, queue_edit, send};
use tests::person::new_request_id;

use crate::refusals::assert_refused;

#[tokio::test]
async fn a_repeated_save_gets_the_first_answer_from_any_replica_and_sends_its_request_once() {
    let council = Council::with_two_replicas().await;
    let (_, step) = Case::arrived_at(&council, "permanency_planning").await;
    let opened = opened_by(&council.sw, &step).await;
    let mut edit = council.forms.complete_all(&opened);
    edit.send_requests = vec![to("authorise_report", &council.ps)];
    let message =
        SaveWorkstepRequest { request_id: new_request_id(), workstep_id: step.clone(), edit: Some(edit) };

    let mut answers = Vec::new();
    for _ in 0..4 {
        let mut client = WorkstepServiceClient::new(council.sw.door());
        answers
            .push(client.save_workstep(council.sw.ask(message.clone())).await.expect("saved").into_inner());
    }
    assert!(answers.windows(2).all(|pair| pair[0] == pair[1]), "{answers:?}");
    assert_eq!(council.sw.open(&step).await.expect("the step").requests.len(), 1);

    council.restart().await;
    let mut client = WorkstepServiceClient::new(council.sw.door());
    let after = client.save_workstep(council.sw.ask(message.clone())).await.expect("repeated").into_inner();
    assert_eq!(after, answers[0], "after a restart too");

    let other = SaveWorkstepRequest { edit: Some(send(to("please_action", &council.ps))), ..message };
    let mut client = WorkstepServiceClient::new(council.sw.door());
    let reused = client.save_workstep(council.sw.ask(other)).await;
    let refused = assert_refused(reused, Reason::RequestIdReused, "another body");
    assert_eq!(refused.code(), tonic::Code::InvalidArgument);
}

#[tokio::test]
async fn a_repeated_finish_gets_the_first_answer_after_a_restart_and_creates_its_step_once() {
    let council = Council::with_two_replicas().await;
    let (case_id, step, message, first) = {
        let (case, step) = Case::arrived_at(&council, "child_in_care_review").await;
        let opened = opened_by(&council.iro, &step).await;
        let mut edit: Edit = council.forms.complete_all(&opened);
        edit.queue = Some(queue_edit(&opened, vec![next("start_permanency_planning")]));
        let message = FinishWorkstepRequest {
            request_id: new_request_id(),
            workstep_id: step.clone(),
            edit: Some(edit),
            validate_only: false,
        };
        let mut client = WorkstepServiceClient::new(council.iro.door());
        let first =
            client.finish_workstep(council.iro.ask(message.clone())).await.expect("finished").into_inner();
        (case.case_id.clone(), step, message, first)
    };
    council.restart().await;
    let mut client = WorkstepServiceClient::new(council.iro.door());
    let again = client.finish_workstep(council.iro.ask(message)).await.expect("repeated").into_inner();
    assert_eq!(again, first);
    let steps = council.iro.case(&case_id).await.expect("the case").worksteps;
    assert_eq!(steps.iter().filter(|it| it.parent_id == step).count(), 1);
}

#[tokio::test]
async fn a_repeated_completion_gets_the_first_answer() {
    let council = Council::with_two_replicas().await;
    let (case, step) = Case::arrived_at(&council, "family_finding").await;
    let again = vec![next("family_finding_again")];
    let request = case.sent_for_authorisation(&council.finder, &step, again).await;
    let message = council.ps.completion_of(&request).await;
    let mut answers = Vec::new();
    for _ in 0..4 {
        let mut client = RequestServiceClient::new(council.ps.door());
        answers
            .push(client.complete_request(council.ps.ask(message.clone())).await.expect("done").into_inner());
    }
    assert!(answers.windows(2).all(|pair| pair[0] == pair[1]), "{answers:?}");
    council.restart().await;
    let mut client = RequestServiceClient::new(council.ps.door());
    let after = client.complete_request(council.ps.ask(message)).await.expect("repeated").into_inner();
    assert_eq!(after, answers[0], "after a restart too");
    let told = council.events_about(&format!("request/{request}")).await;
    let completed = told.iter().filter(|kind| kind.ends_with("RequestCompleted")).count();
    assert_eq!(completed, 1);
}
