use crate::{
    stage::{PATIENCE, Replica, count, database, eventually, read_all},
    widgets::{Counting, create, emit, emit_many, id, record_of, turn},
};
use eventlog::{Consumer, Upstream};
use fault::Reason;
use sqlx::{Connection, PgConnection, PgPool};
use std::{
    sync::Arc,
    time::{Duration, Instant},
};
use tonic::transport::{Channel, Endpoint};

/// A consumer of the workflow feed in a replica of requests.
pub(crate) fn consumer(replica: &Replica, channel: &Channel, apply: &Counting) -> Arc<Consumer> {
    let upstream = Upstream::new("permanence.workflow", channel.clone())
        .signed_by(|| Ok("Bearer service:requests".parse().unwrap()));
    Consumer::new(replica.log.clone(), upstream, apply.clone())
}

pub(crate) fn run(consumer: &Arc<Consumer>, replica: &Replica) {
    consumer.run(&replica.tasks, replica.stop.clone());
}

pub(crate) async fn effects(pool: &PgPool) -> i64 {
    count(pool, "select count(*) from effect").await
}

async fn doubles(pool: &PgPool) -> i64 {
    count(pool, "select count(*) - count(distinct event_id) from effect").await
}

#[tokio::test]
async fn an_event_takes_effect_and_what_it_caused_goes_out_in_turn() {
    let database = database().await;
    let upstream = Replica::start(&database, "workflow");
    let downstream = Replica::start(&database, "requests");
    let counting = Counting::default();
    let consumer = consumer(&downstream, &upstream.serve().await, &counting);
    run(&consumer, &downstream);
    let widget = create(&upstream.pool).await;
    turn(&upstream.pool, widget, 0, &record_of(widget, 1)).await.unwrap();
    upstream.log.committed();
    eventually("the effect", async || effects(&downstream.pool).await == 1).await;
    let (caused, _) = read_all(&downstream.log, "").await;
    assert_eq!(caused.len(), 1);
    assert_eq!(caused[0].subject, format!("widget/{widget}"));
    assert_eq!(caused[0].source, "permanence.requests");
    eventually("who applied it hears that it is committed", async || {
        let committed = counting.committed.lock().unwrap().clone();
        committed.iter().map(ToString::to_string).eq([caused[0].id.clone()])
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn however_many_consume_at_once_each_event_has_its_effect_once() {
    let database = database().await;
    let upstream = Replica::start(&database, "workflow");
    let channel = upstream.serve().await;
    let replicas = [Replica::start(&database, "requests"), Replica::start(&database, "requests")];
    let consumers: Vec<_> =
        replicas.iter().map(|replica| consumer(replica, &channel, &Counting::default())).collect();
    for (consumer, replica) in consumers.iter().zip(&replicas) {
        run(consumer, replica);
    }
    let pullers: Vec<_> = consumers
        .iter()
        .flat_map(|consumer| [consumer.clone(), consumer.clone()])
        .map(|consumer| {
            tokio::spawn(async move {
                for _ in 0..15 {
                    consumer.catch_up(PATIENCE).await.unwrap();
                }
            })
        })
        .collect();
    for _ in 0..60 {
        emit_many(&upstream.pool, 17).await;
        upstream.log.committed();
    }
    for puller in pullers {
        puller.await.unwrap();
    }
    consumers[0].catch_up(PATIENCE).await.unwrap();
    let pool = &replicas[0].pool;
    assert_eq!(effects(pool).await, 60 * 17);
    assert_eq!(doubles(pool).await, 0);
    let order = "select count(*) from effect a join effect b on a.subject = b.subject and a.version < b.version and a.place > b.place";
    assert_eq!(count(pool, order).await, 0);
    assert_eq!(read_all(&replicas[0].log, "").await.0.len(), 60 * 17, "and causes its own once");
}

#[tokio::test]
async fn what_does_not_concern_it_is_passed_over_together_and_holds_nothing_up() {
    let database = database().await;
    let upstream = Replica::start(&database, "workflow");
    let downstream = Replica::start(&database, "requests");
    let counting = Counting { only_children: true, ..Counting::default() };
    let consumer = consumer(&downstream, &upstream.serve().await, &counting);
    let noted = "create table requests.passed (position bigint);
                 grant select, insert on requests.passed to public;
                 create function requests.note() returns trigger language plpgsql as $$
                 begin
                     insert into requests.passed values (substring(new.cursor from '[0-9]+$')::bigint);
                     return new;
                 end $$;
                 create trigger note after update on requests.feed_cursor for each row
                 when (old.cursor is distinct from new.cursor) execute function requests.note()";
    let mut admin = PgConnection::connect_with(&database.admin_options()).await.unwrap();
    sqlx::raw_sql(noted).execute(&mut admin).await.unwrap();
    let pool = &downstream.pool;
    run(&consumer, &downstream);
    for _ in 0..40 {
        emit_many(&upstream.pool, 1).await;
        upstream.log.position().await.unwrap();
    }
    eventually("all is passed over", async || {
        count(pool, "select coalesce(max(position), 0) from passed").await == 40
    })
    .await;
    let transactions = count(pool, "select count(*) from passed").await;
    assert!(transactions < 20, "forty events took {transactions} transactions");

    let begun = Instant::now();
    for told in 1..=10 {
        emit_many(&upstream.pool, 1).await;
        emit(&upstream.pool, &record_of(id(), 1)).await.unwrap();
        upstream.log.committed();
        eventually("what concerns it", async || effects(pool).await == told).await;
    }
    assert!(begun.elapsed() < Duration::from_secs(4), "it waited: ten took {:?}", begun.elapsed());
}

#[tokio::test]
async fn one_replica_follows_and_another_takes_over() {
    let database = database().await;
    let upstream = Replica::start(&database, "workflow");
    let channel = upstream.serve().await;
    let [first, second] = [Replica::start(&database, "requests"), Replica::start(&database, "requests")];
    for replica in [&first, &second] {
        run(&consumer(replica, &channel, &Counting::default()), replica);
    }
    let pool = second.pool.clone();
    let holder = "select count(*) from feed_cursor where holder is not null and held_until > now()";
    eventually("one holds the lease", async || count(&pool, holder).await == 1).await;
    emit_many(&upstream.pool, 1).await;
    upstream.log.committed();
    eventually("the first effect", async || effects(&pool).await == 1).await;
    first.stop().await;
    emit_many(&upstream.pool, 1).await;
    upstream.log.committed();
    eventually("the second effect", async || effects(&pool).await == 2).await;
}

#[tokio::test]
async fn a_lease_whose_holder_is_gone_ends_before_the_copy_counts_as_stale() {
    let database = database().await;
    let upstream = Replica::start(&database, "workflow");
    let downstream = Replica::start(&database, "requests");
    let consumer = consumer(&downstream, &upstream.serve().await, &Counting::default());
    // A replica that was killed a moment after it heard a heartbeat.
    let gone = "insert into feed_cursor (upstream, heard_at, holder, held_until)
                values ('permanence.workflow', now(), gen_random_uuid(), now() + interval '2500 milliseconds')";
    sqlx::raw_sql(gone).execute(&downstream.pool).await.unwrap();
    let killed = Instant::now();
    run(&consumer, &downstream);
    let heard = "select count(*) from feed_cursor where heard_at > now() - interval '1 second'";
    eventually("the old heartbeat is old", async || count(&downstream.pool, heard).await == 0).await;
    eventually("a new one", async || count(&downstream.pool, heard).await == 1).await;
    assert!(killed.elapsed() < Duration::from_millis(4500), "heard again after {:?}", killed.elapsed());
}

#[tokio::test]
async fn while_the_background_work_is_held_up_a_call_still_catches_up() {
    let database = database().await;
    let upstream = Replica::start(&database, "workflow");
    let downstream = Replica::start(&database, "requests");
    let consumer = consumer(&downstream, &upstream.serve().await, &Counting::default());
    run(&consumer, &downstream);
    consumer.catch_up(PATIENCE).await.unwrap();
    consumer.pause().await;
    emit_many(&upstream.pool, 600).await;
    upstream.log.position().await.unwrap();
    assert_eq!(effects(&downstream.pool).await, 0);
    consumer.catch_up(PATIENCE).await.unwrap();
    assert_eq!(effects(&downstream.pool).await, 600);
    emit_many(&upstream.pool, 1).await;
    upstream.log.committed();
    consumer.resume();
    eventually("it goes on", async || effects(&downstream.pool).await == 601).await;
    assert_eq!(doubles(&downstream.pool).await, 0);
}

#[tokio::test]
async fn a_call_that_cannot_catch_up_in_time_says_which_service_does_not_answer() {
    let database = database().await;
    let downstream = Replica::start(&database, "requests");
    let nobody = Endpoint::from_static("http://127.0.0.1:9").connect_lazy();
    let consumer = consumer(&downstream, &nobody, &Counting::default());
    let refused = consumer.catch_up(Duration::from_secs(1)).await.unwrap_err();
    assert_eq!(refused.reason(), Reason::Unavailable);
    assert_eq!(refused.to_string(), "permanence.workflow does not answer");
}

#[tokio::test]
async fn a_cursor_that_the_feed_does_not_know_makes_it_come_again_without_a_second_effect() {
    let database = database().await;
    let upstream = Replica::start(&database, "workflow");
    let downstream = Replica::start(&database, "requests");
    let consumer = consumer(&downstream, &upstream.serve().await, &Counting::default());
    emit_many(&upstream.pool, 300).await;
    consumer.catch_up(PATIENCE).await.unwrap();
    for pulled in [true, false] {
        let foreign = "update feed_cursor set cursor = '0123456789ab:300'";
        sqlx::raw_sql(foreign).execute(&downstream.pool).await.unwrap();
        emit_many(&upstream.pool, 10).await;
        upstream.log.committed();
        if pulled {
            consumer.catch_up(PATIENCE).await.unwrap();
        } else {
            run(&consumer, &downstream);
        }
        let expected = if pulled { 310 } else { 320 };
        eventually("all of it", async || effects(&downstream.pool).await == expected).await;
    }
    assert_eq!(doubles(&downstream.pool).await, 0);
}

#[tokio::test]
async fn a_copy_counts_as_fresh_only_while_the_feed_is_heard() {
    let database = database().await;
    let upstream = Replica::start(&database, "workflow");
    let downstream = Replica::start(&database, "requests");
    let consumer = consumer(&downstream, &upstream.serve().await, &Counting::default());
    emit(&upstream.pool, &record_of(id(), 1)).await.unwrap();
    run(&consumer, &downstream);
    let fresh = "select count(*) from feed_cursor where heard_at > now() - interval '2 seconds'";
    eventually("it is heard", async || count(&downstream.pool, fresh).await == 1).await;
    upstream.stop().await;
    eventually("it is heard no more", async || count(&downstream.pool, fresh).await == 0).await;
}

#[tokio::test]
async fn a_cursor_that_is_set_back_makes_everything_come_again() {
    let database = database().await;
    let upstream = Replica::start(&database, "workflow");
    let downstream = Replica::start(&database, "requests");
    let consumer = consumer(&downstream, &upstream.serve().await, &Counting::default());
    run(&consumer, &downstream);
    for round in 1..=3 {
        emit_many(&upstream.pool, 300).await;
        upstream.log.committed();
        eventually("all took effect", async || effects(&downstream.pool).await == 300 * round).await;
        // What an operator does who rebuilds a copy.
        let rebuild = "truncate copy, effect; update feed_cursor set cursor = ''";
        let admin = database.admin_options().options([("search_path", "requests")]);
        let mut admin = sqlx::PgConnection::connect_with(&admin).await.unwrap();
        sqlx::raw_sql(rebuild).execute(&mut admin).await.unwrap();
    }
    eventually("it is built again", async || effects(&downstream.pool).await == 900).await;
}
