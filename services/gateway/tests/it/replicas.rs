//! Calls are spread over a service's replicas, and a replica that has gone is no reason to refuse one.

use crate::behind::{Behind, Frame, framed, frames, ok};
use crate::stage::{SAVE, Stage};
use bytes::Bytes;
use fault::Reason;
use http_body_util::{BodyExt, Full};
use std::time::{Duration, Instant};
use tonic::body::Body;
use tonic::{Code, Status};

async fn replica() -> Behind {
    Behind::answering(|_| async { frames(vec![Frame::data(framed(b"")), Frame::trailers(ok())]) }).await
}

async fn saved(stage: &Stage) -> Status {
    let body = Body::new(Full::new(Bytes::from_static(b"\0\0\0\0\0")));
    let answer = stage.send(stage.call(SAVE, body)).await.unwrap();
    let (head, body) = answer.into_parts();
    let trailers = body.collect().await.unwrap().trailers().cloned().unwrap_or_default();
    Status::from_header_map(&trailers).or_else(|| Status::from_header_map(&head.headers)).unwrap()
}

#[tokio::test]
async fn every_replica_gets_its_share() {
    let (one, other) = (replica().await, replica().await);
    let stage = Stage::before(&[("workflow", &one), ("workflow", &other)]).await;
    let mut calls = 0;
    while one.seen().is_empty() || other.seen().is_empty() {
        assert_eq!(saved(&stage).await.code(), Code::Ok);
        calls += 1;
        assert!(calls < 1000, "one of two replicas gets everything");
    }
}

/// A connection can swallow the one call that finds out that nobody is there any longer: that call may have been seen.
const CONNECTIONS_TO_A_REPLICA: usize = 2;

#[tokio::test]
async fn a_replica_that_dies_costs_no_call_but_those_that_find_it_out() {
    let (one, other) = (replica().await, replica().await);
    let stage = Stage::before(&[("workflow", &one), ("workflow", &other)]).await;
    for _ in 0..50 {
        assert_eq!(saved(&stage).await.code(), Code::Ok);
    }
    one.die();
    let mut refused = 0;
    for _ in 0..100 {
        match saved(&stage).await.code() {
            Code::Ok => {}
            Code::Unavailable => refused += 1,
            other => panic!("{other:?}"),
        }
    }
    assert!(refused <= CONNECTIONS_TO_A_REPLICA, "{refused} calls were refused");
}

#[tokio::test]
async fn a_replica_that_drains_costs_no_call() {
    let (mut one, other) = (replica().await, replica().await);
    let stage = Stage::before(&[("workflow", &one), ("workflow", &other)]).await;
    let busy = || async {
        for call in 0..50 {
            let status = saved(&stage).await;
            assert_eq!(status.code(), Code::Ok, "call {call}: {status:?}");
        }
    };
    let draining = async {
        while one.seen().len() < 20 {
            tokio::task::yield_now().await;
        }
        one.drain();
    };
    tokio::join!(busy(), busy(), busy(), busy(), draining);
    assert!(other.seen().len() > 20);
}

#[tokio::test]
async fn a_replica_that_was_never_there_costs_no_call() {
    let (one, gone) = (replica().await, replica().await);
    let address = gone.address;
    gone.die();
    let stage = Stage::before_addresses(&[("workflow", &format!("{},{address}", one.address))]).await;
    for call in 0..100 {
        let status = saved(&stage).await;
        assert_eq!(status.code(), Code::Ok, "call {call}: {status:?}");
    }
}

#[tokio::test]
async fn a_service_without_replicas_is_refused_by_name_and_at_once() {
    let stage = Stage::before(&[]).await;
    let begun = Instant::now();

    let status = saved(&stage).await;

    assert_eq!((status.code(), fault::reason_of(&status)), (Code::Unavailable, Some(Reason::Unavailable)));
    assert_eq!(fault::metadata_of(&status)["service"], "workflow");
    assert!(begun.elapsed() < Duration::from_secs(2), "took {:?}", begun.elapsed());
}

#[tokio::test]
async fn a_service_that_comes_back_is_found_again() {
    let one = replica().await;
    let address = one.address;
    let stage = Stage::before(&[("workflow", &one)]).await;
    assert_eq!(saved(&stage).await.code(), Code::Ok);
    one.die();
    assert_eq!(saved(&stage).await.code(), Code::Unavailable);

    let _again = Behind::answering_at(address, |_| async { frames(vec![Frame::trailers(ok())]) }).await;

    let patience = Instant::now() + Duration::from_secs(10);
    while saved(&stage).await.code() != Code::Ok {
        assert!(Instant::now() < patience, "it was not found again");
    }
}

#[tokio::test]
async fn a_call_that_may_have_been_seen_is_not_sent_again() {
    let breaking = || {
        Behind::answering(|call: crate::behind::Call| async {
            call.into_body().collect().await.unwrap();
            panic!("the service breaks off without an answer")
        })
    };
    let (one, other) = (breaking().await, breaking().await);
    let stage = Stage::before(&[("workflow", &one), ("workflow", &other)]).await;

    let status = saved(&stage).await;

    assert_eq!(status.code(), Code::Unavailable);
    assert_eq!(one.seen().len() + other.seen().len(), 1);
}
