use crate::bell::Bell;
use crate::domain::rules::Rules;
use crate::outside::Outside;
use calendar::Clock;
use eventlog::{AuditWriter, EventLog};
use identity::Policies;
use sqlx::PgPool;
use std::sync::Arc;
use tokio_util::sync::CancellationToken;

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
    /// What wakes whoever watches.
    pub bell: Bell,
    /// Who hears of what.
    pub rules: Arc<Rules>,
    /// The ways out of the application.
    pub outside: Outside,
    /// Cancelled when the service is to go.
    pub stop: CancellationToken,
}
