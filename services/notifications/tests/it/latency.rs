//! How long it takes from the commit that causes a notification to whoever watches. Not part of the ordinary run: what it
//! prints is the machine's as much as ours. `cargo test --release -p notifications -- --ignored --nocapture latency`

use crate::council::{Council, Watching};
use crate::matters::{PLANNING, Step};
use crate::neighbours::tell;
use crate::people::to;
use eventlog::{EventLog, NewEvent, Options};
use sqlx::PgPool;
use std::collections::HashMap;
use std::time::{Duration, Instant};
use tokio::time::interval;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

/// Who watches.
const WATCHERS: [&str; 6] = ["sam", "priya", "quinn", "quentin", "mei", "fay"];
/// How many arrivals show what the service can hear at most.
const BURST: usize = 3_000;
const LASTS: Duration = Duration::from_secs(10);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "measures"]
async fn from_the_causing_commit_to_the_watching_stream() {
    let council = Council::new().await;
    let workflow = Workflow::of(&council);
    let most = most_arrivals(&council, &workflow).await;
    println!("most arrivals a second: {most:.0}");
    for part in [0.05, 0.25, 0.5] {
        let rate = (most * part).max(20.0);
        let mut times = measure(&council, &workflow, rate).await;
        times.sort_unstable();
        let at = |part: f64| times[((times.len() - 1) as f64 * part) as usize];
        println!(
            "{rate:7.0} a second: {} notifications, p50 {:?}, p90 {:?}, p99 {:?}, most {:?}",
            times.len(),
            at(0.5),
            at(0.9),
            at(0.99),
            at(1.0)
        );
    }
}

/// A replica of workflow that commits, as a command does: its sequencer is told of it.
struct Workflow {
    pool: PgPool,
    log: EventLog,
}

impl Workflow {
    fn of(council: &Council) -> Self {
        let pool = council.suite.database().pool("workflow");
        let (tasks, stop) = (TaskTracker::new(), CancellationToken::new());
        let log = EventLog::start(pool.clone(), "permanence.workflow", Options::default(), &tasks, stop);
        Self { pool, log }
    }

    async fn commit(&self, events: Vec<NewEvent>) {
        tell(&self.pool, events).await;
        self.log.committed();
    }
}

fn arrival(council: &Council, number: usize) -> (String, NewEvent) {
    let clock = council.clock();
    let recipient = WATCHERS[number % WATCHERS.len()];
    let step = Step::new("permanency_planning", PLANNING, to(recipient), clock);
    (step.id.to_string(), step.arrives("theo", clock))
}

async fn most_arrivals(council: &Council, workflow: &Workflow) -> f64 {
    let began = Instant::now();
    let arrivals: Vec<NewEvent> = (0..BURST).map(|number| arrival(council, number).1).collect();
    for some in arrivals.chunks(100) {
        workflow.commit(some.to_vec()).await;
    }
    council.heard("workflow").await;
    BURST as f64 / began.elapsed().as_secs_f64()
}

/// Commits at a steady rate, and takes the time from when the commit was answered to when the stream brought it.
async fn measure(council: &Council, workflow: &Workflow, rate: f64) -> Vec<Duration> {
    let all = (rate * LASTS.as_secs_f64()) as usize;
    let mut streams = Vec::new();
    for subject in WATCHERS {
        let mut watching = council.watch(0, subject, "").await;
        watching.next().await;
        let of_them = (0..all).filter(|number| WATCHERS[number % WATCHERS.len()] == subject).count();
        streams.push(tokio::spawn(receive(watching, of_them)));
    }
    let mut tick = interval(Duration::from_secs_f64(1.0 / rate));
    let mut committed = HashMap::new();
    for number in 0..all {
        tick.tick().await;
        let (id, event) = arrival(council, number);
        workflow.commit(vec![event]).await;
        committed.insert(id, Instant::now());
    }
    let mut times = Vec::new();
    for stream in streams {
        for (id, at) in stream.await.expect("a stream") {
            times.push(at.saturating_duration_since(committed[&id]));
        }
    }
    times
}

async fn receive(mut watching: Watching, so_many: usize) -> Vec<(String, Instant)> {
    let mut received = Vec::new();
    while received.len() < so_many {
        let message = watching.next().await;
        let at = Instant::now();
        received.extend(message.notifications.into_iter().map(|told| (told.workstep_id, at)));
    }
    received
}
