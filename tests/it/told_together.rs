//! A command and what it tells others are one: where nothing can be told, nothing is done, and the command may be sent again.

use contracts::requests::v1::request_service_client::RequestServiceClient;
use contracts::workflow::v1::workstep_service_client::WorkstepServiceClient;
use contracts::workflow::v1::{SaveWorkstepRequest, StartWorkstepRequest};
use sqlx::AssertSqlSafe;
use std::fmt::Debug;
use tests::case::{Case, opened_by, to};
use tests::council::Council;
use tests::forms::next;
use tests::person::new_request_id;
use tonic::{Code, Response, Status};

/// While `service` can tell nothing, `command` is refused and leaves nothing behind; afterwards it is accepted.
async fn is_told_or_not_done<A: Debug>(
    council: &Council,
    service: &str,
    command: impl AsyncFn() -> Result<Response<A>, Status>,
) {
    let admin = council.suite.database().admin();
    let before = council.rows_of_everything().await;
    let mute = format!(
        "create function {service}.mute() returns trigger language plpgsql
           as $$ begin raise 'nothing can be told'; end $$;
         create trigger mute before insert on {service}.outbox for each row execute function {service}.mute()"
    );
    sqlx::raw_sql(AssertSqlSafe(mute)).execute(&admin).await.expect("muted");
    let refused = command().await.expect_err("it is not told");
    assert_eq!(refused.code(), Code::Internal, "{refused:?}");
    let speak = format!("drop trigger mute on {service}.outbox; drop function {service}.mute()");
    sqlx::raw_sql(AssertSqlSafe(speak)).execute(&admin).await.expect("speaks again");
    assert_eq!(council.rows_of_everything().await, before, "what is not told is not done");
    command().await.expect("it is told and done");
    assert_ne!(council.rows_of_everything().await, before);
}

#[tokio::test]
async fn a_start_and_a_save_that_cannot_be_told_are_not_done() {
    let council = Council::with_two_replicas().await;
    let (_, step) = Case::arrived_at(&council, "permanency_planning").await;
    let start = StartWorkstepRequest { request_id: new_request_id(), workstep_id: step.clone() };
    let door = || WorkstepServiceClient::new(council.sw.door());
    is_told_or_not_done(&council, "workflow", async || {
        door().start_workstep(council.sw.ask(start.clone())).await
    })
    .await;

    let opened = opened_by(&council.sw, &step).await;
    let mut edit = council.forms.complete_all(&opened);
    edit.send_requests = vec![to("authorise_report", &council.ps)];
    let save =
        SaveWorkstepRequest { request_id: new_request_id(), workstep_id: step.clone(), edit: Some(edit) };
    is_told_or_not_done(&council, "workflow", async || {
        door().save_workstep(council.sw.ask(save.clone())).await
    })
    .await;
    let sent = council.sw.open(&step).await.expect("the step").requests;
    assert_eq!(sent.len(), 1, "sent once");
}

#[tokio::test]
async fn a_completion_that_cannot_be_told_is_not_done() {
    let council = Council::with_two_replicas().await;
    let (case, step) = Case::arrived_at(&council, "family_finding").await;
    let again = vec![next("family_finding_again")];
    let request = case.sent_for_authorisation(&council.finder, &step, again).await;
    let complete = council.ps.completion_of(&request).await;
    is_told_or_not_done(&council, "requests", async || {
        let mut door = RequestServiceClient::new(council.ps.door());
        door.complete_request(council.ps.ask(complete.clone())).await
    })
    .await;
    assert_eq!(council.stored_request_state(&request).await, "COMPLETED");
}
