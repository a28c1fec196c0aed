//! What the service tells others, and who may look into its audit.

use crate::{
    council::Council,
    people::{CHLOE, id_of},
    refused::refused,
    sending::Sending,
};
use contracts::{
    audit::v1::AuditFilter,
    events::v1::{Event, Subscription},
    requests::v1::{
        GetPositionRequest, ListAuditEntriesRequest, RequestArrived, RequestClaimed, RequestCompleted,
        SubscribeRequest, VerifyAuditChainRequest, event_service_client::EventServiceClient,
    },
};
use fault::Reason;
use prost::Name;
use testkit::Client;

async fn read(feed: &mut EventServiceClient<Client>, cursor: &str) -> (Vec<Event>, String) {
    let subscription = Subscription { cursor: cursor.to_owned(), follow: false };
    let request = SubscribeRequest { subscription: Some(subscription) };
    let mut batches = feed.subscribe(request).await.expect("a feed").into_inner();
    let (mut events, mut cursor) = (Vec::new(), cursor.to_owned());
    while let Some(response) = batches.message().await.expect("a batch") {
        let batch = response.batch.expect("a batch");
        events.extend(batch.events);
        cursor = batch.cursor;
    }
    (events, cursor)
}

#[tokio::test]
async fn services_follow_what_was_answered_in_its_order() {
    let council = Council::new().await;
    let quality = council.send(Sending::quality(council.clock())).await;
    council.claim("quinn", quality.id, "1").await.expect("a member claims");
    council.complete("quinn", quality.id, 7).await.expect("it is hers");

    let mut workflow = EventServiceClient::new(council.suite.service_client("requests", "workflow"));
    let (events, cursor) = read(&mut workflow, "").await;
    let types: Vec<&str> = events.iter().map(|event| event.r#type.as_str()).collect();
    assert_eq!(
        types,
        [RequestArrived::full_name(), RequestClaimed::full_name(), RequestCompleted::full_name()]
    );
    assert!(events.is_sorted_by_key(|event| event.subject_version));
    for (event, actor) in events.iter().zip(["priya", "quinn", "quinn"]) {
        assert_eq!(event.source, "permanence.requests");
        assert_eq!(event.subject, format!("request/{}", quality.id));
        assert_eq!(
            (event.child_id.as_str(), event.actor_id.as_str()),
            (CHLOE, id_of(actor).to_string().as_str())
        );
    }
    let position = workflow.get_position(GetPositionRequest {}).await.expect("a position").into_inner();
    assert_eq!(position.position.expect("a position").cursor, cursor);
    assert!(read(&mut workflow, &cursor).await.0.is_empty(), "there is no more");
}

#[tokio::test]
async fn people_do_not_follow_the_feed_and_a_strange_cursor_is_refused() {
    let council = Council::new().await;
    let ask = |cursor: &str| SubscribeRequest {
        subscription: Some(Subscription { cursor: cursor.to_owned(), follow: false }),
    };
    let mut priya = EventServiceClient::new(council.suite.client("requests", "priya"));
    refused(priya.subscribe(ask("")).await, Reason::NotPermitted);
    refused(priya.get_position(GetPositionRequest {}).await, Reason::NotPermitted);
    let mut workflow = EventServiceClient::new(council.suite.service_client("requests", "workflow"));
    refused(workflow.subscribe(ask("another-epoch:7")).await, Reason::CursorForeign);
    refused(workflow.subscribe(ask("no cursor")).await, Reason::CursorMalformed);
}

#[tokio::test]
async fn administrators_see_who_read_and_answered_what_in_an_unbroken_chain() {
    let council = Council::new().await;
    let report = council.send(Sending::report(council.clock())).await;
    council.see("theo", report.id).await;
    council.complete("priya", report.id, 7).await.expect("the manager may");

    let mut ada = council.audit("ada");
    let filter = AuditFilter { child_id: CHLOE.into(), ..AuditFilter::default() };
    let listed =
        ada.list_audit_entries(ListAuditEntriesRequest { filter: Some(filter) }).await.expect("entries");
    let entries = listed.into_inner().page.expect("a page").entries;
    let told: Vec<(&str, &str)> = entries
        .iter()
        .map(|entry| (entry.worker_id.as_str(), entry.rpc.rsplit('/').next().unwrap()))
        .collect();
    let (priya, theo) = (id_of("priya").to_string(), id_of("theo").to_string());
    assert_eq!(told, [(priya.as_str(), "CompleteRequest"), (theo.as_str(), "GetRequest")]);
    assert!(entries.iter().all(|entry| entry.subjects == [format!("request/{}", report.id)]));

    let verified = ada.verify_audit_chain(VerifyAuditChainRequest {}).await.expect("a report");
    let report = verified.into_inner().report.expect("a report");
    assert!(report.sealed_entries >= 2);
    assert_eq!(report.first_broken_entry, 0);
}

#[tokio::test]
async fn case_workers_do_not_look_into_the_audit() {
    let council = Council::new().await;
    let mut theo = council.audit("theo");
    refused(theo.list_audit_entries(ListAuditEntriesRequest::default()).await, Reason::NotPermitted);
    refused(theo.verify_audit_chain(VerifyAuditChainRequest {}).await, Reason::NotPermitted);
}
