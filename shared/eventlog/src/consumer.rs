//! A consumer of another service's feed: delivered at least once, in effect exactly once.

mod apply;
mod batch;
mod catch_up;
mod follow;
mod incoming;
mod parked;
mod standing;
mod upstream;

pub use apply::{Apply, ApplyError, payload};
pub use catch_up::HEARING;
pub use parked::{Parked, Retried, ask_retry, parked};
pub use upstream::Upstream;

use crate::EventLog;
use apply::BoxedApply;
use fault::{BoxError, Fault, Reason, reason_of};
use std::sync::{Arc, atomic::AtomicU64};
use tokio::sync::{Mutex, OnceCell, watch};
use tonic::Status;
use uuid::Uuid;

/// Applies one upstream feed to this service's own tables.
pub struct Consumer {
    log: EventLog,
    upstream: Upstream,
    apply: Box<dyn BoxedApply>,
    /// Who this replica is in the lease.
    replica: OnceCell<Uuid>,
    /// How many pulls were begun.
    pulls_begun: AtomicU64,
    /// The last pull that came to its end; locked while one is under way.
    pulling: Mutex<u64>,
    paused: watch::Sender<bool>,
    /// Whether the background work rests, its last transaction over.
    resting: watch::Sender<bool>,
}

/// Why a turn of the consumer ended early.
#[derive(Debug, thiserror::Error)]
enum Broken {
    /// The feed cannot be opened.
    #[error("the feed cannot be opened")]
    Unreachable(#[source] BoxError),
    /// The feed ended or refused.
    #[error("the feed refused")]
    Upstream(#[source] Box<Status>),
    /// The feed ended, as when its service stops.
    #[error("the feed ended")]
    Ended,
    /// The feed was silent for longer than its heartbeats allow.
    #[error("the feed is silent")]
    Silent,
    /// The feed sent what no feed sends.
    #[error("a batch without a cursor")]
    Malformed,
    /// The own database failed.
    #[error("the database refused")]
    Database(#[from] sqlx::Error),
}

impl Broken {
    /// Whether the feed knows nothing of the cursor: everything has to come again.
    fn is_foreign_cursor(&self) -> bool {
        let Broken::Upstream(status) = self else { return false };
        matches!(reason_of(status), Some(Reason::CursorForeign | Reason::CursorMalformed))
    }
}

impl From<Status> for Broken {
    fn from(status: Status) -> Self {
        Broken::Upstream(Box::new(status))
    }
}

impl Consumer {
    /// A consumer of `upstream` that applies with `apply` into the schema of `log`, whose outbox takes what `apply`
    /// records. It works only once [`Consumer::run`] is called; [`Consumer::catch_up`] works without.
    pub fn new(log: EventLog, upstream: Upstream, apply: impl Apply) -> Arc<Self> {
        Arc::new(Self {
            log,
            upstream,
            apply: Box::new(apply),
            replica: OnceCell::new(),
            pulls_begun: AtomicU64::new(0),
            pulling: Mutex::new(0),
            paused: watch::Sender::new(false),
            resting: watch::Sender::new(true),
        })
    }

    /// The package whose feed it reads, as `permanence.directory`.
    pub fn upstream(&self) -> &'static str {
        self.upstream.name()
    }

    /// For tests: false keeps the background work of this replica from taking in what comes from now on, true lets it go
    /// on. [`Consumer::catch_up`] works all the time.
    pub fn let_run(&self, run: bool) {
        self.paused.send_replace(!run);
    }

    /// Holds the background work of this replica up, and returns once its last transaction is over.
    pub async fn pause(&self) {
        self.let_run(false);
        let mut resting = self.resting.subscribe();
        // The sender lives as long as this consumer.
        let _rests = resting.wait_for(|rests| *rests).await;
    }

    /// Ends a pause.
    pub fn resume(&self) {
        self.let_run(true);
    }

    async fn replica(&self) -> Result<Uuid, sqlx::Error> {
        let enlisting = || standing::enlist(self.log.pool(), self.upstream.name());
        self.replica.get_or_try_init(enlisting).await.copied()
    }

    /// Where the feed is applied up to.
    async fn cursor(&self) -> Result<String, sqlx::Error> {
        self.replica().await?;
        standing::cursor(self.log.pool(), self.upstream.name()).await
    }

    /// The feed's cursors mean something else since a restore: applies all of it again.
    async fn begin_again(&self, from: &str) -> Result<(), sqlx::Error> {
        tracing::warn!(
            feed.upstream = self.upstream.name(),
            "a new epoch: the feed is read from its first event"
        );
        standing::begin_again(self.log.pool(), self.upstream.name(), from).await
    }

    fn fault(&self, broken: Broken) -> Fault {
        match broken {
            Broken::Database(error) => error.into(),
            other => Fault::unavailable(self.upstream.name(), other),
        }
    }
}
