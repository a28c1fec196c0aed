use crate::council::{Council, child, id, inbox, refused, team, worker};
use contracts::{
    directory::v1::{
        AllocationRole, GetChildRequest, GetPositionRequest, GetWorkerRequest, ListAllocationsRequest,
        ListAuditEntriesRequest, ListInboxesRequest, ListTeamsRequest, RegisterChildRequest,
        SearchChildrenRequest, SearchWorkersRequest, SetAllocationRequest, UpdateChildRequest,
        UpdateInboxRequest, UpdateTeamRequest, UpdateWorkerRequest, audit_service_client::AuditServiceClient,
        event_service_client::EventServiceClient, worker_service_client::WorkerServiceClient,
    },
    r#type::v1::Role,
};
use fault::Reason;
use tonic::Code;

#[tokio::test]
async fn nothing_is_answered_without_a_token() {
    let council = Council::new().await;
    let mut anybody = WorkerServiceClient::new(council.suite.channel("directory", 0));
    let answer = anybody.list_teams(ListTeamsRequest::default()).await;
    refused(answer, Code::Unauthenticated, Reason::TokenMissing);
}

#[tokio::test]
async fn a_social_worker_looks_up_and_changes_nothing() {
    let council = Council::new().await;
    let sam = council.hire("Sam Field", "sam", &[Role::SocialWorker]).await;
    let chloe = council.register("3549863", "Chloe", "Smith").await;
    let (mut workers, mut children) = (council.workers("sam"), council.children("sam"));

    workers.get_worker(GetWorkerRequest { worker_id: sam.worker_id.clone() }).await.unwrap();
    workers.search_workers(SearchWorkersRequest::default()).await.unwrap();
    workers.list_teams(ListTeamsRequest::default()).await.unwrap();
    workers.list_inboxes(ListInboxesRequest::default()).await.unwrap();
    children.get_child(GetChildRequest { child_id: chloe.child_id.clone() }).await.unwrap();
    children.search_children(SearchChildrenRequest::default()).await.unwrap();
    children.list_allocations(ListAllocationsRequest::default()).await.unwrap();

    let events = council.events().await.len();
    let request = UpdateWorkerRequest {
        request_id: id(),
        worker: Some(worker("New", "new", &[])),
        allow_missing: true,
    };
    refused(workers.update_worker(request).await, Code::PermissionDenied, Reason::NotPermitted);
    let request = UpdateTeamRequest { request_id: id(), team: Some(team("New")), allow_missing: true };
    refused(workers.update_team(request).await, Code::PermissionDenied, Reason::NotPermitted);
    let request =
        UpdateInboxRequest { request_id: id(), inbox: Some(inbox("New", &[])), allow_missing: true };
    refused(workers.update_inbox(request).await, Code::PermissionDenied, Reason::NotPermitted);
    let request = RegisterChildRequest { request_id: id(), child: Some(child("1", "New", "Child")) };
    refused(children.register_child(request).await, Code::PermissionDenied, Reason::NotPermitted);
    let request = UpdateChildRequest { request_id: id(), child: Some(chloe) };
    refused(children.update_child(request).await, Code::PermissionDenied, Reason::NotPermitted);
    let request = SetAllocationRequest {
        request_id: id(),
        child_id: "3549863".to_owned(),
        role: AllocationRole::SocialWorker.into(),
        worker_id: sam.worker_id,
    };
    refused(children.set_allocation(request).await, Code::PermissionDenied, Reason::NotPermitted);
    let mut audit = AuditServiceClient::new(council.suite.client("directory", "sam"));
    let answer = audit.list_audit_entries(ListAuditEntriesRequest::default()).await;
    refused(answer, Code::PermissionDenied, Reason::NotPermitted);
    assert_eq!(council.events().await.len(), events);
}

#[tokio::test]
async fn a_council_system_keeps_children_and_sees_nobody() {
    let council = Council::new().await;
    council.hire("Case management", "mosaic", &[Role::System]).await;
    let (mut workers, mut children) = (council.workers("mosaic"), council.children("mosaic"));
    let request = RegisterChildRequest { request_id: id(), child: Some(child("3549863", "Chloe", "Smith")) };
    children.register_child(request).await.unwrap();
    let answer = children.get_child(GetChildRequest { child_id: "3549863".to_owned() }).await;
    refused(answer, Code::PermissionDenied, Reason::NotPermitted);
    let answer = workers.search_workers(SearchWorkersRequest::default()).await;
    refused(answer, Code::PermissionDenied, Reason::NotPermitted);
}

#[tokio::test]
async fn the_feed_is_for_services_and_the_calls_of_people_are_not() {
    let council = Council::new().await;
    let mut feed = EventServiceClient::new(council.suite.client("directory", crate::council::ADA));
    refused(feed.get_position(GetPositionRequest {}).await, Code::PermissionDenied, Reason::NotPermitted);

    let mut workers = WorkerServiceClient::new(council.suite.service_client("directory", "workflow"));
    let answer = workers.search_workers(SearchWorkersRequest::default()).await;
    refused(answer, Code::PermissionDenied, Reason::NotPermitted);
}
