//! Who gets to extracts and agendas at all.

use crate::{
    council::{Council, small, upload},
    refused::refused,
};
use contracts::panels::v1::{
    GetAgendaRequest, GetImportRequest, ListAgendasRequest, ListBlindSpotsRequest,
    care_data_service_client::CareDataServiceClient,
};
use fault::Reason;

async fn reads_refused(council: &Council, subject: &str, reason: Reason) {
    let mut panels = council.panels(subject);
    let agenda = GetAgendaRequest { agenda_id: council.id(), ..Default::default() };
    refused(panels.get_agenda(agenda).await, reason);
    refused(panels.list_agendas(ListAgendasRequest::default()).await, reason);
    refused(panels.list_blind_spots(ListBlindSpotsRequest::default()).await, reason);
}

async fn work_refused(council: &Council, subject: &str, reason: Reason) {
    let mut care_data = council.care_data(subject);
    refused(care_data.import_extract(upload(council.metadata(), &small())).await, reason);
    refused(care_data.get_import(GetImportRequest { extract_import_id: council.id() }).await, reason);
    refused(council.panels(subject).draw_agenda(council.draw_request("section_20")).await, reason);
}

#[tokio::test]
async fn agendas_are_business_supports_and_a_systems_to_make_and_service_managers_to_read() {
    let council = Council::new().await;
    council.read(&small()).await;
    for subject in ["sandra", "sam", "ada"] {
        work_refused(&council, subject, Reason::NotPermitted).await;
    }
    for subject in ["sam", "ada"] {
        reads_refused(&council, subject, Reason::NotPermitted).await;
    }
    for (subject, reason) in [("lee", Reason::WorkerInactive), ("nobody", Reason::WorkerUnknown)] {
        work_refused(&council, subject, reason).await;
        reads_refused(&council, subject, reason).await;
    }
    assert_eq!(council.count("select count(*) from panels.extract_upload").await, 1);
    assert_eq!(council.count("select count(*) from panels.agenda").await, 0);
}

#[tokio::test]
async fn nobody_comes_in_without_a_token() {
    let council = Council::new().await;
    let mut nobody = CareDataServiceClient::new(council.suite.channel("panels", 0));
    let request = GetImportRequest { extract_import_id: council.id() };
    refused(nobody.get_import(request).await, Reason::TokenMissing);
}
