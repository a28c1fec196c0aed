//! What the service tells others, and who may look into its audit.

use crate::{
    council::{Council, small},
    people::id_of,
    refused::refused,
};
use contracts::{
    audit::v1::AuditFilter,
    events::v1::Subscription,
    panels::v1::{
        AgendaDrawn, CatchUpRequest, ExtractImported, ExtractRead, ListAuditEntriesRequest, SubscribeRequest,
        VerifyAuditChainRequest, audit_service_client::AuditServiceClient,
        copy_service_client::CopyServiceClient, event_service_client::EventServiceClient,
    },
};
use fault::Reason;
use prost::Name;

#[tokio::test]
async fn services_follow_what_was_read_and_drawn_and_people_do_not() {
    let council = Council::new().await;
    let import = council.read(&small()).await;
    let agenda = council.draw("section_20").await;
    council.told::<AgendaDrawn>(1).await;
    let all =
        || SubscribeRequest { subscription: Some(Subscription { cursor: String::new(), follow: false }) };
    let mut workflow = EventServiceClient::new(council.suite.service_client("panels", "workflow"));
    let mut batches = workflow.subscribe(all()).await.expect("a feed").into_inner();
    let mut events = Vec::new();
    while let Some(response) = batches.message().await.expect("a batch") {
        events.extend(response.batch.expect("a batch").events);
    }
    let told: Vec<(&str, &str, i64)> =
        events.iter().map(|event| (&*event.r#type, &*event.subject, event.subject_version)).collect();
    let (extract, agenda) =
        (format!("extract-import/{}", import.extract_import_id), format!("agenda/{}", agenda.agenda_id));
    assert_eq!(
        told,
        [
            (&*ExtractImported::full_name(), &*extract, 1),
            (&*ExtractRead::full_name(), &*extract, 2),
            (&*AgendaDrawn::full_name(), &*agenda, 1),
        ]
    );
    let mut bea = EventServiceClient::new(council.suite.client("panels", "bea"));
    refused(bea.subscribe(all()).await, Reason::NotPermitted);
}

#[tokio::test]
async fn administrators_see_who_imported_and_drew_in_an_unbroken_chain() {
    let council = Council::new().await;
    council.read(&small()).await;
    council.draw("section_20").await;
    let mut ada = AuditServiceClient::new(council.suite.client("panels", "ada"));
    let filter = Some(AuditFilter { worker_id: id_of("bea").to_string(), ..AuditFilter::default() });
    let listed = ada.list_audit_entries(ListAuditEntriesRequest { filter }).await.expect("entries");
    let entries = listed.into_inner().page.expect("a page").entries;
    let rpcs: Vec<&str> = entries.iter().map(|entry| entry.rpc.rsplit('/').next().unwrap()).collect();
    assert_eq!((rpcs.first(), rpcs.last()), (Some(&"DrawAgenda"), Some(&"ImportExtract")));
    let verified = ada.verify_audit_chain(VerifyAuditChainRequest {}).await.expect("a report");
    assert!(verified.into_inner().report.expect("a report").first_broken_entry == 0);
    let mut bea = AuditServiceClient::new(council.suite.client("panels", "bea"));
    refused(bea.verify_audit_chain(VerifyAuditChainRequest {}).await, Reason::NotPermitted);
}

#[tokio::test]
async fn the_directory_hears_that_its_word_has_arrived() {
    let council = Council::new().await;
    let mut copies = CopyServiceClient::new(council.suite.service_client("panels", "directory"));
    copies.catch_up(CatchUpRequest {}).await.expect("it has");
    let mut bea = CopyServiceClient::new(council.suite.client("panels", "bea"));
    refused(bea.catch_up(CatchUpRequest {}).await, Reason::NotPermitted);
}
