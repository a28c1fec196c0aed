//! Who gets to a request at all.

use crate::{council::Council, people::CHLOE, refused::refused, sending::Sending};
use contracts::requests::v1::{
    ClaimRequestRequest, GetRequestRequest, ListIncomingRequestsRequest, ListRequestsRequest,
    list_requests_request::Of, request_service_client::RequestServiceClient,
};
use fault::{Reason, metadata_of};

fn of_chloe() -> ListRequestsRequest {
    ListRequestsRequest { of: Some(Of::ChildId(CHLOE.into())), ..Default::default() }
}

/// Each of the five calls about this request, refused to `subject` for the reason.
async fn all_refused(council: &Council, subject: &str, sending: &Sending, reason: Reason) {
    let mut client = council.requests(subject);
    let id = sending.id.to_string();
    refused(client.get_request(GetRequestRequest { id: id.clone() }).await, reason);
    refused(client.list_incoming_requests(ListIncomingRequestsRequest::default()).await, reason);
    refused(client.list_requests(of_chloe()).await, reason);
    let claim = ClaimRequestRequest { request_id: council.id(), id, etag: "1".into() };
    refused(client.claim_request(claim).await, reason);
    refused(client.complete_request(council.completion(sending.id, 7)).await, reason);
}

#[tokio::test]
async fn administrators_systems_leavers_and_strangers_do_not_get_to_requests() {
    let council = Council::new().await;
    let report = council.send(Sending::report(council.clock())).await;
    all_refused(&council, "ada", &report, Reason::NotPermitted).await;
    all_refused(&council, "sys", &report, Reason::NotPermitted).await;
    all_refused(&council, "lee", &report, Reason::WorkerInactive).await;
    all_refused(&council, "nobody", &report, Reason::WorkerUnknown).await;
    assert_eq!(council.count("select count(*) from requests.audit_entry").await, 0);
    assert_eq!(council.events().await, 0);
}

#[tokio::test]
async fn to_whom_a_call_is_not_permitted_a_request_is_as_none() {
    let council = Council::new().await;
    let report = council.send(Sending::report(council.clock())).await;
    let mut ada = council.requests("ada");
    let there = ada.get_request(GetRequestRequest { id: report.id.to_string() }).await;
    let not_there = ada.get_request(GetRequestRequest { id: council.id() }).await;
    let (there, not_there) = (refused(there, Reason::NotPermitted), refused(not_there, Reason::NotPermitted));
    assert_eq!((there.message(), metadata_of(&there)), (not_there.message(), metadata_of(&not_there)));
}

#[tokio::test]
async fn nobody_comes_in_without_a_token_and_services_not_at_all() {
    let council = Council::new().await;
    let mut nobody = RequestServiceClient::new(council.suite.channel("requests", 0));
    refused(nobody.list_requests(of_chloe()).await, Reason::TokenMissing);
    let mut service = RequestServiceClient::new(council.suite.service_client("requests", "workflow"));
    refused(service.list_requests(of_chloe()).await, Reason::NotPermitted);
}

#[tokio::test]
async fn a_directory_that_was_not_heard_for_five_seconds_closes_the_door() {
    let council = Council::new().await;
    let report = council.send(Sending::report(council.clock())).await;
    council.suite.stop("directory", 0).await;
    let heard = sqlx::query(
        "update requests.feed_cursor set heard_at = heard_at - interval '5 seconds' where upstream = 'permanence.directory'",
    );
    heard.execute(&council.admin()).await.expect("to let time pass");
    all_refused(&council, "priya", &report, Reason::DirectoryStale).await;

    council.suite.restart("directory", 0).await;
    crate::council::until("the directory is heard again", || async {
        council.requests("priya").list_requests(of_chloe()).await.is_ok()
    })
    .await;
}

#[tokio::test]
async fn an_answer_is_repeated_only_to_who_may_still_see_it() {
    let council = Council::new().await;
    let report = council.send(Sending::report(council.clock())).await;
    let completion = council.completion(report.id, 7);
    let mut priya = council.requests("priya");
    priya.complete_request(completion.clone()).await.expect("the first time");
    let left = sqlx::query("update requests.people_worker set active = false where subject = 'priya'");
    left.execute(&council.admin()).await.expect("to let her leave");
    refused(priya.complete_request(completion).await, Reason::WorkerInactive);
}
