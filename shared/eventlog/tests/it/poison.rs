use crate::{
    consuming::{consumer, effects, run},
    stage::{PATIENCE, Replica, count, database, eventually},
    widgets::{Counting, emit, id, turned},
};
use contracts::{events::v1::Event, requests::v1::RequestCompleted};
use eventlog::{Apply, ApplyError, Consumer, NewEvent, Record, Retried, Upstream, ask_retry, parked};
use sqlx::PgConnection;
use std::sync::{
    Arc, Mutex,
    atomic::{AtomicUsize, Ordering::SeqCst},
};
use uuid::Uuid;

/// One event about each child, in turn, `rounds` times.
async fn tell(replica: &Replica, children: &[(&str, Uuid)], versions: std::ops::RangeInclusive<i64>) {
    let events = versions.flat_map(|version| {
        children.iter().map(move |(child, widget)| turned(*widget, version).child(*child))
    });
    emit(&replica.pool, &Record { events: events.collect(), ..Record::default() }).await.unwrap();
    replica.log.committed();
}

#[tokio::test]
async fn a_poison_event_waits_with_its_childs_later_ones_and_the_rest_goes_on() {
    let database = database().await;
    let upstream = Replica::start(&database, "workflow");
    let downstream = Replica::start(&database, "requests");
    let counting = Counting::default();
    let consumer = consumer(&downstream, &upstream.serve().await, &counting);
    let children = [("101", id()), ("102", id()), ("103", id())];
    counting.refuse("102");
    tell(&upstream, &children, 1..=4).await;
    consumer.catch_up(PATIENCE).await.unwrap();
    tell(&upstream, &children, 5..=5).await;
    consumer.catch_up(PATIENCE).await.unwrap();

    assert_eq!(effects(&downstream.pool).await, 10, "all of the other two children");
    let waiting = parked(&downstream.pool).await.unwrap();
    assert_eq!(waiting.len(), 5);
    assert!(waiting.iter().all(|event| event.key == "102" && event.upstream == "permanence.workflow"));
    assert_eq!(waiting[0].reason, "this child is poison");
    assert!(waiting[1..].iter().all(|event| event.reason == "waits for an earlier one"));

    assert_eq!(consumer.retry().await.unwrap(), Retried { applied: 0, still_parked: 5 });
    counting.allow("102");
    assert_eq!(consumer.retry().await.unwrap(), Retried { applied: 5, still_parked: 0 });
    assert_eq!(effects(&downstream.pool).await, 15);
    let order = "select count(*) from effect a join effect b on a.subject = b.subject and a.version < b.version and a.place > b.place";
    assert_eq!(count(&downstream.pool, order).await, 0);
    tell(&upstream, &children, 6..=6).await;
    consumer.catch_up(PATIENCE).await.unwrap();
    assert_eq!(effects(&downstream.pool).await, 18, "the child is like any other again");
}

#[tokio::test]
async fn an_operators_wish_to_try_again_reaches_the_replica_that_follows() {
    let database = database().await;
    let upstream = Replica::start(&database, "workflow");
    let downstream = Replica::start(&database, "requests");
    let counting = Counting::default();
    run(&consumer(&downstream, &upstream.serve().await, &counting), &downstream);
    counting.refuse("102");
    tell(&upstream, &[("102", id()), ("103", id())], 1..=2).await;
    eventually("it is parked", async || count(&downstream.pool, "select count(*) from parked").await == 2)
        .await;
    counting.allow("102");
    assert_eq!(ask_retry(&downstream.pool, Some("103")).await.unwrap(), 0);
    assert_eq!(ask_retry(&downstream.pool, None).await.unwrap(), 2);
    eventually("it is applied", async || effects(&downstream.pool).await == 4).await;
    assert!(parked(&downstream.pool).await.unwrap().is_empty());
}

#[tokio::test]
async fn a_panic_a_broken_constraint_and_a_foreign_payload_are_poison_too() {
    let database = database().await;
    let upstream = Replica::start(&database, "workflow");
    let downstream = Replica::start(&database, "requests");
    let counting = Counting { panics: true, ..Counting::default() };
    let consumer = consumer(&downstream, &upstream.serve().await, &counting);
    counting.refuse("102");
    let broken = RequestCompleted { covered_version: 0, ..Default::default() };
    let foreign = contracts::requests::v1::RequestClaimed::default();
    let now = crate::stage::now();
    let events = vec![
        turned(id(), 1).child("102"),
        NewEvent::of(id(), "widget/1", 1, now, &broken).child("103"),
        NewEvent::of(id(), "widget/2", 1, now, &foreign),
        turned(id(), 1).child("104"),
    ];
    emit(&upstream.pool, &Record { events, ..Record::default() }).await.unwrap();
    consumer.catch_up(PATIENCE).await.unwrap();
    assert_eq!(effects(&downstream.pool).await, 1);
    let waiting = parked(&downstream.pool).await.unwrap();
    let reasons: Vec<_> = waiting.iter().map(|event| (event.key.as_str(), event.reason.as_str())).collect();
    assert_eq!(
        reasons,
        [
            ("102", "the program panicked over it"),
            ("103", "SQL state 23514, constraint effect_version_positive"),
            ("widget/2", "its payload is no permanence.requests.v1.RequestCompleted"),
        ]
    );
}

