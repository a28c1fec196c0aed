//! Every read and every command leaves an entry; the feed is for services.

use crate::{
    council::Council,
    edits::{sections, text},
    people::{CHLOE, id_of},
    refusals::refused,
};
use contracts::{
    audit::v1::AuditFilter,
    events::v1::Subscription,
    workflow::v1::{
        GetCaseRequest, ListAuditEntriesRequest, ListIncomingWorkRequest, SaveWorkstepRequest,
        SubscribeRequest, VerifyAuditChainRequest, event_service_client::EventServiceClient,
    },
};
use fault::Reason;

#[tokio::test]
async fn every_read_and_every_command_leaves_an_entry_without_a_name_or_an_answer() {
    let council = Council::new().await;
    let step = council.visit().await;
    let save = SaveWorkstepRequest {
        request_id: council.id(),
        workstep_id: step.workstep_id.clone(),
        edit: Some(sections([text(&step, 2, "notes", "a secret", None)])),
    };
    council.worksteps("sam").save_workstep(save).await.unwrap();
    council.see("priya", &step.workstep_id).await;
    council.cases("priya").get_case(GetCaseRequest { case_id: step.case_id.clone() }).await.unwrap();
    let by_type = ListIncomingWorkRequest { r#type: "visit".into(), ..ListIncomingWorkRequest::default() };
    council.worksteps("sam").list_incoming_work(by_type).await.unwrap();

    let filter = Some(AuditFilter { page_size: 100, ..AuditFilter::default() });
    let page = council.audit("ada").list_audit_entries(ListAuditEntriesRequest { filter }).await.unwrap();
    let mut entries = page.into_inner().page.unwrap().entries;
    entries.reverse();
    let told: Vec<_> = entries.iter().map(|entry| entry.rpc.rsplit('/').next().unwrap_or_default()).collect();
    assert_eq!(
        told,
        [
            "LoadProcess",
            "StartCase",
            "StartWorkstep",
            "SaveWorkstep",
            "GetWorkstep",
            "GetCase",
            "ListIncomingWork"
        ]
    );
    let save = &entries[3];
    assert_eq!((save.worker_id.as_str(), save.child_id.as_str()), (id_of("sam").to_string().as_str(), CHLOE));
    assert_eq!(save.detail, "section 2");
    assert!(save.subjects.contains(&format!("workstep/{}", step.workstep_id)));
    assert!(!save.trace_id.is_empty());
    let list = &entries[6];
    assert_eq!(
        (list.subjects.as_slice(), list.detail.as_str()),
        ([format!("child/{CHLOE}")].as_slice(), "type visit")
    );
    let report =
        council.audit("ada").verify_audit_chain(VerifyAuditChainRequest {}).await.unwrap().into_inner();
    assert_eq!(report.report.unwrap().first_broken_entry, 0);
    let anybody =
        "select count(*) from workflow.audit_entry where detail || subjects::text ~* '(smith|okafor|secret)'";
    assert_eq!(council.count(anybody).await, 0);
    refused(
        council.audit("sam").list_audit_entries(ListAuditEntriesRequest::default()).await,
        Reason::NotPermitted,
    );
}

#[tokio::test]
async fn a_command_that_is_refused_leaves_nothing() {
    let council = Council::new().await;
    let step = council.visit().await;
    let before = council.count("select count(*) from workflow.audit_entry").await;
    let edit = Some(sections([text(&step, 1, "seen", "not Priya's to write", None)]));
    let save = SaveWorkstepRequest { request_id: council.id(), workstep_id: step.workstep_id.clone(), edit };
    refused(council.worksteps("priya").save_workstep(save).await, Reason::NotAWriter);
    assert_eq!(council.count("select count(*) from workflow.audit_entry").await, before);
    assert_eq!(
        council.count("select count(*) from workflow.section_revision where edited_by is not null").await,
        0
    );
}

#[tokio::test]
async fn the_feed_is_served_to_services_and_to_nobody_else() {
    let council = Council::new().await;
    council.open_case().await;
    let request = || SubscribeRequest { subscription: Some(Subscription::default()) };
    let mut feed = EventServiceClient::new(council.suite.service_client("workflow", "requests"));
    let mut batches = feed.subscribe(request()).await.unwrap().into_inner();
    let batch = batches.message().await.unwrap().unwrap().batch.unwrap();
    assert_eq!(batch.events.len(), 2);
    assert!(
        batch.events.iter().all(|event| event.source == "permanence.workflow" && event.child_id == CHLOE)
    );
    let mut person = EventServiceClient::new(council.suite.client("workflow", "sam"));
    refused(person.subscribe(request()).await.map(|_| tonic::Response::new(())), Reason::NotPermitted);
}
