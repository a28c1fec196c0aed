//! Files that are no extracts are answered with a reason, and nothing of them is kept but their bytes.

use crate::{
    council::{Council, csv, row, upload},
    refused::refused,
};
use contracts::panels::v1::{DrawAgendaRequest, ExtractImportState, ExtractRefused};
use fault::{Reason, metadata_of};

#[tokio::test]
async fn a_file_that_is_no_extract_is_refused_with_its_reason() {
    let council = Council::new().await;
    let long = format!("{}\r\n\"{}", String::from_utf8(csv(&[])).unwrap(), "x".repeat(200_000));
    for (file, reason) in [
        (b"Person ID,Name\r\n1,Chloe Smith".to_vec(), "HEADINGS_MISSING"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 and so on".to_vec(), "OLD_OR_PROTECTED_WORKBOOK"),
        (b"PK\x03\x04 and then nothing that fits".to_vec(), "WORKBOOK_DAMAGED"),
        (b"\xff\xfeP\x00e\x00".to_vec(), "UTF_16_TEXT"),
        (long.into_bytes(), "ROW_TOO_LONG"),
    ] {
        let import = council.read(&file).await;
        assert_eq!(import.state(), ExtractImportState::Refused, "{reason}");
        let refusal = import.refusal.expect("why");
        assert_eq!(refusal.reason, reason);
        assert!(!refusal.message.contains("Chloe"));
        assert_eq!((import.row_count, import.accepted_count), (0, 0));
        let draw = DrawAgendaRequest {
            extract_import_id: import.extract_import_id.clone(),
            ..council.draw_request("section_20")
        };
        let status = refused(council.panels("bea").draw_agenda(draw).await, Reason::ExtractNotRead);
        assert_eq!(metadata_of(&status)["state"], "REFUSED");
    }
    assert_eq!(council.told::<ExtractRefused>(5).await.len(), 5);
    assert_eq!(council.count("select count(*) from panels.child_record").await, 0);
}

#[tokio::test]
async fn what_a_file_held_before_it_broke_is_not_kept() {
    let council = Council::new().await;
    let rows: Vec<String> =
        (0..5_000).map(|id| row(&id.to_string(), "V2", "01/02/2024", "U6", "", "")).collect();
    let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
    let broken = [csv(&rows), format!("\r\n\"{}", "x".repeat(200_000)).into_bytes()].concat();
    let import = council.read(&broken).await;
    assert_eq!(import.refusal.expect("why").reason, "ROW_TOO_LONG");
    assert_eq!(council.count("select count(*) from panels.child_record").await, 0);
    assert_eq!(council.count("select count(*) from panels.import_issue").await, 0);
}

#[tokio::test]
async fn a_workbook_of_more_than_64_mib_is_refused_while_it_comes() {
    let council = Council::new().await;
    let mut file = vec![0; (64 << 20) + 1];
    file[..4].copy_from_slice(b"PK\x03\x04");
    let outcome = council.care_data("bea").import_extract(upload(council.metadata(), &file)).await;
    let status = refused(outcome, Reason::ExtractTooLarge);
    assert_eq!(metadata_of(&status)["most_bytes"], (64 << 20).to_string());
    assert_eq!(council.count("select count(*) from panels.extract_piece").await, 0);
}
