//! A reader that dies in the middle is taken over from, and no row is there twice.

use crate::council::{Council, csv, row, until};
use contracts::panels::v1::{ExtractImportState, ExtractRead};

fn many() -> Vec<u8> {
    let rows: Vec<String> =
        (0..6_000).map(|id| row(&id.to_string(), "V2", "01/02/2024", "U6", "", "")).collect();
    csv(&rows.iter().map(String::as_str).collect::<Vec<_>>())
}

#[tokio::test]
async fn what_a_dead_reader_left_is_cleared_and_read_again_from_the_first_row() {
    let council = Council::new().await;
    council.suite.stop("panels", 0).await;
    council.suite.restart("panels", 0).await;
    let import = council.read(&many()).await;
    // As if its reader had died after some rows, one of which is not in the file.
    sqlx::query(
        "update panels.extract_import
            set state = 'READING', leased_until = now() - interval '1 second', row_count = 10, accepted_count = 10,
                flagged_count = 0, progress_percent = 3",
    )
    .execute(&council.admin())
    .await
    .unwrap();
    let left = "update panels.child_record set child_id = 'left' where child_id = '17'";
    sqlx::query(left).execute(&council.admin()).await.unwrap();
    until("it is read again", || async {
        council.count("select count(*) from panels.extract_import where state = 'READ' and attempt = 2").await
            == 1
    })
    .await;
    let again = council.import(&import.extract_import_id).await;
    assert_eq!((again.row_count, again.accepted_count, again.flagged_count), (6_000, 6_000, 6_000));
    assert_eq!(council.count("select count(*) from panels.child_record").await, 6_000);
    assert_eq!(council.count("select count(*) from panels.child_record where child_id = 'left'").await, 0);
}

#[tokio::test]
async fn a_replica_that_stops_while_it_reads_is_taken_over_from_by_the_other() {
    let council = Council::with_replicas(2).await;
    let import = council.import_as("bea", council.metadata(), &many()).await.expect("to hand it in");
    until("somebody reads", || async {
        council.count("select count(*) from panels.extract_import where state <> 'STORED'").await == 1
    })
    .await;
    council.suite.stop("panels", 0).await;
    until("it is read", || async {
        council.count("select count(*) from panels.extract_import where state = 'READ'").await == 1
    })
    .await;
    council.suite.restart("panels", 0).await;
    let read = council.ended(&import.extract_import_id).await;
    assert_eq!(read.state(), ExtractImportState::Read);
    assert_eq!((read.row_count, read.accepted_count), (6_000, 6_000));
    assert_eq!(council.count("select count(*) from panels.child_record").await, 6_000);
    assert_eq!(council.told::<ExtractRead>(1).await.len(), 1);
}
