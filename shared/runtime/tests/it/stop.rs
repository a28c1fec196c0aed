use crate::sample::{Client, POLITE, SAMPLE, ask, subscribe};
use calendar::Clock;
use contracts::directory::v1::event_service_client::EventServiceClient;
use runtime::{Running, serve, settings::Stop};
use std::{
    sync::Arc,
    time::{Duration, Instant},
};
use testkit::{Bearer, Suite};
use tokio::net::TcpListener;
use tonic::transport::{Channel, Endpoint};
use tonic_health::pb::{
    HealthCheckRequest, health_check_response::ServingStatus, health_client::HealthClient,
};

/// A replica that stops in a manner of its own, on a suite's database.
async fn replica(suite: &Suite, manner: Stop) -> (Running, Channel) {
    let mut settings = (**suite.settings()).clone();
    settings.stop = manner;
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let running = serve(&SAMPLE, Arc::new(settings), listener, Clock::system()).await.unwrap();
    let channel = Endpoint::from_shared(format!("http://{}", running.address)).unwrap().connect_lazy();
    (running, channel)
}

async fn suite() -> Suite {
    Suite::start(testkit::database(&[&SAMPLE]).await, &[]).await
}

fn client(suite: &Suite, channel: &Channel) -> Client {
    EventServiceClient::new(Bearer::of(&suite.token("sam")).over(channel.clone()))
}

#[tokio::test]
async fn health_flips_before_calls_are_refused() {
    let suite = suite().await;
    let manner = Stop { notice_ms: 60_000, limit_ms: 60_000 };
    let (running, channel) = replica(&suite, manner).await;
    let watched = HealthCheckRequest { service: "permanence.directory".into() };
    let mut health = HealthClient::new(channel.clone()).watch(watched).await.unwrap().into_inner();
    assert_eq!(health.message().await.unwrap().unwrap().status(), ServingStatus::Serving);

    let stopping = tokio::spawn(running.stop());
    assert_eq!(health.message().await.unwrap().unwrap().status(), ServingStatus::NotServing);
    ask(&mut client(&suite, &channel)).await.unwrap();
    stopping.abort();
}

#[tokio::test]
async fn streams_that_listen_end_and_the_stop_takes_no_longer_than_they_do() {
    let suite = suite().await;
    let (running, channel) = replica(&suite, Stop { notice_ms: 0, limit_ms: 60_000 }).await;
    let mut feed = subscribe(&mut client(&suite, &channel), POLITE).await;

    let begun = Instant::now();
    let (ended, ()) = tokio::join!(feed.message(), running.stop());
    assert!(ended.unwrap().is_none());
    assert!(begun.elapsed() < Duration::from_secs(10), "{:?}", begun.elapsed());
}

#[tokio::test]
async fn a_silent_peer_does_not_hold_the_stop_beyond_its_limit() {
    let suite = suite().await;
    let (running, channel) = replica(&suite, Stop { notice_ms: 0, limit_ms: 200 }).await;
    let mut feed = subscribe(&mut client(&suite, &channel), "for ever").await;
    let address = running.address;

    let begun = Instant::now();
    running.stop().await;
    let took = begun.elapsed();
    assert!(took >= Duration::from_millis(200), "it was cut off before its time: {took:?}");
    assert!(took < Duration::from_secs(3), "{took:?}");
    assert!(feed.message().await.is_err(), "a stream that is cut off must not look complete");
    assert!(tokio::net::TcpStream::connect(address).await.is_err());
}

#[tokio::test]
async fn a_replica_comes_back_where_it_was() {
    let suite = Suite::start(testkit::database(&[&SAMPLE]).await, &[(&SAMPLE, 2)]).await;
    suite.stop("directory", 0).await;
    let stopped = ask(&mut client(&suite, &suite.channel("directory", 0))).await.unwrap_err();
    assert_eq!(stopped.code(), tonic::Code::Unavailable);
    ask(&mut client(&suite, &suite.channel("directory", 1))).await.unwrap();

    suite.restart("directory", 0).await;
    ask(&mut client(&suite, &suite.channel("directory", 0))).await.unwrap();
}
