use crate::{Audit, Record};
use fault::{BoxError, Fault};
use sqlx::PgPool;
use std::{mem, sync::Arc, time::Duration};
use tokio::{
    sync::{mpsc, oneshot},
    time::sleep,
};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

/// How many entries one commit holds at most, and how many wait for it.
const BATCH: usize = 256;
/// How long after the stop the writer waits for an entry of a call that is still under way.
const LAST_CALLS: Duration = Duration::from_secs(5);

type Waiting = (Audit, oneshot::Sender<Result<(), Arc<sqlx::Error>>>);

/// Writes the entries of reads: those that come while one commit is under way go together in the next. Commands write
/// theirs with their effect, by `record(...)`, and so does a stream that looks again with what it shows.
#[derive(Clone, Debug)]
pub struct AuditWriter {
    entries: mpsc::Sender<Waiting>,
}

impl AuditWriter {
    /// Starts the writer of one service. After `stop` it goes on for the calls that are still under way: until its last
    /// handle is dropped, or none came for some seconds.
    pub fn start(pool: PgPool, tasks: &TaskTracker, stop: CancellationToken) -> Self {
        let (entries, waiting) = mpsc::channel(BATCH);
        tasks.spawn(write_until_stopped(pool, waiting, stop));
        Self { entries }
    }

    /// Returns once the entry is committed: no entry, no answer. `UNAVAILABLE` where it cannot be written.
    pub async fn write(&self, entry: Audit) -> Result<(), Fault> {
        let (written, outcome) = oneshot::channel();
        let handed_in = self.entries.send((entry, written)).await;
        handed_in.map_err(|_| unavailable("the service stops"))?;
        let outcome = outcome.await.map_err(unavailable)?;
        outcome.map_err(unavailable)
    }
}

fn unavailable(source: impl Into<BoxError>) -> Fault {
    Fault::unavailable("audit", source)
}

async fn write_until_stopped(pool: PgPool, mut waiting: mpsc::Receiver<Waiting>, stop: CancellationToken) {
    let mut batch = Vec::with_capacity(BATCH);
    while !is_over(waiting.recv_many(&mut batch, BATCH), &stop).await {
        write(&pool, mem::take(&mut batch)).await;
    }
}

/// Whether no entry can come any more, or none came for long after the stop.
async fn is_over(received: impl Future<Output = usize>, stop: &CancellationToken) -> bool {
    let left_alone = async {
        stop.cancelled().await;
        sleep(LAST_CALLS).await;
    };
    tokio::select! {
        biased;
        received = received => received == 0,
        () = left_alone => true,
    }
}

/// Whoever waits hears the outcome; who is gone does not mind.
async fn write(pool: &PgPool, batch: Vec<Waiting>) {
    let (audit, waiting): (Vec<_>, Vec<_>) = batch.into_iter().unzip();
    let record = Record { audit, ..Record::default() };
    let written =
        sqlx::query("select record(null, $1, null)").bind(record.audit_json()).execute(pool).await.map(drop);
    let outcome = written.map_err(Arc::new);
    for waits in waiting {
        let _gone = waits.send(outcome.clone());
    }
}
