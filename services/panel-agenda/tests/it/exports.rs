//! Agendas and the tracker as files.

use crate::{
    council::{Council, THURSDAY, csv, ok, row, small},
    people::CHLOE,
    recording::{action, discussed, none_needed, to_be_done},
    refused::refused,
};
use contracts::panels::v1::{
    Agenda, AgendaPart, ExportAgendaRequest, ExportFormat, ExportTrackerRequest, ExportedFile,
    ImportLongTermMatchesRequest, RemovalReason, RemoveAgendaItemRequest,
    export_agenda_response as of_agenda, export_tracker_response as of_tracker,
};
use fault::{Reason, field_violations_of};
use testkit::workbook::unpacked;

async fn agenda_file(council: &Council, agenda: &Agenda, format: ExportFormat) -> (ExportedFile, Vec<u8>) {
    let request = ExportAgendaRequest {
        agenda_id: agenda.agenda_id.clone(),
        format: format.into(),
        ..Default::default()
    };
    exported(council, "bea", request).await
}

async fn exported(council: &Council, subject: &str, request: ExportAgendaRequest) -> (ExportedFile, Vec<u8>) {
    let mut parts = ok(council.panels(subject).export_agenda(request).await);
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
    let why = rows[0]["why"].as_str().unwrap();
    assert!(
        why.contains("age: 8") && why.contains("legal status: V2"),
        "each value with what it is of: {why}"
    );
}

#[tokio::test]
async fn who_is_not_listed_leaves_with_the_filters_label_and_what_it_saw() {
    let council = Council::new().await;
    council.read(&small()).await;
    let agenda = council.issued(THURSDAY).await;
    let request = |format: ExportFormat| ExportAgendaRequest {
        agenda_id: agenda.agenda_id.clone(),
        format: format.into(),
        part: AgendaPart::NotListed.into(),
    };
    let mut parts = ok(council.panels("bea").export_agenda(request(ExportFormat::Json)).await);
    let (mut what, mut json) = (ExportedFile::default(), Vec::new());
    while let Some(message) = parts.message().await.expect("a part") {
        match message.part.expect("a part") {
            of_agenda::Part::File(file) => what = file,
            of_agenda::Part::Piece(piece) => json.extend(piece),
        }
    }
    assert_eq!(what.file_name, "permanence-panel-2026-11-26-section_20-not-listed.json");
    let rows: Vec<serde_json::Value> = serde_json::from_slice(&json).unwrap();
    let ids: Vec<&str> = rows.iter().map(|row| row["person_id"].as_str().unwrap()).collect();
    assert_eq!(ids, ["3", "4", "5", "6"]);
    let label = |key: &str| agenda.filters.iter().find(|filter| filter.key == key).unwrap().label.clone();
    assert_eq!(rows[0]["taken_off_by"], label("twelve_weeks"));
    assert!(rows[0]["it_saw"].as_str().unwrap().starts_with("days in care: 83 days"), "{}", rows[0]);
    assert_eq!(rows[1]["taken_off_by"], label("is_section_20"));
    let workbook = council.panels("bea").export_agenda(request(ExportFormat::Xlsx)).await.map(drop_body);
    assert_eq!(field_violations_of(&refused(workbook, Reason::FieldInvalid))[0].field, "part");
    let audited = "select count(*) from panels.audit_entry where 'child/6' = any (subjects)";
    assert_eq!(council.count(audited).await, 1, "who left in the file is in the audit");
}

