//! The folder as it changes, as workflow alone tells of it.

use crate::{
    council::Council,
    people::{CHLOE, sam_has_left},
    refusals::refused,
};
use contracts::workflow::v1::{
    IncomingWorkChange, StartWorkstepRequest, WatchIncomingWorkRequest, WatchIncomingWorkResponse,
    WorkstepState,
};
use fault::{Reason, reason_of};
use std::time::Duration;
use tokio::time::timeout;
use tonic::{Status, Streaming};

/// Longer than anything takes that is waited for.
const PATIENCE: Duration = Duration::from_secs(20);

struct Reader {
    told: Streaming<WatchIncomingWorkResponse>,
    cursor: String,
}

impl Reader {
    async fn of(council: &Council, replica: usize, subject: &str, cursor: &str) -> Self {
        let asked = WatchIncomingWorkRequest { cursor: cursor.to_owned() };
        let told = council.worksteps_of(replica, subject).watch_incoming_work(asked).await.expect("a stream");
        Self { told: told.into_inner(), cursor: cursor.to_owned() }
    }

    async fn next(&mut self) -> Result<IncomingWorkChange, Status> {
        let told = timeout(PATIENCE, self.told.message()).await.expect("something is told");
        let WatchIncomingWorkResponse { change, cursor } = told?.expect("a stream ends by saying why");
        self.cursor = cursor;
        Ok(change.expect("a change"))
    }

    async fn change(&mut self) -> IncomingWorkChange {
        self.next().await.expect("the stream goes on")
    }
}

#[tokio::test]
async fn the_folder_is_told_first_and_then_what_comes_changes_and_goes() {
    let council = Council::with_replicas(2).await;
    let mut sam = Reader::of(&council, 1, "sam", "").await;
    assert_eq!(sam.change().await, IncomingWorkChange { reset: true, ..Default::default() }, "it is empty");

    let step = council.open_case().await.workstep.expect("a step");
    let came = sam.change().await;
    assert_eq!((came.added.len(), came.changed.len(), came.total_size, came.reset), (1, 0, 1, false));
    assert_eq!(came.added[0].workstep_id, step.workstep_id);
    assert_eq!(came.added[0].child.as_ref().expect("a child").display_name, "Chloe Smith");

    council.start("sam", &step.workstep_id).await;
    let changed = sam.change().await;
    assert_eq!((changed.added.len(), changed.changed[0].state()), (0, WorkstepState::Started));
    let gone = "update workflow.workstep set worker_id = gen_random_uuid()";
    sqlx::query(gone).execute(&council.admin()).await.expect("it goes");
    sam = Reader::of(&council, 0, "sam", &sam.cursor.clone()).await;
    let went = sam.change().await;
    let expected = IncomingWorkChange { removed_workstep_ids: vec![step.workstep_id], ..Default::default() };
    assert_eq!(went, expected, "at another replica, from the cursor");
}

#[tokio::test]
async fn a_cursor_that_says_all_begins_with_nothing_new() {
    let council = Council::new().await;
    council.fill_sams_folder(3).await;
    let mut first = Reader::of(&council, 0, "sam", "").await;
    assert_eq!(first.change().await.added.len(), 3);
    let mut again = Reader::of(&council, 0, "sam", &first.cursor).await;
    assert_eq!(again.change().await, IncomingWorkChange { total_size: 3, ..Default::default() });
    assert_eq!(again.cursor, first.cursor);
}

#[tokio::test]
async fn a_long_folder_is_told_in_parts_and_counted_whole() {
    let council = Council::new().await;
    council.fill_sams_folder(620).await;
    let mut sam = Reader::of(&council, 0, "sam", "").await;
    let mut parts = Vec::new();
    while parts.iter().sum::<usize>() < 500 {
        let part = sam.change().await;
        assert_eq!((part.reset, part.total_size), (parts.is_empty(), 620));
        parts.push(part.added.len());
    }
    assert_eq!(parts, [200, 200, 100], "the newest five hundred");
    assert!(sam.cursor.len() < 16 * 1024, "{}", sam.cursor.len());

    // One of those goes: the next older one takes its place.
    let newest = "update workflow.workstep set worker_id = gen_random_uuid()
                  where id = (select id from workflow.workstep order by arrived_at desc limit 1)";
    sqlx::query(newest).execute(&council.admin()).await.expect("it goes");
    let mut sam = Reader::of(&council, 0, "sam", &sam.cursor.clone()).await;
    let change = sam.change().await;
    assert_eq!((change.added.len(), change.removed_workstep_ids.len(), change.total_size), (1, 1, 619));
}

#[tokio::test]
async fn a_reader_that_does_not_keep_up_is_told_many_changes_as_one() {
    let council = Council::new().await;
    let mut quinn = Reader::of(&council, 0, "quinn", "").await;
    assert!(quinn.change().await.reset);
    let review = council.review().await;
    council.start("quinn", &review.workstep_id).await;
    let (mut told, mut last) = (0, None);
    while last != Some(WorkstepState::Started) {
        let change = quinn.change().await;
        told += 1;
        last = change.added.iter().chain(&change.changed).map(|row| row.state()).next_back();
    }
    assert!(told <= 2, "it came and was started: {told} changes");
}

#[tokio::test]
async fn what_is_no_cursor_is_refused_and_anothers_begins_anew_by_reason() {
    let council = Council::new().await;
    council.fill_sams_folder(2).await;
    for cursor in ["nonsense!", "AAAA"] {
        let asked = WatchIncomingWorkRequest { cursor: cursor.to_owned() };
        let outcome = council.worksteps("sam").watch_incoming_work(asked).await;
        refused(outcome.map(|_| tonic::Response::new(())), Reason::CursorMalformed);
    }
    let mut sam = Reader::of(&council, 0, "sam", "").await;
    sam.change().await;
    let mut priya = Reader::of(&council, 0, "priya", &sam.cursor).await;
    let expected =
        IncomingWorkChange { reset: true, reset_reason: "CURSOR_FOREIGN".into(), ..Default::default() };
    assert_eq!(priya.change().await, expected, "not even what is gone is told");
}

#[tokio::test]
async fn whoever_has_left_is_told_no_more_and_each_change_leaves_an_entry() {
    let council = Council::new().await;
    let mut sam = Reader::of(&council, 0, "sam", "").await;
    sam.change().await;
    let step = council.open_case().await.workstep.expect("a step");
    sam.change().await;
    let entries = "select count(*) from workflow.audit_entry
                   where rpc like '%/WatchIncomingWork' and subjects = array['child/3549863']";
    assert_eq!((council.count(entries).await, CHLOE), (1, "3549863"));

    council.directory_tells(sam_has_left(council.suite.clock())).await;
    let ended = sam.next().await.expect_err("Sam has left");
    assert_eq!(reason_of(&ended), Some(Reason::WorkerInactive));
    let start = StartWorkstepRequest { request_id: council.id(), workstep_id: step.workstep_id };
    refused(council.worksteps("sam").start_workstep(start).await, Reason::WorkerInactive);
    let asked = WatchIncomingWorkRequest { cursor: String::new() };
    let outcome = council.worksteps("ada").watch_incoming_work(asked).await;
    refused(outcome.map(|_| tonic::Response::new(())), Reason::NotPermitted);
}
