//! A council's own layout of extracts, code sets and hour.

use crate::{
    council::{Council, THURSDAY, csv, ok, row, small},
    refused::refused,
};
use contracts::panels::v1::{
    CirculateAgendaRequest, ExtractImportState, GetPanelRequest, ImportIssueKind, ListImportIssuesRequest,
    SchedulePanelsRequest, WhenItFallsOut,
};
use fault::Reason;

const LAYOUT: &str = include_str!("../../extracts/children-currently-in-care.yaml");
const CODES: &str = include_str!("../../codes/ssda903.yaml");

/// A folder with the files of that council.
fn files(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, text) in files {
        std::fs::write(folder.path().join(name), text).expect("to write it");
    }
    folder
}

fn renamed() -> Vec<u8> {
    let file = String::from_utf8(small()).expect("text");
    file.replacen("Placement Code", "Where They Live", 1).into_bytes()
}

#[tokio::test]
async fn a_heading_of_the_councils_own_is_refused_without_its_file_and_read_with_it() {
    let without = Council::new().await.read(&renamed()).await;
    assert_eq!(without.state(), ExtractImportState::Refused);
    let refusal = without.refusal.expect("why");
    assert_eq!(refusal.reason, "HEADINGS_MISSING");
    assert!(refusal.message.contains("placement_code"), "{}", refusal.message);

    let own = LAYOUT.replace("placement_code: [Placement Code,", "placement_code: [Where They Live,");
    let folder = files(&[("layout.yaml", &own)]);
    let layout = folder.path().join("layout.yaml");
    let council = Council::with_settings(|settings| settings.panels.layout = Some(layout)).await;
    let with = council.read(&renamed()).await;
    assert_eq!((with.state(), with.rejected_count), (ExtractImportState::Read, 0));
    assert_eq!(council.draw("section_20").await.listed_count, 2);
    assert_eq!(
        council.read(&small()).await.state(),
        ExtractImportState::Refused,
        "the software's is replaced"
    );
}

#[tokio::test]
async fn a_code_of_the_councils_own_set_is_read_with_its_file() {
    let file = csv(&[&row("1", "V2", "01/02/2024", "U7", "", "Maya Lind")]);
    let council = Council::new().await;
    let without = council.read(&file).await;
    assert_eq!((without.accepted_count, without.rejected_count), (0, 1));
    let issues =
        ListImportIssuesRequest { extract_import_id: without.extract_import_id, ..Default::default() };
    let issues = ok(council.care_data("bea").list_import_issues(issues).await).issues;
    assert_eq!((issues[0].kind(), &*issues[0].value), (ImportIssueKind::ValueUnknown, "U7"));

    let own = "  - {key: U7, label: \"Foster placement of ours\"}\n\npermanence_plan:\n";
    let folder = files(&[("codes.yaml", &CODES.replace("permanence_plan:\n", own))]);
    let codes = folder.path().join("codes.yaml");
    let council = Council::with_settings(|settings| settings.panels.codes = Some(codes)).await;
    let with = council.read(&file).await;
    assert_eq!((with.accepted_count, with.flagged_count), (1, 0));
}

#[tokio::test]
async fn a_panel_begins_at_the_councils_own_hour() {
    let council = Council::with_settings(|settings| settings.panels.begins = Some("13:30".into())).await;
    council.read(&small()).await;
    let request = SchedulePanelsRequest {
        request_id: council.id(),
        anchor: THURSDAY.into(),
        when_it_falls_out: WhenItFallsOut::Slides.into(),
        etag: String::new(),
    };
    ok(council.panels("bea").schedule_panels(request).await);
    let panel = ok(council.panels("bea").get_panel(GetPanelRequest { panel_date: THURSDAY.into() }).await);
    let half_past_one = chrono::DateTime::parse_from_rfc3339("2026-11-26T13:30:00Z").unwrap().timestamp();
    assert_eq!(panel.panel.unwrap().begin_time.unwrap().seconds, half_past_one);
    let circulate = async |agenda_id: String| {
        let request = CirculateAgendaRequest { request_id: council.id(), agenda_id };
        council.panels("bea").circulate_agenda(request).await
    };
    let agenda = council.draw("section_20").await;
    council.suite.clock().set("2026-11-26T13:30:00Z".parse().unwrap());
    refused(circulate(agenda.agenda_id.clone()).await, Reason::PanelBegun);
    council.suite.clock().set("2026-11-26T13:29:59Z".parse().unwrap());
    ok(circulate(agenda.agenda_id).await);
}

#[tokio::test]
async fn a_file_whose_words_the_council_has_added_since_is_read_anew_on_the_same_day() {
    let council = Council::new().await;
    let file = csv(&[&row("1", "In our care", "01/02/2024", "U6", "", "Maya Lind")]);
    let before = council.read(&file).await;
    assert_eq!((before.state(), before.rejected_count), (ExtractImportState::Read, 1));
    let own = LAYOUT.replace("V2: [s20,", "V2: [In our care, s20,");
    let folder = files(&[("layout.yaml", &own)]);
    let layout = folder.path().join("layout.yaml");
    let council = council.again_with(|settings| settings.panels.layout = Some(layout)).await;
    let after = council.read(&file).await;
    assert_ne!(after.extract_import_id, before.extract_import_id);
    assert_eq!((after.accepted_count, after.rejected_count), (1, 0));
    assert_eq!(
        council.read(&file).await.extract_import_id,
        after.extract_import_id,
        "the same file by the same words"
    );
    assert_eq!(council.draw("section_20").await.listed_count, 1, "what was read last counts");
}

#[tokio::test]
async fn an_extract_is_read_by_the_words_that_stood_when_it_was_handed_in() {
    let council = Council::new().await;
    let import = council.read(&small()).await;
    let handed_in = "update panels.extract_import set state = 'STORED', row_count = 0, accepted_count = 0, rejected_count = 0";
    let own = LAYOUT.replace("placement_code: [Placement Code,", "placement_code: [Where They Live,");
    let folder = files(&[("layout.yaml", &own)]);
    let layout = folder.path().join("layout.yaml");
    sqlx::query(handed_in).execute(&council.admin()).await.expect("to put it back");
    let council = council.again_with(|settings| settings.panels.layout = Some(layout)).await;
    let read = council.ended(&import.extract_import_id).await;
    assert_eq!((read.state(), read.accepted_count), (ExtractImportState::Read, 6));
}