#[tokio::test]
async fn whose_record_is_to_be_corrected_stands_on_their_own_service_managers_sheet() {
    let council = Council::new().await;
    let fostered =
        |id: &str, manager: &str| row(id, "C2", "01/02/2020", "U4", "Long term fostering", manager);
    let rows = [fostered("1", "Sandra Poole"), fostered("2", "Maya Lind"), fostered(CHLOE, "Maya Lind")];
    council.read(&csv(&rows.each_ref().map(String::as_str))).await;
    let matches =
        ImportLongTermMatchesRequest { request_id: council.id(), child_ids: vec!["1".into(), CHLOE.into()] };
    ok(council.care_data("fred").import_long_term_matches(matches).await);
    let agenda_id = council.draw("long_term_matching").await.agenda_id;
    for (subject, sheets, referred) in [
        ("bea", vec!["All", "Maya Lind", "Sandra Poole", "Not listed"], 2),
        ("sandra", vec!["All", "Sandra Poole", "Not listed"], 2),
        ("maya", vec!["All", "Maya Lind", "Not listed"], 0),
    ] {
        let format = ExportFormat::Xlsx.into();
        let request = ExportAgendaRequest { agenda_id: agenda_id.clone(), format, ..Default::default() };
        let (_, workbook) = exported(&council, subject, request).await;
        let book = unpacked(&workbook, "xl/workbook.xml");
        let names: Vec<&str> =
            book.split("<sheet name=\"").skip(1).map(|rest| rest.split('"').next().unwrap()).collect();
        assert_eq!(names, sheets, "{subject}");
        let texts = unpacked(&workbook, "xl/sharedStrings.xml");
        let why = "not on the agenda; long term matched: yes, on the Fostering Service's list";
        let told = texts.contains("record to correct") && texts.contains(why);
        assert_eq!(told, referred > 0, "{subject}: {texts}");
        let hers = names.iter().position(|name| *name == "Sandra Poole");
        if let Some(place) = hers {
            let sheet = unpacked(&workbook, &format!("xl/worksheets/sheet{}.xml", place + 1));
            assert_eq!(sheet.matches("<row ").count(), 1 + referred, "{subject}: {sheet}");
        }
    }
}

#[tokio::test]
async fn the_tracker_leaves_as_a_file() {
    let council = Council::new().await;
    council.read(&small()).await;
    let agenda = council.issued(THURSDAY).await;
    council.suite.clock().set("2026-11-27T09:00:00Z".parse().unwrap());
    let action = action("=1+1 is no formula", "2026-12-03");
    let discussion = to_be_done(&council, &agenda, "2", vec![action]);
    let none = none_needed(&council, &agenda, "1");
    ok(council.tracker("bea").record_discussion(discussion).await);
    ok(council.tracker("bea").record_discussion(none).await);
    let (what, csv) = tracker_file(&council, ExportFormat::Csv).await;
    assert_eq!(what.file_name, "permanence-tracker-2026-11-27.csv");
    let csv = String::from_utf8(csv).unwrap();
    assert!(
        csv.contains(
            "Sandra Poole,2,Smith,Child 2,26/11/2026,s20 +12 weeks,'=1+1 is no formula,Sam Okafor,03/12/2026,open"
        ),
        "{csv}"
    );
    assert!(
        csv.contains(
            "Maya Lind,1,Smith,Child 1,26/11/2026,s20 +12 weeks,none needed: The plan is on its way.,,,none needed"
        ),
        "{csv}"
    );
    assert!(tracker_file(&council, ExportFormat::Xlsx).await.1.starts_with(b"PK"));
}

