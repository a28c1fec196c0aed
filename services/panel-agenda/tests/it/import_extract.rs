//! Handing an extract in, and what becomes of it.

use crate::{
    council::{Council, MONDAY, csv, row, small, upload},
    people::id_of,
    refused::refused,
};
use contracts::panels::v1::{
    ExtractImportState, ExtractImported, ExtractMetadata, ExtractRead, ImportExtractRequest,
    import_extract_request::Part,
};
use fault::{Reason, field_violations_of, metadata_of, reason_of};

#[tokio::test]
async fn an_extract_is_stored_read_and_told_of() {
    let council = Council::new().await;
    let handed_in = council.import_as("bea", council.metadata(), &small()).await.expect("to hand it in");
    assert_eq!(handed_in.byte_count, i64::try_from(small().len()).unwrap());
    assert_eq!(handed_in.imported.unwrap().by.unwrap().worker_id, id_of("bea").to_string());

    let read = council.ended(&handed_in.extract_import_id).await;
    assert_eq!(read.state(), ExtractImportState::Read);
    assert_eq!((read.row_count, read.accepted_count, read.rejected_count), (6, 6, 0));
    assert_eq!((read.flagged_count, read.progress_percent), (1, 100), "5 has no service manager");
    assert_eq!(read.sha256, handed_in.sha256);
    assert_eq!(council.count("select count(*) from panels.child_record").await, 6);

    let [imported] = council.told::<ExtractImported>(1).await.try_into().unwrap();
    assert_eq!(imported.extract_import_id, handed_in.extract_import_id);
    let [told] = council.told::<ExtractRead>(1).await.try_into().unwrap();
    assert_eq!((told.row_count, told.rejected_count), (6, 0));
}

#[tokio::test]
async fn the_same_bytes_twice_are_one_import_and_change_nothing() {
    let council = Council::with_replicas(2).await;
    let first = council.read(&small()).await;
    let again = council.import_as("sys", council.metadata(), &small()).await.expect("to hand it in again");
    assert_eq!(again, first);
    let other = ExtractMetadata { as_of: "2026-11-22".into(), ..council.metadata() };
    let other = council.import_as("bea", other, &small()).await.expect("the same of another day");
    assert_ne!(other.extract_import_id, first.extract_import_id);
    council.ended(&other.extract_import_id).await;

    assert_eq!(council.told::<ExtractImported>(2).await.len(), 2);
    assert_eq!(council.count("select count(*) from panels.extract_upload").await, 2);
    assert_eq!(council.count("select count(*) from panels.extract_piece").await, 2);
}

#[tokio::test]
async fn two_who_hand_the_same_in_at_once_get_one_import() {
    let council = Council::with_replicas(2).await;
    let hand_in = |replica: usize, subject: &'static str| {
        let mut client = council.care_data_of(replica, subject);
        let upload = upload(council.metadata(), &small());
        async move { client.import_extract(upload).await.expect("to hand it in").into_inner() }
    };
    let (one, other) = tokio::join!(hand_in(0, "bea"), hand_in(1, "sys"));
    let (one, other) = (one.extract_import.unwrap(), other.extract_import.unwrap());
    assert_eq!(one.extract_import_id, other.extract_import_id);
    council.ended(&one.extract_import_id).await;
    assert_eq!(council.count("select count(*) from panels.extract_import").await, 1);
    assert_eq!(council.count("select count(*) from panels.extract_upload").await, 1);
}

#[tokio::test]
async fn a_repeat_gets_the_first_answer_and_another_body_is_refused() {
    let council = Council::new().await;
    let metadata = council.metadata();
    let first = council.import_as("bea", metadata.clone(), &small()).await.expect("to hand it in");
    council.ended(&first.extract_import_id).await;
    let repeat = council.import_as("bea", metadata.clone(), &small()).await.expect("a repeat");
    assert_eq!(repeat, first, "as it stood then");
    let other = csv(&[&row("1", "V2", "31/08/2026", "U6", "", "Maya Lind")]);
    let reused = council.care_data("bea").import_extract(upload(metadata, &other)).await;
    refused(reused, Reason::RequestIdReused);
    assert_eq!(council.count("select count(*) from panels.extract_import").await, 1);
    assert_eq!(council.count("select count(*) from panels.extract_upload").await, 1);
}

#[tokio::test]
async fn a_later_row_of_a_child_takes_the_place_of_the_earlier_also_from_another_batch() {
    let council = Council::new().await;
    let mut rows = vec![row("9", "V2", "01/01/2026", "U6", "", "Maya Lind")];
    rows.extend((100..4_100).map(|id| row(&id.to_string(), "C2", "01/02/2020", "U4", "Other", "Maya Lind")));
    rows.push(row("9", "C2", "01/06/2026", "U4", "Other", "Sandra Poole"));
    let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
    let read = council.read(&csv(&rows)).await;
    assert_eq!((read.row_count, read.accepted_count, read.rejected_count), (4_002, 4_001, 1));
    let nine: (String, String, String) = sqlx::query_as(
        "select legal_status, in_care_since::text, service_manager from panels.child_record where child_id = '9'",
    )
    .fetch_one(&council.admin())
    .await
    .unwrap();
    assert_eq!(nine, ("C2".into(), "2026-01-01".into(), "Sandra Poole".into()));
    assert_eq!(council.count("select count(*) from panels.child_record").await, 4_001);
}

