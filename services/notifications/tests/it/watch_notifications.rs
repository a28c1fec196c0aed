use crate::council::Council;
use crate::matters::{Sending, Step};
use crate::people::{DAN, known_as, worker};
use crate::refused::refused;
use contracts::notifications::v1::WatchNotificationsRequest;
use contracts::workflow::v1::WorkstepArrived;
use fault::{Reason, reason_of};

/// Work for Sam whose title tells which one it is.
fn numbered(number: usize, council: &Council) -> Step {
    let step = Step::planning(council.clock());
    Step { told: WorkstepArrived { title: format!("step {number}"), ..step.told }, ..step }
}

async fn arrive(council: &Council, numbers: std::ops::Range<usize>) {
    let arrivals = numbers.map(|number| numbered(number, council).arrives("theo", council.clock()));
    council.tell("workflow", arrivals.collect()).await;
}

fn titles(numbers: std::ops::Range<usize>) -> Vec<String> {
    numbers.map(|number| format!("Work has come to you: step {number}")).collect()
}

#[tokio::test]
async fn what_is_new_comes_in_its_order_on_every_replica() {
    let council = Council::with_replicas(2).await;
    arrive(&council, 0..1).await;
    council.heard("workflow").await;
    let mut watching = [council.watch(0, "sam", "").await, council.watch(1, "sam", "").await];
    for watching in &mut watching {
        let first = watching.next().await;
        assert!(first.notifications.is_empty(), "an empty cursor begins with what comes from now on");
        assert_eq!(first.unread_count, 1);
    }
    arrive(&council, 1..150).await;
    for watching in &mut watching {
        assert_eq!(watching.titles(149).await.0, titles(1..150));
    }
}

#[tokio::test]
async fn whoever_goes_on_from_a_cursor_misses_nothing_and_sees_nothing_twice() {
    let council = Council::with_replicas(2).await;
    let mut watching = council.watch(0, "sam", "").await;
    watching.next().await;
    arrive(&council, 0..3).await;
    let (seen, cursor) = watching.titles(3).await;
    drop(watching);
    arrive(&council, 3..130).await;
    let mut again = council.watch(1, "sam", &cursor).await;
    let (rest, _) = again.titles(127).await;
    assert_eq!([seen, rest].concat(), titles(0..130));
}

#[tokio::test]
async fn the_count_follows_what_is_read_and_settled_elsewhere() {
    let council = Council::with_replicas(2).await;
    let clock = council.clock();
    let decision = Step::decision(clock);
    council
        .workflow(vec![decision.arrives("theo", clock), Step::decision(clock).of(DAN).arrives("theo", clock)])
        .await;
    let mut watching = council.watch(1, "quentin", "").await;
    assert_eq!(watching.next().await.unread_count, 2);
    council.workflow(vec![decision.starts("quinn", clock)]).await;
    let settled = watching.next().await;
    assert_eq!((settled.notifications.len(), settled.unread_count), (0, 1));
    let told = council.list("quentin").await.notifications;
    council.read("quentin", &[&told[0]]).await.expect("his own");
    assert_eq!(watching.next().await.unread_count, 0);
}

#[tokio::test]
async fn everybody_watches_their_own() {
    let council = Council::new().await;
    let clock = council.clock();
    let mut priya = council.watch(0, "priya", "").await;
    priya.next().await;
    let step = Step::planning(clock);
    council
        .tell("workflow", vec![step.arrives("theo", clock), Sending::authorise(&step, clock).sent(clock)])
        .await;
    let message = priya.next().await;
    let kinds: Vec<&str> = message.notifications.iter().map(|told| told.kind.as_str()).collect();
    assert_eq!(kinds, ["request_received"]);
}

