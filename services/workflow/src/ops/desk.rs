use super::Processes;
use crate::store::step::Wanted;
use calendar::Clock;
use eventlog::{AuditWriter, Consumer, EventLog, Mentions};
use identity::Policies;
use sqlx::PgPool;
use std::sync::Arc;
use uuid::Uuid;

/// What every call works with.
#[derive(Clone)]
pub(crate) struct Desk {
    /// The database, as workflow's role, with its schema as search path.
    pub pool: PgPool,
    /// The time.
    pub clock: Clock,
    /// Who may what.
    pub policies: Arc<Policies>,
    /// The processes, by version.
    pub processes: Arc<Processes>,
    /// Where what is committed becomes a feed.
    pub log: EventLog,
    /// What wakes whoever watches a folder.
    pub mentions: Mentions,
    /// Where the entries of reads go.
    pub audit: AuditWriter,
    /// What the requests service tells.
    pub requests: Arc<Consumer>,
}

impl Desk {
    /// A step as it is asked for today.
    pub(crate) fn step(&self, workstep_id: Uuid) -> Wanted {
        Wanted { workstep_id, workers: Vec::new(), sources: false, today: self.clock.today() }
    }
}
