use super::Copies;
use calendar::Clock;
use eventlog::{AuditWriter, EventLog};
use identity::Policies;
use sqlx::PgPool;
use std::sync::Arc;

/// What every call works with.
#[derive(Clone)]
pub(crate) struct Desk {
    /// The database, as the directory's role, with its schema as search path.
    pub pool: PgPool,
    /// The time.
    pub clock: Clock,
    /// Who may what.
    pub policies: Arc<Policies>,
    /// Where what is committed becomes a feed.
    pub log: EventLog,
    /// Where reads leave their entries.
    pub audit: AuditWriter,
    /// The services that keep a copy of the people.
    pub copies: Copies,
}