#[tokio::test]
async fn whoever_leaves_hears_nothing_more() {
    let council = Council::new().await;
    let clock = council.clock();
    let mut sam = council.watch(0, "sam", "").await;
    sam.next().await;
    council.directory(vec![worker("sam", false, 2, clock)]).await;
    // He is no longer told, but what was told him before wakes the stream: it was his until then.
    let told = council.admin();
    sqlx::query(
        "insert into notifications.notification (notification_id, worker_id, kind, title, cause_id, happened_at)
         select gen_random_uuid(), worker_id, 'work_arrived', 'x', gen_random_uuid(), now()
           from notifications.people_worker where subject = 'sam'",
    )
    .execute(&told)
    .await
    .unwrap();
    let refusal = sam.message().await.expect_err("a refusal");
    assert_eq!(reason_of(&refusal), Some(Reason::WorkerInactive));
    assert!(sam.message().await.is_ok_and(|message| message.is_none()), "and the stream is over");
}

#[tokio::test]
async fn a_stream_ends_once_its_subject_is_another_worker() {
    let council = Council::new().await;
    let clock = council.clock();
    council.workflow(vec![Step::decision(clock).arrives("theo", clock)]).await;
    let mut sam = council.watch(0, "sam", "").await;
    sam.next().await;
    council
        .directory(vec![known_as("sam", "sam.before", 2, clock), known_as("quinn", "sam", 2, clock)])
        .await;
    council.workflow(vec![Step::planning(clock).arrives("theo", clock)]).await;
    assert!(
        sam.message().await.is_ok_and(|message| message.is_none()),
        "what either is told is not for this stream"
    );
    let mut quinn = council.watch(0, "sam", "").await;
    assert_eq!(quinn.next().await.unread_count, 1, "she opens her own");
}

#[tokio::test]
async fn a_stream_ends_with_its_service() {
    let council = Council::new().await;
    let mut sam = council.watch(0, "sam", "").await;
    sam.next().await;
    council.suite.stop("notifications", 0).await;
    assert!(sam.message().await.is_ok_and(|message| message.is_none()), "in good order");
}

#[tokio::test]
async fn a_strange_cursor_is_refused() {
    let council = Council::new().await;
    let mut sam = council.notifications("sam");
    let ask = |cursor: &str| WatchNotificationsRequest { cursor: cursor.to_owned() };
    refused(sam.watch_notifications(ask("another:7")).await, Reason::CursorForeign);
    refused(sam.watch_notifications(ask("no cursor")).await, Reason::CursorMalformed);
}

#[tokio::test]
async fn a_look_reads_what_is_new_whatever_the_archive_holds() {
    const LOOK: &str =
        concat!("explain (analyze, buffers, format json) ", include_str!("../../src/store/since.sql"));
    let council = Council::new().await;
    council.work_for_sam(3).await;
    let admin = council.admin();
    for prepares in [
        "insert into notifications.notification (notification_id, worker_id, kind, title, cause_id, happened_at, read_at)
         select gen_random_uuid(), worker_id, 'work_arrived', 'Work', gen_random_uuid(), now(), now()
           from notifications.people_worker cross join generate_series(1, 5000)",
        "analyze notifications.notification",
    ] {
        sqlx::query(prepares).execute(&admin).await.expect("an archive");
    }
    let last = council.count("select max(position) from notifications.notification").await;
    let mut connection =
        council.suite.database().pool("notifications").acquire().await.expect("a connection");
    // Whatever a new connection reads for itself it reads in the first round.
    let access = sqlx::query_scalar("select access('sam', null)::text");
    let access: String = access.fetch_one(&mut *connection).await.expect("what he has access to");
    let entry = serde_json::json!({ "time": council.clock().now(), "worker_id": "sam", "rpc": "a look" });
    let (from, permitted) = (Some(last - 3), Some(access.as_str()));
    for (round, position, permitted) in
        [(0, from, None), (0, from, permitted), (1, from, None), (1, None, None), (1, from, permitted)]
    {
        let look = sqlx::query_scalar(LOOK).bind("sam").bind(position).bind(permitted).bind(&entry);
        let plan: serde_json::Value = look.fetch_one(&mut *connection).await.expect("a plan");
        let blocks = |which: &str| plan[0]["Plan"][which].as_u64().expect("a number");
        let read = blocks("Shared Hit Blocks") + blocks("Shared Read Blocks");
        assert!(round == 0 || read < 100, "{read} pages of thousands are read from {position:?} on: {plan}");
    }
}