#[tokio::test]
async fn what_is_wrong_with_an_upload_is_refused_by_field() {
    let council = Council::new().await;
    let bad = ExtractMetadata {
        request_id: "x".into(),
        file_name: String::new(),
        as_of: "23/11/2026".into(),
        serial_dates: 9,
        ..Default::default()
    };
    let status =
        refused(council.care_data("bea").import_extract(upload(bad, b"a")).await, Reason::FieldInvalid);
    let fields: Vec<String> = field_violations_of(&status).into_iter().map(|wrong| wrong.field).collect();
    assert_eq!(
        fields,
        ["metadata.request_id", "metadata.file_name", "metadata.as_of", "metadata.serial_dates"]
    );

    let tomorrow = ExtractMetadata { as_of: "2026-11-24".into(), ..council.metadata() };
    let pieces = |parts: Vec<Option<Part>>| {
        futures::stream::iter(parts.into_iter().map(|part| ImportExtractRequest { part }))
    };
    let (metadata, piece) =
        (|| Some(Part::Metadata(council.metadata())), || Some(Part::Piece(b"x".to_vec())));
    let mut bea = council.care_data("bea");
    refused(bea.import_extract(upload(tomorrow, b"a")).await, Reason::FieldInvalid);
    refused(bea.import_extract(upload(council.metadata(), b"")).await, Reason::FieldInvalid);
    refused(bea.import_extract(pieces(vec![])).await, Reason::FieldInvalid);
    refused(bea.import_extract(pieces(vec![piece(), metadata()])).await, Reason::FieldInvalid);
    refused(bea.import_extract(pieces(vec![metadata(), piece(), metadata()])).await, Reason::FieldInvalid);
    refused(bea.import_extract(pieces(vec![metadata(), None])).await, Reason::FieldInvalid);
    assert_eq!(council.count("select count(*) from panels.extract_upload").await, 0);
    assert_eq!(council.count("select count(*) from panels.extract_import").await, 0);
}

#[tokio::test]
async fn the_bytes_of_an_earlier_day_are_refused_where_only_new_ones_are_wanted() {
    let council = Council::new().await;
    let first = council.read(&small()).await;
    council.suite.clock().set("2026-11-24T06:00:00Z".parse().unwrap());
    let tuesday = || ExtractMetadata { as_of: "2026-11-24".into(), only_new: true, ..council.metadata() };
    let status = council.import_as("sys", tuesday(), &small()).await.expect_err("it is Monday's");
    assert_eq!(reason_of(&status), Some(Reason::ExtractUnchanged));
    let metadata = metadata_of(&status);
    assert_eq!((&*metadata["as_of"], &metadata["extract_import_id"]), (MONDAY, &first.extract_import_id));
    assert_eq!(council.count("select count(*) from panels.extract_import").await, 1);
    assert_eq!(council.count("select count(*) from panels.extract_upload").await, 1, "thrown away");

    let monday = ExtractMetadata { only_new: true, ..council.metadata() };
    let same = council.import_as("sys", monday, &small()).await.expect("the same day's is the same import");
    assert_eq!(same.extract_import_id, first.extract_import_id);
    let said = ExtractMetadata { only_new: false, ..tuesday() };
    council.import_as("sys", said, &small()).await.expect("somebody says that they are Tuesday's");
    let mut other = small();
    other.extend(b"\r\n");
    council.import_as("sys", tuesday(), &other).await.expect("other bytes are new");
}

#[tokio::test]
async fn how_many_rows_are_left_is_estimated_while_it_is_read_and_exact_at_the_end() {
    const ROWS: i32 = 40_000;
    let council = Council::new().await;
    let rows: Vec<String> =
        (0..ROWS).map(|id| row(&format!("{id:05}"), "V2", "01/02/2024", "U6", "", "Maya Lind")).collect();
    let file = csv(&rows.iter().map(String::as_str).collect::<Vec<_>>());
    let import = council.import_as("bea", council.metadata(), &file).await.expect("to hand it in");
    let mut midway = Vec::new();
    let ended = loop {
        let seen = council.import(&import.extract_import_id).await;
        match seen.state() {
            ExtractImportState::Read => break seen,
            ExtractImportState::Reading if seen.row_count > 0 => midway.push(seen),
            _ => {}
        }
    };
    assert!(!midway.is_empty(), "it was seen while it was read");
    for seen in midway {
        assert_eq!(seen.row_count, seen.accepted_count + seen.rejected_count);
        let Some(left) = seen.rows_left_estimate else { continue };
        let (all, percent) = (seen.row_count + left, seen.progress_percent);
        let within = ROWS / percent.max(1) + ROWS / 10;
        assert!((all - ROWS).abs() <= within, "{} read and {left} left at {percent} percent", seen.row_count);
    }
    assert_eq!((ended.row_count, ended.rows_left_estimate), (ROWS, Some(0)));
}
