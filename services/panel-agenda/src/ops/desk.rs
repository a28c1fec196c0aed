use crate::domain::rulebook::Rulebook;
use calendar::Clock;
use eventlog::{AuditWriter, Consumer, EventLog};
use identity::Policies;
use sqlx::PgPool;
use std::sync::Arc;
use tokio::sync::Notify;

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
    /// Where reads leave their entries.
    pub audit: AuditWriter,
    /// By what extracts are read and agendas drawn.
    pub rulebook: Arc<Rulebook>,
    /// Wakes this replica's reader of extracts.
    pub handed_in: Arc<Notify>,
    /// Wakes this replica's writer of case notes.
    pub to_note: Arc<Notify>,
    /// What hears workflow; none where there is no workflow.
    pub workflow: Option<Arc<Consumer>>,
}
