use crate::{
    consuming::{consumer, effects, run},
    stage::{PATIENCE, Replica, after, count, database, eventually, next, open, read_all, schemas},
    widgets::{Counting, emit_many},
};
use fault::{Reason, reason_of};
use futures::StreamExt;
use sqlx::{
    Connection, PgConnection, PgPool,
    postgres::{PgConnectOptions, PgPoolOptions},
};
use testkit::{Database, Fresh};

#[tokio::test]
async fn a_dump_restored_into_a_fresh_cluster_begins_an_epoch_and_the_feed_and_its_consumers_go_on() {
    let database = database().await;
    let old_cursor = live_a_while(&database).await;
    let (fresh, restored) = Fresh::holding(&database, &schemas()).await;
    go_on(&restored.admin_options(), &old_cursor).await;
    drop(restored);
    fresh.stop().await;
}

/// Events that took effect, and some in outbox that nobody numbered: what a dump finds at any moment.
async fn live_a_while(database: &Database) -> String {
    let upstream = Replica::start(database, "workflow");
    let downstream = Replica::start(database, "requests");
    let consumer = consumer(&downstream, &upstream.serve().await, &Counting::default());
    emit_many(&upstream.pool, 300).await;
    consumer.catch_up(PATIENCE).await.unwrap();
    assert_eq!(effects(&downstream.pool).await, 300);
    let cursor = upstream.log.position().await.unwrap().cursor;
    let pool = upstream.pool.clone();
    upstream.stop().await;
    downstream.stop().await;
    emit_many(&pool, 7).await;
    assert_eq!(count(&pool, "select count(*) from outbox").await, 7);
    cursor
}

async fn go_on(options: &PgConnectOptions, old_cursor: &str) {
    let upstream = Replica::over(superuser_in(options, "workflow"), "workflow");
    let downstream = Replica::over(superuser_in(options, "requests"), "requests");
    eventually("it leads", async || upstream.log.is_leading() && downstream.log.is_leading()).await;
    assert_eq!(read_all(&upstream.log, "").await.0.len(), 307, "what nobody had numbered is numbered now");
    let refused = upstream.log.subscribe(after(old_cursor, true)).await.err().unwrap();
    assert_eq!(refused.reason(), Reason::CursorForeign);
    assert_eq!(count(&upstream.pool, "select count(*) from feed_epoch").await, 2);

    let consumer = consumer(&downstream, &upstream.serve().await, &Counting::default());
    run(&consumer, &downstream);
    eventually("the consumer goes on", async || effects(&downstream.pool).await == 307).await;
    assert_eq!(count(&downstream.pool, "select count(*) - count(distinct event_id) from effect").await, 0);
    emit_many(&upstream.pool, 5).await;
    upstream.log.committed();
    eventually("and follows", async || effects(&downstream.pool).await == 312).await;
    upstream.stop().await;
    downstream.stop().await;
}

fn superuser_in(options: &PgConnectOptions, schema: &str) -> PgPool {
    PgPoolOptions::new()
        .max_connections(8)
        .connect_lazy_with(options.clone().options([("search_path", schema)]))
}

#[tokio::test]
async fn a_copy_of_the_database_begins_an_epoch_of_its_own() {
    let database = database().await;
    let old_cursor = live_a_while(&database).await;
    let mut server =
        PgConnection::connect_with(&database.admin_options().database("postgres")).await.unwrap();
    let copy = format!("{}_copy", database.admin_options().get_database().unwrap());
    for pool in [database.pool("workflow"), database.pool("requests"), database.admin()] {
        pool.close().await;
    }
    let create =
        format!("create database {copy} template {}", database.admin_options().get_database().unwrap());
    eventually("nobody is connected", async || {
        let mut server =
            PgConnection::connect_with(&database.admin_options().database("postgres")).await.unwrap();
        sqlx::raw_sql(sqlx::AssertSqlSafe(create.clone())).execute(&mut server).await.is_ok()
    })
    .await;
    go_on(&database.admin_options().database(&copy), &old_cursor).await;
    let drop = format!("drop database {copy} with (force)");
    sqlx::raw_sql(sqlx::AssertSqlSafe(drop)).execute(&mut server).await.unwrap();
}

#[tokio::test]
async fn a_stream_that_is_open_when_an_epoch_begins_ends_with_a_foreign_cursor() {
    let database = database().await;
    let replica = Replica::start(&database, "workflow");
    emit_many(&replica.pool, 3).await;
    let mut feed = open(&replica.log, "", true).await;
    next(&mut feed).await;
    // The table was restored over: it is another one under the same name.
    let restored = "alter table events rename to old; create table events (like old including all);
                    grant select, insert, update, delete on events to permanence_workflow;
                    insert into events select * from old; drop table old";
    let inside = PgPoolOptions::new()
        .connect_lazy_with(database.admin_options().options([("search_path", "workflow")]));
    sqlx::raw_sql(restored).execute(&inside).await.unwrap();
    let kill = "select count(pg_terminate_backend(pid)) from pg_stat_activity
                where application_name = 'permanence eventlog sequencer' and datname = current_database()";
    count(&inside, kill).await;
    let refused = loop {
        match feed.next().await.unwrap() {
            Ok(batch) => assert!(batch.events.is_empty()),
            Err(refused) => break refused,
        }
    };
    assert_eq!(reason_of(&refused), Some(Reason::CursorForeign));
    assert_eq!(read_all(&replica.log, "").await.0.len(), 3);
}
