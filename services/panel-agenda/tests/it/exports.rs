//! Agendas and the tracker as files.

use crate::{
    council::{Council, THURSDAY, ok, small},
    people::id_of,
    refused::refused,
};
use contracts::panels::v1::{
    ActionToRecord, Agenda, ExportAgendaRequest, ExportFormat, ExportTrackerRequest, ExportedFile,
    RecordDiscussionRequest, RemovalReason, RemoveAgendaItemRequest, export_agenda_response as of_agenda,
    export_tracker_response as of_tracker,
};
use fault::{Reason, field_violations_of};

async fn agenda_file(council: &Council, agenda: &Agenda, format: ExportFormat) -> (ExportedFile, Vec<u8>) {
    let request = ExportAgendaRequest { agenda_id: agenda.agenda_id.clone(), format: format.into() };
    let mut parts = ok(council.panels("sandra").export_agenda(request).await);
    let (mut what, mut bytes) = (ExportedFile::default(), Vec::new());
    while let Some(message) = parts.message().await.expect("a part") {
        match message.part.expect("a part") {
            of_agenda::Part::File(file) => what = file,
            of_agenda::Part::Piece(piece) => bytes.extend(piece),
        }
    }
    assert_eq!(what.byte_count, i64::try_from(bytes.len()).expect("a size"));
    (what, bytes)
}

async fn tracker_file(council: &Council, format: ExportFormat) -> (ExportedFile, Vec<u8>) {
    let request = ExportTrackerRequest { format: format.into(), ..Default::default() };
    let mut parts = ok(council.tracker("sandra").export_tracker(request).await);
    let (mut what, mut bytes) = (ExportedFile::default(), Vec::new());
    while let Some(message) = parts.message().await.expect("a part") {
        match message.part.expect("a part") {
            of_tracker::Part::File(file) => what = file,
            of_tracker::Part::Piece(piece) => bytes.extend(piece),
        }
    }
    (what, bytes)
}

#[tokio::test]
async fn an_agenda_leaves_as_a_workbook_csv_and_json_with_who_was_removed() {
    let council = Council::new().await;
    council.read(&small()).await;
    let agenda = council.issued(THURSDAY).await;
    let (what, workbook) = agenda_file(&council, &agenda, ExportFormat::Xlsx).await;
    assert_eq!(what.file_name, "permanence-panel-2026-11-26-section_20.xlsx");
    assert!(workbook.starts_with(b"PK"));
    assert_eq!(agenda_file(&council, &agenda, ExportFormat::Xlsx).await.1, workbook, "the same bytes");

    let removed = RemoveAgendaItemRequest {
        request_id: council.id(),
        agenda_id: agenda.agenda_id.clone(),
        child_id: "2".into(),
        reason: RemovalReason::LongTermMatched.into(),
        etag: "0".into(),
        ..Default::default()
    };
    ok(council.panels("bea").remove_agenda_item(removed).await);
    let (what, csv) = agenda_file(&council, &agenda, ExportFormat::Csv).await;
    assert_eq!(what.media_type, "text/csv; charset=utf-8");
    let csv = String::from_utf8(csv).unwrap();
    let lines: Vec<&str> = csv.lines().filter(|line| line.contains("Smith")).collect();
    assert_eq!(lines.len(), 2, "{csv}");
    let (_, json) = agenda_file(&council, &agenda, ExportFormat::Json).await;
    let rows: Vec<serde_json::Value> = serde_json::from_slice(&json).unwrap();
    let told: Vec<(&str, &str)> = rows
        .iter()
        .map(|row| (row["person_id"].as_str().unwrap(), row["to_check"].as_str().unwrap_or_default()))
        .collect();
    assert_eq!(told, [("1", ""), ("2", "removed: long term matched")]);
}

#[tokio::test]
async fn the_tracker_leaves_as_a_file() {
    let council = Council::new().await;
    council.read(&small()).await;
    let agenda = council.issued(THURSDAY).await;
    council.suite.clock().set("2026-11-27T09:00:00Z".parse().unwrap());
    let action = ActionToRecord {
        what: "=1+1 is no formula".into(),
        owner_worker_id: id_of("sam").to_string(),
        due_on: "2026-12-03".into(),
        workstep_id: String::new(),
    };
    let discussion = RecordDiscussionRequest {
        request_id: council.id(),
        agenda_id: agenda.agenda_id,
        child_id: "2".into(),
        actions: vec![action],
        none_needed_because: String::new(),
    };
    ok(council.tracker("bea").record_discussion(discussion).await);
    let (what, csv) = tracker_file(&council, ExportFormat::Csv).await;
    assert_eq!(what.file_name, "permanence-tracker-2026-11-27.csv");
    let csv = String::from_utf8(csv).unwrap();
    assert!(
        csv.contains(
            "Sandra Poole,2,26/11/2026,s20 +12 weeks,'=1+1 is no formula,Sam Okafor,03/12/2026,open"
        ),
        "{csv}"
    );
    assert!(tracker_file(&council, ExportFormat::Xlsx).await.1.starts_with(b"PK"));
}

#[tokio::test]
async fn files_go_to_who_may_read_agendas() {
    let council = Council::new().await;
    council.read(&small()).await;
    let agenda_id = council.draw("section_20").await.agenda_id;
    let csv = ExportFormat::Csv.into();
    for subject in ["sam", "ada", "leo"] {
        let request = ExportAgendaRequest { agenda_id: agenda_id.clone(), format: csv };
        refused(council.panels(subject).export_agenda(request).await.map(drop_body), Reason::NotPermitted);
        let request = ExportTrackerRequest { format: csv, ..Default::default() };
        refused(council.tracker(subject).export_tracker(request).await.map(drop_body), Reason::NotPermitted);
    }
    let missing = ExportAgendaRequest { agenda_id: council.id(), format: csv };
    refused(council.panels("bea").export_agenda(missing).await.map(drop_body), Reason::NotFound);
    let nothing = council.panels("bea").export_agenda(ExportAgendaRequest::default()).await.map(drop_body);
    let status = refused(nothing, Reason::FieldInvalid);
    assert_eq!(field_violations_of(&status).len(), 2);
}

/// A refusal has no stream to look at.
fn drop_body<T>(response: tonic::Response<T>) -> tonic::Response<()> {
    response.map(drop)
}