#[tokio::test]
async fn who_is_not_listed_leaves_page_by_page_and_stands_in_the_audit() {
    let council = Council::new().await;
    let rows: Vec<String> =
        (0..2_500).map(|id| row(&format!("{id:05}"), "C2", "01/02/2024", "U6", "Return home", "")).collect();
    council.read(&csv(&rows.iter().map(String::as_str).collect::<Vec<_>>())).await;
    let agenda = council.issued(THURSDAY).await;
    for format in [ExportFormat::Csv, ExportFormat::Json] {
        let request = ExportAgendaRequest {
            agenda_id: agenda.agenda_id.clone(),
            format: format.into(),
            part: AgendaPart::NotListed.into(),
        };
        let mut parts = ok(council.panels("bea").export_agenda(request).await);
        let (mut what, mut bytes, mut pieces) = (ExportedFile::default(), Vec::new(), 0);
        while let Some(message) = parts.message().await.expect("a part") {
            match message.part.expect("a part") {
                of_agenda::Part::File(file) => what = file,
                of_agenda::Part::Piece(piece) => {
                    pieces += 1;
                    bytes.extend(piece);
                }
            }
        }
        assert_eq!(what.byte_count, i64::try_from(bytes.len()).expect("a size"), "{format:?}");
        assert!(pieces >= 3, "as it is read: {pieces}");
        let text = String::from_utf8(bytes).expect("text");
        let ids: Vec<String> = match format {
            ExportFormat::Json => {
                let rows: Vec<serde_json::Value> = serde_json::from_str(&text).expect("an array");
                rows.iter().map(|row| row["person_id"].as_str().expect("an id").to_owned()).collect()
            }
            _ => text.lines().skip(1).map(|line| line.split(',').next().expect("an id").to_owned()).collect(),
        };
        let expected: Vec<String> = (0..2_500).map(|id| format!("{id:05}")).collect();
        assert_eq!(ids, expected, "{format:?}");
    }
    let entries = "select count(*) from panels.audit_entry where rpc like '%ExportAgenda'";
    assert!(council.count(entries).await >= 6, "some children an entry");
    let last = "select count(*) from panels.audit_entry where 'child/02499' = any (subjects)";
    assert_eq!(council.count(last).await, 2, "once for each file");
}

#[tokio::test]
async fn sheets_are_of_whom_the_directory_allocates_now() {
    let council = Council::new().await;
    let rows = [
        row(CHLOE, "V2", "01/02/2024", "U6", "Return home", "Maya Lind"),
        row("1", "V2", "01/02/2024", "U6", "Return home", "Maya Lind"),
    ];
    council.read(&csv(&rows.each_ref().map(String::as_str))).await;
    let agenda = council.issued(THURSDAY).await;
    let (_, csv) = agenda_file(&council, &agenda, ExportFormat::Csv).await;
    let whose = |csv: &[u8], child_id: &str| {
        let text = String::from_utf8(csv.to_vec()).expect("text");
        let line =
            text.lines().find(|line| line.contains(&format!(",{child_id},"))).expect("a line").to_owned();
        line.split(',').next().expect("a name").to_owned()
    };
    assert_eq!((&*whose(&csv, CHLOE), &*whose(&csv, "1")), ("Sandra Poole", "Maya Lind"));
    council.suite.clock().set("2026-11-27T09:00:00Z".parse().unwrap());
    for request in [none_needed(&council, &agenda, CHLOE), discussed(&council, &agenda, "1")] {
        ok(council.tracker("bea").record_discussion(request).await);
    }
    let (_, csv) = tracker_file(&council, ExportFormat::Csv).await;
    assert_eq!((&*whose(&csv, CHLOE), &*whose(&csv, "1")), ("Sandra Poole", "Maya Lind"));
}

#[tokio::test]
async fn files_go_to_who_may_read_agendas() {
    let council = Council::new().await;
    council.read(&small()).await;
    let agenda_id = council.draw("section_20").await.agenda_id;
    let csv = ExportFormat::Csv.into();
    for subject in ["sam", "ada", "leo"] {
        let request = ExportAgendaRequest { agenda_id: agenda_id.clone(), format: csv, ..Default::default() };
        refused(council.panels(subject).export_agenda(request).await.map(drop_body), Reason::NotPermitted);
        let request = ExportTrackerRequest { format: csv, ..Default::default() };
        refused(council.tracker(subject).export_tracker(request).await.map(drop_body), Reason::NotPermitted);
    }
    let missing = ExportAgendaRequest { agenda_id: council.id(), format: csv, ..Default::default() };
    refused(council.panels("bea").export_agenda(missing).await.map(drop_body), Reason::NotFound);
    let nothing = council.panels("bea").export_agenda(ExportAgendaRequest::default()).await.map(drop_body);
    let status = refused(nothing, Reason::FieldInvalid);
    assert_eq!(field_violations_of(&status).len(), 2);
}

/// A refusal has no stream to look at.
fn drop_body<T>(response: tonic::Response<T>) -> tonic::Response<()> {
    response.map(drop)
}
