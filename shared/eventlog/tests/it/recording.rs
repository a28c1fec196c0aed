use crate::{
    stage::{count, database, pool},
    widgets::{RPC, create, emit, id, receipt, record_of, turn},
};
use contracts::requests::v1::RequestCompleted;
use eventlog::{Recalled, Record, body_hash, recalled, stale};
use fault::Reason;
use sqlx::{PgPool, Row, postgres::PgPoolOptions};
use std::time::Duration;
use tokio::time::timeout;
use uuid::Uuid;

#[tokio::test]
async fn a_guarded_statement_leaves_rows_events_audit_and_receipt_together() {
    let database = database().await;
    let pool = database.pool("workflow");
    let widget = create(&pool).await;
    let request = id();
    let record = Record { receipt: Some(receipt(request, [7; 32], 42)), ..record_of(widget, 1) };
    turn(&pool, widget, 0, &record).await.unwrap();

    let event = sqlx::query("select subject, subject_version, child_id, data from outbox")
        .fetch_one(&pool)
        .await
        .unwrap();
    assert_eq!(event.get::<String, _>("subject"), format!("widget/{widget}"));
    assert_eq!(event.get::<i64, _>("subject_version"), 1);
    assert_eq!(event.get::<String, _>("child_id"), widget.to_string());
    let data: RequestCompleted = prost::Message::decode(event.get::<Vec<u8>, _>("data").as_slice()).unwrap();
    assert_eq!(data.covered_version, 1);
    let entry = sqlx::query("select worker_id, rpc, child_id, subjects from audit_entry")
        .fetch_one(&pool)
        .await
        .unwrap();
    assert_eq!(entry.get::<String, _>("worker_id"), "worker-1");
    assert_eq!(entry.get::<String, _>("rpc"), RPC);
    assert_eq!(entry.get::<Vec<String>, _>("subjects"), ["widget/1"]);
    assert_eq!(
        recall(&pool, request, [7; 32]).await.answer::<RequestCompleted>().unwrap().unwrap().covered_version,
        42
    );
}

#[tokio::test]
async fn a_statement_that_decided_on_an_old_version_is_stale_and_leaves_nothing() {
    let database = database().await;
    let pool = database.pool("workflow");
    let widget = create(&pool).await;
    turn(&pool, widget, 0, &record_of(widget, 1)).await.unwrap();
    let error = turn(&pool, widget, 0, &record_of(widget, 1)).await.unwrap_err();
    assert_eq!(stale(&error), Some("widget"));
    assert_eq!(count(&pool, "select count(*) from outbox").await, 1);
    assert_eq!(count(&pool, "select count(*) from audit_entry").await, 1);
}

#[tokio::test]
async fn of_two_commands_on_one_row_the_second_waits_and_is_stale() {
    let database = database().await;
    let pool = database.pool("workflow");
    let widget = create(&pool).await;
    let mut first = pool.begin().await.unwrap();
    turn(&mut *first, widget, 0, &record_of(widget, 1)).await.unwrap();
    let second = tokio::spawn({
        let pool = pool.clone();
        async move { turn(&pool, widget, 0, &record_of(widget, 1)).await }
    });
    first.commit().await.unwrap();
    assert_eq!(stale(&second.await.unwrap().unwrap_err()), Some("widget"));
    assert_eq!(count(&pool, "select version from widget").await, 1);
}

#[tokio::test]
async fn a_repeat_gets_the_first_answer_and_the_same_id_with_another_body_is_refused() {
    let database = database().await;
    let pool = database.pool("workflow");
    let request = id();
    assert_eq!(recall(&pool, request, [7; 32]).await, Recalled::New);
    emit(&pool, &Record { receipt: Some(receipt(request, [7; 32], 42)), ..Record::default() }).await.unwrap();
    let repeat: RequestCompleted = recall(&pool, request, [7; 32]).await.answer().unwrap().unwrap();
    assert_eq!(repeat.covered_version, 42);
    let reused = recall(&pool, request, [8; 32]).await.answer::<RequestCompleted>().unwrap_err();
    assert_eq!(reused.reason(), Reason::RequestIdReused);
    assert_eq!(recall(&pool, id(), [7; 32]).await, Recalled::New);
}

#[tokio::test]
async fn of_racing_twins_one_has_its_effect_and_the_other_recalls_its_answer() {
    let database = database().await;
    let pool = pool(&database, "workflow", 8);
    for _ in 0..20 {
        let request = id();
        let twins = (0..4).map(|twin| {
            let (pool, widget) = (pool.clone(), id());
            tokio::spawn(async move {
                let record =
                    Record { receipt: Some(receipt(request, [7; 32], twin)), ..record_of(widget, 1) };
                emit(&pool, &record).await
            })
        });
        let outcomes = futures::future::join_all(twins).await;
        let outcomes: Vec<_> = outcomes.into_iter().map(Result::unwrap).collect();
        assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 1);
        for error in outcomes.iter().filter_map(|outcome| outcome.as_ref().err()) {
            assert_eq!(stale(error), Some("request"));
        }
        assert!(matches!(recall(&pool, request, [7; 32]).await, Recalled::Repeat(_)));
    }
    assert_eq!(count(&pool, "select count(*) from outbox").await, 20);
    assert_eq!(count(&pool, "select count(*) from receipt").await, 20);
}

