//! A service's event log, as a handle: its tasks run until the service stops.

mod tail;

pub(crate) use tail::{Floor, Known, Tail};

use crate::{listener, sealer, sequencer};
use sqlx::PgPool;
use std::{sync::Arc, time::Duration};
use tokio::{
    sync::{Notify, watch},
    time::Instant,
};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

/// What a deployment may choose.
#[derive(Clone, Debug)]
pub struct Options {
    /// The least time between two batches of the sequencer: under load events are numbered together at this pace; an
    /// event on a quiet feed waits for nothing.
    pub spacing: Duration,
}

impl Default for Options {
    fn default() -> Self {
        Self { spacing: Duration::from_millis(3) }
    }
}

/// One service's event log. Clones are the same log.
#[derive(Clone, Debug)]
pub struct EventLog(Arc<Shared>);

/// What the log's tasks and its readers share.
#[derive(Debug)]
pub(crate) struct Shared {
    pub(crate) pool: PgPool,
    pub(crate) source: &'static str,
    pub(crate) options: Options,
    /// Something was committed into outbox.
    pub(crate) committed: Notify,
    /// Somebody waits for audit entries to be sealed.
    pub(crate) seal_wanted: Notify,
    /// Whether this process runs the sequencer.
    pub(crate) leading: watch::Sender<bool>,
    /// When another replica was last heard to stand by.
    pub(crate) stand_by: watch::Sender<Instant>,
    pub(crate) tail: Tail,
    pub(crate) stop: CancellationToken,
}

impl EventLog {
    /// Starts the log of one service: `source` is its package, as `permanence.workflow`, and the pool's connections
    /// find its tables by their search path. One of all replicas numbers events, seals audit entries and forgets old
    /// receipts; another takes over within a second of its end. Streams end when `stop` is cancelled.
    ///
    /// Keeps two connections of its own beside the pool's, whose session state matters: through a pooler they must be
    /// session connections.
    pub fn start(
        pool: PgPool,
        source: &'static str,
        options: Options,
        tasks: &TaskTracker,
        stop: CancellationToken,
    ) -> Self {
        let shared = Arc::new(Shared {
            pool,
            source,
            options,
            committed: Notify::new(),
            seal_wanted: Notify::new(),
            leading: watch::Sender::new(false),
            stand_by: watch::Sender::new(Instant::now()),
            tail: Tail::default(),
            stop,
        });
        tasks.spawn(sequencer::run(shared.clone()));
        tasks.spawn(listener::run(shared.clone()));
        tasks.spawn(sealer::run(shared.clone()));
        Self(shared)
    }

    /// Call after each commit that recorded events. Costs nothing: the sequencer is woken here, or told from its own
    /// connection, once for many commits. A call that was forgotten delays events by a fifth of a second.
    pub fn committed(&self) {
        self.0.committed.notify_one();
    }

    /// The package whose events these are, as `permanence.workflow`.
    pub fn source(&self) -> &'static str {
        self.0.source
    }

    /// Whether the sequencer runs in this process just now.
    pub fn is_leading(&self) -> bool {
        *self.0.leading.borrow()
    }

    pub(crate) fn shared(&self) -> &Arc<Shared> {
        &self.0
    }

    pub(crate) fn pool(&self) -> &PgPool {
        &self.0.pool
    }
}
