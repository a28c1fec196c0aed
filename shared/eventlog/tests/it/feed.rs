use crate::{
    stage::{Replica, after, database, eventually, next, open, read_all},
    widgets::{emit, emit_many, id, record_of},
};
use contracts::{
    requests::v1::RequestCompleted,
    workflow::v1::{GetPositionRequest, SubscribeRequest, event_service_client::EventServiceClient},
};
use eventlog::{NewEvent, Record};
use fault::{Reason, metadata_of, reason_of};
use futures::StreamExt;
use std::time::{Duration, Instant};
use tonic::Code;

#[tokio::test]
async fn an_event_arrives_as_it_was_recorded() {
    let database = database().await;
    let replica = Replica::start(&database, "workflow");
    let (widget, case, actor) = (id(), id(), id());
    let mut record = record_of(widget, 3);
    record.events = record.events.into_iter().map(|event| event.case(case).actor(actor)).collect();
    emit(&replica.pool, &record).await.unwrap();
    let (events, _) = read_all(&replica.log, "").await;
    let event = &events[0];
    assert_eq!(event.source, "permanence.workflow");
    assert_eq!(event.r#type, "permanence.requests.v1.RequestCompleted");
    assert_eq!(event.subject, format!("widget/{widget}"));
    assert_eq!(event.subject_version, 3);
    assert_eq!(event.child_id, widget.to_string());
    assert_eq!(event.case_id, case.to_string());
    assert_eq!(event.actor_id, actor.to_string());
    let payload: RequestCompleted = event.data.as_ref().unwrap().to_msg().unwrap();
    assert_eq!(payload.covered_version, 3);
}

#[tokio::test]
async fn a_reader_that_does_not_follow_gets_all_that_was_committed_before_and_an_end() {
    let database = database().await;
    let replica = Replica::start(&database, "workflow");
    let (none, start) = read_all(&replica.log, "").await;
    assert!(none.is_empty() && start.ends_with(":0"), "an empty feed ends with a cursor: {start}");
    emit_many(&replica.pool, 700).await;
    let batches: Vec<_> = open(&replica.log, &start, false).await.map(Result::unwrap).collect().await;
    let sizes: Vec<usize> = batches.iter().map(|batch| batch.events.len()).collect();
    assert_eq!(sizes.iter().sum::<usize>(), 700);
    assert!(sizes.iter().all(|size| (1..=256).contains(size)), "{sizes:?}");
    let [.., before, last] = batches.as_slice() else { panic!("{sizes:?}") };
    let (rest, end) = read_all(&replica.log, &before.cursor).await;
    assert_eq!(rest, last.events);
    assert_eq!(end, last.cursor);
    assert_eq!(replica.log.position().await.unwrap().cursor, end);
}

#[tokio::test]
async fn a_follower_hears_what_comes_and_a_heartbeat_each_second_of_quiet() {
    let database = database().await;
    let replicas = [Replica::start(&database, "workflow"), Replica::start(&database, "workflow")];
    for replica in &replicas {
        let mut feed = open(&replica.log, "", true).await;
        let first = next(&mut feed).await;
        emit_many(&replicas[0].pool, 1).await;
        replicas[0].log.committed();
        let mut batch = next(&mut feed).await;
        while batch.events.is_empty() {
            batch = next(&mut feed).await;
        }
        assert_ne!(batch.cursor, first.cursor);
        let began = Instant::now();
        let beats = [next(&mut feed).await, next(&mut feed).await, next(&mut feed).await];
        assert!(beats.iter().all(|beat| beat.events.is_empty()));
        let took = began.elapsed();
        assert!(
            took > Duration::from_millis(1500) && took < Duration::from_secs(6),
            "three beats in {took:?}"
        );
        feed = open(&replica.log, &beats[2].cursor, true).await;
        assert!(next(&mut feed).await.events.is_empty(), "a reader at the end is told at once that it is");
    }
}

#[tokio::test]
async fn without_a_sequencer_there_is_no_heartbeat_and_no_position() {
    let database = database().await;
    let replica = Replica::start(&database, "workflow");
    let mut feed = open(&replica.log, "", true).await;
    next(&mut feed).await;
    // Somebody holds the lock and numbers nothing.
    let mut silent = database.pool("workflow").acquire().await.unwrap();
    let taking = sqlx::query(
        "select pg_advisory_lock(hashtextextended('eventlog sequencer of ' || current_schema(), 0))",
    );
    let taking = tokio::spawn(async move {
        taking.execute(&mut *silent).await.unwrap();
        silent
    });
    eventually("the lock is asked for", async || {
        let kill = "select count(pg_terminate_backend(pid)) from pg_stat_activity
                    where application_name = 'permanence eventlog sequencer' and datname = current_database()";
        crate::stage::count(&database.admin(), kill).await;
        taking.is_finished()
    })
    .await;
    eventually("it leads no more", async || !replica.log.is_leading()).await;
    let heard = tokio::time::timeout(Duration::from_millis(2500), async {
        // One may have been on its way.
        next(&mut feed).await;
        next(&mut feed).await
    });
    assert!(heard.await.is_err(), "a heartbeat though nobody numbers");
    emit_many(&replica.pool, 1).await;
    assert_eq!(replica.log.position().await.unwrap_err().reason(), Reason::Unavailable);
    drop(taking.await.unwrap().detach());
    replica.log.position().await.unwrap();
}

#[tokio::test]
async fn a_cursor_of_another_epoch_is_foreign_and_what_is_no_cursor_malformed() {
    let database = database().await;
    let replica = Replica::start(&database, "workflow");
    emit_many(&replica.pool, 5).await;
    let end = replica.log.position().await.unwrap().cursor;
    let (epoch, _) = end.split_once(':').unwrap();
    for (cursor, reason) in [
        ("0123456789ab:3".to_owned(), Reason::CursorForeign),
        (format!("{epoch}:6"), Reason::CursorForeign),
        ("nonsense".to_owned(), Reason::CursorMalformed),
    ] {
        let refused = replica.log.subscribe(after(&cursor, false)).await.err().unwrap();
        assert_eq!(refused.reason(), reason, "{cursor}");
    }
}

#[tokio::test]
async fn what_is_committed_when_the_position_is_asked_for_lies_before_it() {
    let database = database().await;
    let replicas = [Replica::start(&database, "workflow"), Replica::start(&database, "workflow")];
    for round in 1..=30 {
        // Nobody is told of the commit.
        emit_many(&replicas[0].pool, 1).await;
        for replica in &replicas {
            let position = replica.log.position().await.unwrap().cursor;
            assert!(position.ends_with(&format!(":{round}")), "{position} in round {round}");
        }
    }
}

#[tokio::test]
async fn a_stream_ends_when_its_service_stops() {
    let database = database().await;
    let replica = Replica::start(&database, "workflow");
    let mut feed = open(&replica.log, "", true).await;
    next(&mut feed).await;
    replica.stop().await;
    let rest = tokio::time::timeout(crate::stage::PATIENCE, feed.collect::<Vec<_>>()).await;
    assert!(rest.expect("the end").iter().all(Result::is_ok));
}

#[tokio::test]
async fn the_package_serves_its_feed_to_whom_it_admits() {
    let database = database().await;
    let replica = Replica::start(&database, "workflow");
    emit_many(&replica.pool, 3).await;
    let mut client = EventServiceClient::new(replica.serve().await);
    let subscribe = SubscribeRequest { subscription: Some(after("", false)) };
    let refused = client.subscribe(subscribe.clone()).await.unwrap_err();
    assert_eq!((refused.code(), reason_of(&refused)), (Code::PermissionDenied, Some(Reason::NotPermitted)));
    assert_eq!(metadata_of(&refused)["rpc"], "permanence.workflow.v1.EventService/Subscribe");

    let mut feed = client.subscribe(signed(subscribe)).await.unwrap().into_inner();
    assert_eq!(feed.message().await.unwrap().unwrap().batch.unwrap().events.len(), 3);
    assert!(feed.message().await.unwrap().is_none());
    let position = client.get_position(signed(GetPositionRequest {})).await.unwrap().into_inner();
    assert!(position.position.unwrap().cursor.ends_with(":3"));
    let foreign = SubscribeRequest { subscription: Some(after("0123456789ab:1", true)) };
    let refused = client.subscribe(signed(foreign)).await.unwrap_err();
    assert_eq!((refused.code(), reason_of(&refused)), (Code::OutOfRange, Some(Reason::CursorForeign)));
}

fn signed<M>(message: M) -> tonic::Request<M> {
    let mut request = tonic::Request::new(message);
    request.metadata_mut().insert("authorization", "Bearer service:requests".parse().unwrap());
    request
}

#[tokio::test]
async fn a_batch_of_large_events_stays_below_what_a_client_takes() {
    let database = database().await;
    let replica = Replica::start(&database, "workflow");
    let large = RequestCompleted { comment: "x".repeat(60_000), ..Default::default() };
    let now = crate::stage::now();
    for _ in 0..3 {
        let events = (0..50).map(|_| NewEvent::of(id(), "widget/1", 1, now, &large)).collect();
        emit(&replica.pool, &Record { events, ..Record::default() }).await.unwrap();
    }
    let mut client = EventServiceClient::new(replica.serve().await);
    let subscribe = SubscribeRequest { subscription: Some(after("", false)) };
    let mut feed = client.subscribe(signed(subscribe)).await.unwrap().into_inner();
    let mut sizes = Vec::new();
    while let Some(response) = feed.message().await.unwrap() {
        sizes.push(response.batch.unwrap().events.len());
    }
    assert_eq!(sizes.iter().sum::<usize>(), 150);
    assert!(sizes.iter().all(|size| *size <= 9), "{sizes:?}");
}
