//! How long an event takes from its commit to its effect in another service. Not part of the ordinary run: what it prints
//! is the machine's as much as ours. `cargo test --release -p eventlog -- --ignored --nocapture latency`

use crate::{
    consuming::{consumer, run},
    stage::{Replica, count, database, eventually},
    widgets::{Counting, create, emit, id, record_of, turn},
};
use sqlx::PgPool;
use std::{
    collections::HashMap,
    time::{Duration, Instant},
};
use tokio::time::{interval, sleep};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "measures"]
async fn from_commit_to_effect() {
    let database = database().await;
    let upstream = Replica::start(&database, "workflow");
    let channel = upstream.serve().await;
    let downstream = Replica::start(&database, "requests");
    run(&consumer(&downstream, &channel, &Counting::default()), &downstream);
    let most = most_commands(&upstream).await;
    println!("most commands a second: {most}; fsync {:?}", fsync().await);
    for part in [0.02, 0.25, 0.5] {
        let rate = (f64::from(most) * part).max(20.0);
        eventually("it is quiet", async || {
            count(&upstream.pool, "select count(*) from outbox").await == 0
                && caught_up(&upstream.pool, &downstream.pool).await
        })
        .await;
        let mut times = measure(&upstream, &downstream.pool, rate, Duration::from_secs(10)).await;
        times.sort_unstable();
        let at = |part: f64| times[((times.len() - 1) as f64 * part) as usize];
        println!(
            "{rate:7.0} commands a second: {} events, p50 {:?}, p90 {:?}, p99 {:?}, most {:?}",
            times.len(),
            at(0.5),
            at(0.9),
            at(0.99),
            at(1.0)
        );
    }
}

async fn caught_up(upstream: &PgPool, downstream: &PgPool) -> bool {
    count(upstream, "select count(*) from events").await
        == count(downstream, "select count(*) from effect").await
}

/// What eight clients manage in three seconds.
async fn most_commands(replica: &Replica) -> u32 {
    let until = Instant::now() + Duration::from_secs(3);
    let clients = (0..8).map(|_| {
        let (pool, log) = (replica.pool.clone(), replica.log.clone());
        tokio::spawn(async move {
            let widget = create(&pool).await;
            let mut version = 0;
            while Instant::now() < until {
                turn(&pool, widget, version, &record_of(widget, version + 1)).await.unwrap();
                log.committed();
                version += 1;
            }
            version as u32
        })
    });
    futures::future::join_all(clients).await.into_iter().map(Result::unwrap).sum::<u32>() / 3
}

/// Commits at a steady rate, and takes the time from when the client saw its commit to when somebody saw the effect.
async fn measure(upstream: &Replica, downstream: &PgPool, rate: f64, duration: Duration) -> Vec<Duration> {
    let stop = CancellationToken::new();
    let looking = tokio::spawn(look(downstream.clone(), stop.clone()));
    let before = count(downstream, "select coalesce(max(place), 0) from effect").await;
    let mut tick = interval(Duration::from_secs_f64(4.0 / rate));
    let began = Instant::now();
    let mut committing = Vec::new();
    while began.elapsed() < duration {
        tick.tick().await;
        for _ in 0..4 {
            committing.push(tokio::spawn(commit_one(upstream.pool.clone(), upstream.log.clone())));
        }
    }
    let mut committed = HashMap::new();
    for commit in committing {
        let (event, at) = commit.await.unwrap();
        committed.insert(event, at);
    }
    eventually("all took effect", async || caught_up(&upstream.pool, downstream).await).await;
    stop.cancel();
    let seen = looking.await.unwrap();
    let effects: Vec<(String, i64)> =
        sqlx::query_as("select subject, place from effect where place > $1 order by place")
            .bind(before)
            .fetch_all(downstream)
            .await
            .unwrap();
    let seen_at = |place: i64| seen[seen.partition_point(|(_, last)| *last < place)].0;
    effects
        .iter()
        .map(|(subject, place)| seen_at(*place).saturating_duration_since(committed[subject]))
        .collect()
}

/// The last effect that could be seen, and when.
async fn look(pool: PgPool, stop: CancellationToken) -> Vec<(Instant, i64)> {
    let mut seen = Vec::new();
    loop {
        let is_last = stop.is_cancelled();
        let last = count(&pool, "select coalesce(max(place), 0) from effect").await;
        seen.push((Instant::now(), last));
        if is_last {
            return seen;
        }
        sleep(Duration::from_millis(2)).await;
    }
}

async fn commit_one(pool: PgPool, log: eventlog::EventLog) -> (String, Instant) {
    let widget: Uuid = id();
    emit(&pool, &record_of(widget, 1)).await.unwrap();
    let at = Instant::now();
    log.committed();
    (format!("widget/{widget}"), at)
}

/// How long the disk takes to keep a page, now.
async fn fsync() -> Duration {
    let folder = tempfile::tempdir().unwrap();
    let file = std::fs::File::create(folder.path().join("page")).unwrap();
    let began = Instant::now();
    for _ in 0..20 {
        std::io::Write::write_all(&mut &file, &[1; 8192]).unwrap();
        file.sync_data().unwrap();
    }
    began.elapsed() / 20
}