#[tokio::test]
async fn what_is_parked_is_read_again_with_everything_else_in_a_new_epoch() {
    let database = database().await;
    let upstream = Replica::start(&database, "workflow");
    let downstream = Replica::start(&database, "requests");
    let counting = Counting::default();
    let consumer = consumer(&downstream, &upstream.serve().await, &counting);
    counting.refuse("102");
    tell(&upstream, &[("102", id()), ("103", id())], 1..=2).await;
    consumer.catch_up(PATIENCE).await.unwrap();
    counting.allow("102");
    let foreign = "update feed_cursor set cursor = '0123456789ab:4'";
    sqlx::raw_sql(foreign).execute(&downstream.pool).await.unwrap();
    consumer.catch_up(PATIENCE).await.unwrap();
    assert_eq!(effects(&downstream.pool).await, 4);
    assert!(parked(&downstream.pool).await.unwrap().is_empty());
}

#[tokio::test]
async fn an_event_that_meets_a_command_is_applied_again_and_one_that_always_does_is_parked() {
    let database = database().await;
    let upstream = Replica::start(&database, "workflow");
    let downstream = Replica::start(&database, "requests");
    let stale = Stale { left: AtomicUsize::new(3), always: "102" };
    let feed = Upstream::new("permanence.workflow", upstream.serve().await)
        .signed_by(|| Ok("Bearer x".parse().unwrap()));
    let consumer = Consumer::new(downstream.log.clone(), feed, stale);
    tell(&upstream, &[("101", id()), ("102", id()), ("103", id())], 1..=1).await;
    consumer.catch_up(PATIENCE).await.unwrap();
    assert_eq!(count(&downstream.pool, "select count(*) from copy").await, 2);
    let waiting = parked(&downstream.pool).await.unwrap();
    assert_eq!(
        (waiting.len(), waiting[0].key.as_str(), waiting[0].reason.as_str()),
        (1, "102", "SQL state PM409")
    );
}

#[tokio::test]
async fn what_comes_together_is_applied_together_and_one_by_one_where_that_fails() {
    let database = database().await;
    let upstream = Replica::start(&database, "workflow");
    let downstream = Replica::start(&database, "requests");
    let calls = Arc::new(Mutex::new(Vec::new()));
    let together = Together { one_by_one: Counting::default(), calls: calls.clone() };
    together.one_by_one.refuse("102");
    let feed = Upstream::new("permanence.workflow", upstream.serve().await)
        .signed_by(|| Ok("Bearer x".parse().unwrap()));
    let consumer = Consumer::new(downstream.log.clone(), feed, together);
    tell(&upstream, &[("101", id()), ("103", id())], 1..=2).await;
    consumer.catch_up(PATIENCE).await.unwrap();
    assert_eq!(*calls.lock().unwrap(), [4], "all of the batch at once");
    assert_eq!(effects(&downstream.pool).await, 4);

    tell(&upstream, &[("101", id()), ("102", id()), ("103", id())], 3..=3).await;
    consumer.catch_up(PATIENCE).await.unwrap();
    assert_eq!(calls.lock().unwrap()[1], 3, "at once first");
    assert_eq!(effects(&downstream.pool).await, 6, "what was done together is rolled back, and done once");
    let waiting = parked(&downstream.pool).await.unwrap();
    assert_eq!((waiting.len(), waiting[0].key.as_str()), (1, "102"), "the one that cannot be is found");
}

/// Says how many it was given at once.
struct Together {
    one_by_one: Counting,
    calls: Arc<Mutex<Vec<usize>>>,
}

impl Apply for Together {
    async fn apply(
        &self,
        transaction: &mut PgConnection,
        event: &Event,
    ) -> Result<Vec<NewEvent>, ApplyError> {
        self.one_by_one.apply(transaction, event).await
    }

    async fn apply_together(
        &self,
        transaction: &mut PgConnection,
        events: &[&Event],
    ) -> Result<Vec<NewEvent>, ApplyError> {
        self.calls.lock().unwrap().push(events.len());
        let mut recorded = Vec::new();
        for event in events {
            recorded.extend(self.apply(transaction, event).await?);
        }
        Ok(recorded)
    }
}

/// Finds the row changed, some times or always.
struct Stale {
    left: AtomicUsize,
    always: &'static str,
}

impl Apply for Stale {
    async fn apply(
        &self,
        transaction: &mut PgConnection,
        event: &Event,
    ) -> Result<Vec<NewEvent>, ApplyError> {
        let left = self.left.fetch_update(SeqCst, SeqCst, |left| left.checked_sub(1)).is_ok();
        let statement = if left || event.child_id == self.always {
            "select stale('copy') from (values ($1)) given"
        } else {
            "insert into copy values ($1, 1)"
        };
        sqlx::query(statement).bind(&event.subject).execute(transaction).await?;
        Ok(Vec::new())
    }
}
