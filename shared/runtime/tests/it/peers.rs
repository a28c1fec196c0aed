use crate::sample::{SAMPLE, ask};
use contracts::directory::v1::{GetPositionRequest, event_service_client::EventServiceClient};
use futures::FutureExt;
use runtime::{Context, Service, StartError};
use secrecy::ExposeSecret;
use std::{
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};
use testkit::{Bearer, Client, Suite};
use tonic::{Code, service::Routes, transport::Channel};

/// Where the caller's build leaves its way to the directory, for the test to call by it: which database, and the way.
static LEFT: Mutex<Vec<(String, Channel)>> = Mutex::new(Vec::new());

/// A service that keeps nothing and calls the directory.
pub(crate) const CALLER: Service =
    Service { name: "workflow", migrations: Vec::new, build: |context| build(context).boxed() };

async fn build(context: Context) -> Result<Routes, StartError> {
    let channel = context.peers.channel("directory")?;
    let database = context.config.database.url.as_ref().unwrap().expose_secret().to_string();
    LEFT.lock().unwrap_or_else(PoisonError::into_inner).push((database, channel));
    Ok(Routes::default())
}

/// The way that the last caller on this database left.
pub(crate) fn way_of(database: &str) -> Channel {
    let left = LEFT.lock().unwrap_or_else(PoisonError::into_inner);
    left.iter().rev().find(|(of, _)| of == database).unwrap().1.clone()
}

/// Calls through the caller's balancer.
fn through(suite: &Suite) -> EventServiceClient<Client> {
    let channel = way_of(&suite.database().url());
    EventServiceClient::new(Bearer::of(&suite.token("sam")).over(channel))
}

async fn with_replicas(replicas: usize) -> Suite {
    let database = testkit::database(&[&SAMPLE, &CALLER]).await;
    Suite::start(database, &[(&SAMPLE, replicas), (&CALLER, 1)]).await
}

/// Calls until the condition holds, and says how long that took.
async fn until(mut client: EventServiceClient<Client>, holds: impl Fn(&[bool]) -> bool) -> Duration {
    let begun = Instant::now();
    let mut answered = Vec::new();
    while !holds(&answered) {
        answered.push(ask(&mut client).await.is_ok());
        assert!(begun.elapsed() < Duration::from_secs(20), "never came about");
        tokio::task::yield_now().await;
    }
    begun.elapsed()
}

/// The last hundred calls were all answered.
fn all_well(answered: &[bool]) -> bool {
    answered.len() >= 100 && answered.iter().rev().take(100).all(|well| *well)
}

#[tokio::test]
async fn calls_reach_every_replica() {
    let suite = with_replicas(2).await;
    let client = through(&suite);
    until(client.clone(), all_well).await;
    // Whichever is left answers all.
    for replica in [0, 1] {
        suite.stop("directory", replica).await;
        until(client.clone(), all_well).await;
        suite.restart("directory", replica).await;
        until(client.clone(), all_well).await;
    }
}

#[tokio::test]
async fn where_nobody_listens_a_call_is_unavailable_at_once() {
    let suite = with_replicas(1).await;
    suite.stop("directory", 0).await;
    let mut client = through(&suite);
    for _ in 0..10 {
        let begun = Instant::now();
        let refused = ask(&mut client).await.unwrap_err();
        assert_eq!(refused.code(), Code::Unavailable, "{refused}");
        assert!(begun.elapsed() < Duration::from_secs(5), "{:?}", begun.elapsed());
    }
}

#[tokio::test]
async fn a_peer_that_comes_back_is_found_again() {
    let suite = with_replicas(1).await;
    let client = through(&suite);
    suite.stop("directory", 0).await;
    until(client.clone(), |answered| answered.contains(&false)).await;
    suite.restart("directory", 0).await;
    until(client, all_well).await;
}

#[tokio::test]
async fn a_peer_that_takes_a_call_and_says_nothing_is_given_up_at_the_deadline() {
    let suite = with_replicas(1).await;
    ask(&mut through(&suite)).await.unwrap();
    let silent = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let mut settings = (**suite.settings()).clone();
    settings.peers.insert("directory".into(), silent.local_addr().unwrap().to_string());
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let running = runtime::serve(&CALLER, settings.into(), listener, suite.clock().clone()).await.unwrap();
    let channel = way_of(&suite.database().url());
    let mut request = tonic::Request::new(GetPositionRequest {});
    request.set_timeout(Duration::from_millis(300));
    let begun = Instant::now();
    EventServiceClient::new(channel).get_position(request).await.unwrap_err();
    assert!(begun.elapsed() < Duration::from_secs(5), "{:?}", begun.elapsed());
    running.stop().await;
}

#[tokio::test]
async fn a_peer_that_nobody_configured_is_refused_by_its_name() {
    let database = testkit::database(&[]).await;
    let suite = Suite::start(database, &[]).await;
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let refused = runtime::serve(&CALLER, suite.settings().clone(), listener, suite.clock().clone()).await;
    assert_eq!(refused.unwrap_err().to_string(), "peers.directory is not set: nobody knows where to call it");
}
