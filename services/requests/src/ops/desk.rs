use calendar::Clock;
use eventlog::{AuditWriter, Consumer, EventLog, HEARING, Mentions};
use fault::Fault;
use identity::Policies;
use sqlx::PgPool;
use std::sync::Arc;

/// What every call works with.
#[derive(Clone)]
pub struct Desk {
    /// The database, as this service's role, with its schema as search path.
    pub pool: PgPool,
    /// The time.
    pub clock: Clock,
    /// Who may what.
    pub policies: Arc<Policies>,
    /// Where what is committed becomes a feed.
    pub log: EventLog,
    /// What wakes whoever watches a folder.
    pub mentions: Mentions,
    /// Where reads leave their entries.
    pub audit: AuditWriter,
    /// What workflow tells.
    pub workflow: Arc<Consumer>,
}

impl Desk {
    /// Hears everything that workflow told before now: whoever asks about a request has its id from there.
    pub async fn hear_workflow(&self) -> Result<(), Fault> {
        self.workflow.catch_up(HEARING).await
    }
}