#[tokio::test]
async fn a_twin_on_the_other_side_of_a_weeks_end_is_met_too() {
    let database = database().await;
    let pool = database.pool("workflow");
    let request = id();
    // As it stands once a command of this week's last minute is recorded: in both partitions.
    for slot in ["receipt_slot(now())", "receipt_slot(now() + interval '7 days')"] {
        let insert = format!("insert into receipt values ({slot}, $1, 'worker-1', $2, $3, ''::bytea)");
        let insert =
            sqlx::query(sqlx::AssertSqlSafe(insert)).bind(request).bind(RPC).bind([7_u8; 32].as_slice());
        insert.execute(&pool).await.unwrap();
    }
    let twin = Record { receipt: Some(receipt(request, [7; 32], 1)), ..record_of(id(), 1) };
    assert_eq!(stale(&emit(&pool, &twin).await.unwrap_err()), Some("request"));
    assert!(matches!(recall(&pool, request, [7; 32]).await, Recalled::Repeat(_)));
}

#[tokio::test]
async fn receipts_stay_for_seven_days_and_go_within_three_weeks() {
    let database = database().await;
    let pool = database.pool("workflow");
    for request in [id(), id()] {
        emit(&pool, &Record { receipt: Some(receipt(request, [7; 32], 42)), ..Record::default() })
            .await
            .unwrap();
    }
    for days in 0..=7 {
        assert!(!forget(&pool, days).await, "forgotten after {days} days");
    }
    assert_eq!(count(&pool, "select count(*) from receipt").await, 2);
    let mut forgotten = Vec::new();
    for days in 8..=21 {
        if forget(&pool, days).await {
            forgotten.push(days);
        }
    }
    assert_eq!(forgotten.len(), 1, "the partition is emptied once: {forgotten:?}");
    assert_eq!(count(&pool, "select count(*) from receipt").await, 0);
}

#[tokio::test]
async fn forgetting_waits_for_no_reader() {
    let database = database().await;
    let pool = database.pool("workflow");
    emit(&pool, &Record { receipt: Some(receipt(id(), [7; 32], 42)), ..Record::default() }).await.unwrap();
    let mut dump = pool.begin().await.unwrap();
    sqlx::query("lock table receipt in access share mode").execute(&mut *dump).await.unwrap();
    assert!(!forget(&pool, 14).await);
    dump.rollback().await.unwrap();
    assert!(forget(&pool, 14).await);
}

#[tokio::test]
async fn equal_requests_have_equal_hashes() {
    let request = |version| RequestCompleted { covered_version: version, ..Default::default() };
    assert_eq!(body_hash(&request(1)), body_hash(&request(1)));
    assert_ne!(body_hash(&request(1)), body_hash(&request(2)));
}

async fn forget(pool: &PgPool, days: i32) -> bool {
    sqlx::query_scalar("select forget_receipts(now() + make_interval(days => $1))")
        .bind(days)
        .fetch_one(pool)
        .await
        .unwrap()
}

async fn recall(pool: &PgPool, request: Uuid, body: [u8; 32]) -> Recalled {
    let row = sqlx::query(
        "select kept.body_hash, kept.answer
         from (values (1)) load left join lateral recall('worker-1', $1, $2) kept on true",
    );
    let row = row.bind(RPC).bind(request).fetch_one(pool).await.unwrap();
    recalled(&body, row.get("body_hash"), row.get("answer"))
}

#[tokio::test]
async fn a_transaction_whose_beginning_is_cancelled_takes_no_command_of_others_in() {
    let database = database().await;
    let alone = PgPoolOptions::new().max_connections(1).connect_lazy_with(database.options("workflow"));
    let widget = create(&alone).await;
    let mut cancelled = 0;
    for round in 0..200_i64 {
        let patience = Duration::from_micros(7 * round as u64);
        cancelled += i32::from(timeout(patience, eventlog::begin(&alone)).await.is_err());
        turn(&alone, widget, round, &record_of(widget, round + 1)).await.unwrap();
        let seen = sqlx::query_scalar("select version from widget where id = $1").bind(widget);
        let seen: i64 = seen.fetch_one(&database.pool("workflow")).await.unwrap();
        assert_eq!(seen, round + 1, "what was acknowledged is committed");
    }
    assert!(cancelled > 0, "nothing was cancelled");
}
