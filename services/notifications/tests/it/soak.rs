//! Much at once, while every channel fails now and then, the replicas are stopped and killed and come back, and somebody
//! leaves: what is told is told once in the application and in order, and outside at least once under one id, to nobody who
//! may not hear it.
//!
//! `SOAK=100000` lets so many things happen instead of a few hundred, and says how long it took.

use crate::council::Council;
use crate::matters::{PLANNING, Step};
use crate::people::{id_of, reached, to, worker};
use crate::post_office::PostOffice;
use crate::receiver::{Answer, Received, Receiver};
use contracts::notifications::v1::{DeliveryStatus, ListDeliveriesRequest};
use runtime::settings::Smtp;
use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};
use uuid::Uuid;

const WORKERS: [&str; 4] = ["sam", "priya", "mei", "fay"];
const LEAVER: &str = "fay";
/// How much is committed at once.
const BATCH: usize = 25;
/// How often a replica goes, in each half.
const TIMES: usize = 4;
/// How long nothing may happen while something is left to do: longer than the claim of who was killed.
const PATIENCE: Duration = Duration::from_secs(90);

fn so_much() -> usize {
    std::env::var("SOAK").map_or(200, |so_much| so_much.parse().expect("a number"))
}

async fn council(office: &PostOffice) -> Council {
    let (port, authority) = (office.port, office.authority.clone());
    let council = Council::with(2, move |outside| {
        let (host, from) = ("localhost".to_owned(), "permanence@council.test".to_owned());
        outside.authority = Some(authority);
        outside.smtp = Some(Smtp { host, port, from, ..Smtp::default() });
        outside.attempts = 50;
        (outside.first_pause_ms, outside.longest_pause_ms) = (50, 200);
    })
    .await;
    council.directory(vec![reached("sam", "sam@council.test", 2, council.clock())]).await;
    council
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn through_failures_restarts_and_leavers_everything_is_told_once_and_in_order() {
    let (office, receiver) = (PostOffice::start().await, Receiver::start().await);
    let mut council = council(&office).await;
    for path in ["/a", "/b"] {
        receiver.always(path, Answer::NowAndThen503);
        council.hook(&receiver.url(path)).await;
    }
    for replica in 0..2 {
        council.suite.stop("notifications", replica).await;
        council.suite.restart_apart("notifications", replica).await;
    }
    let half = (so_much() / 2).next_multiple_of(BATCH);
    let began = Instant::now();
    let mut gone = happen(&mut council, &office, half).await;
    let clock = council.clock();
    council.directory(vec![worker(LEAVER, false, 2, clock)]).await;
    comes_to_an_end(&council, "select count(*) from notifications.delivery where status = 'SENDING'").await;
    let to_the_leaver = calls_about(&receiver, LEAVER);
    gone += happen(&mut council, &office, half).await;
    assert_eq!(gone, 2 * TIMES);
    comes_to_an_end(
        &council,
        "select count(*) from notifications.delivery where next_attempt_at is not null",
    )
    .await;
    let took = began.elapsed();

    assert_eq!(calls_about(&receiver, LEAVER), to_the_leaver, "nothing is told of who has left");
    assert_states(&council).await;
    let order = told_in_order(&council).await;
    assert_eq!(order.len(), 2 * half, "each in the application once");
    for path in ["/a", "/b"] {
        assert_in_order(&receiver.received(path), &order, path);
    }
    let letters = office.letters();
    let ids: BTreeSet<&str> = letters.iter().map(|letter| letter.header("Message-ID")).collect();
    let of_sam = order.iter().filter(|(_, worker_id)| *worker_id == id_of("sam")).count();
    assert_eq!(ids.len(), of_sam, "each by e-mail, under its id");
    let again = letters.len() - of_sam;
    assert!(
        again <= 16 * 2 * TIMES,
        "{again} letters came again, which is more than was under way at the kills"
    );
    let calls = receiver.all().len();
    println!(
        "{} events: {} notifications, {} letters ({again} again), {calls} calls, {gone} kills and stops, in {took:?}",
        2 * half,
        order.len(),
        letters.len(),
    );
}

/// Work comes to everybody in turn; meanwhile replicas are killed and stopped in turn and come back, and mail is refused now and
/// then. Says how often one went.
async fn happen(council: &mut Council, office: &PostOffice, so_often: usize) -> usize {
    let (batches, mut gone) = (so_often / BATCH, 0);
    let before = council.count("select count(*) from notifications.notification").await;
    for batch in 0..batches {
        let clock = council.clock().clone();
        let work = |at: usize| {
            let step = Step::new("permanency_planning", PLANNING, to(WORKERS[at % WORKERS.len()]), &clock);
            step.arrives("quinn", &clock)
        };
        office.refuse(["451 Try later", "250 yes", "250 yes", "421 Going away"]);
        council.tell("workflow", (0..BATCH).map(work).collect()).await;
        if let Some(time) = falls_on(batch, batches) {
            let replica = (time / 2) % 2;
            match time % 2 {
                0 => council.suite.kill("notifications", replica),
                _ => council.suite.stop("notifications", replica).await,
            }
            council.suite.restart_apart("notifications", replica).await;
            gone += 1;
        }
    }
    let all = before + i64::try_from(so_often).expect("a number");
    let untold = format!("select {all} - count(*) from notifications.notification");
    comes_to_an_end(council, &untold).await;
    council.heard("workflow").await;
    gone
}

/// Which time it is that a replica goes, evenly over the batches; nothing where none does.
fn falls_on(batch: usize, batches: usize) -> Option<usize> {
    (0..TIMES).find(|time| batch == batches * (2 * time + 1) / (2 * TIMES))
}

/// How many messages came in about a worker.
fn calls_about(receiver: &Receiver, subject: &str) -> usize {
    let worker_id = id_of(subject).to_string();
    receiver.all().iter().filter(|call| call.json()["data"]["worker_id"] == worker_id.as_str()).count()
}

/// Waits until a statement counts nothing any more, as long as it counts less and less.
async fn comes_to_an_end(council: &Council, left: &str) {
    let (mut before, mut since) = (council.count(left).await, Instant::now());
    while before > 0 {
        tokio::time::sleep(Duration::from_millis(50)).await;
        let now = council.count(left).await;
        if now != before {
            (before, since) = (now, Instant::now());
        }
        assert!(since.elapsed() < PATIENCE, "{now} are left, and nothing happens: {left}");
    }
}

/// What is not delivered was about the leaver, and withheld.
async fn assert_states(council: &Council) {
    let about_others = format!(
        "select count(*) from notifications.delivery join notifications.notification using (notification_id)
          where status <> 'DELIVERED' and not (status = 'WITHHELD' and worker_id = '{}')",
        id_of(LEAVER)
    );
    assert_eq!(council.count(&about_others).await, 0);
    let withheld = ListDeliveriesRequest { status: DeliveryStatus::Withheld.into(), ..Default::default() };
    let listed = council.notifications("ada").list_deliveries(withheld).await.expect("a list").into_inner();
    assert!(listed.total_size > 0, "some of it was withheld");
}

/// The notifications in their order, with who was told.
async fn told_in_order(council: &Council) -> Vec<(String, Uuid)> {
    let told = "select notification_id::text, worker_id from notifications.notification order by position";
    sqlx::query_as(told).fetch_all(&council.admin()).await.expect("what was told")
}

/// Each came under one id, and first before all that were told later.
fn assert_in_order(received: &[Received], order: &[(String, Uuid)], path: &str) {
    let mut ids: BTreeMap<String, String> = BTreeMap::new();
    let mut first = Vec::new();
    for call in received {
        let reference = call.reference();
        let id = ids.entry(reference.clone()).or_insert_with(|| {
            first.push(reference.clone());
            call.id()
        });
        assert_eq!(*id, call.id(), "one id for {reference} at {path}");
    }
    let expected: Vec<&String> =
        order.iter().map(|(reference, _)| reference).filter(|it| ids.contains_key(*it)).collect();
    assert_eq!(first.iter().collect::<Vec<_>>(), expected, "the order at {path}");
    let others = order.iter().filter(|(_, worker_id)| *worker_id != id_of(LEAVER));
    for (reference, _) in others {
        assert!(ids.contains_key(reference), "{reference} never came to {path}");
    }
}
