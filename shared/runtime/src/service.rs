use crate::{Peers, StartError, hooks::Hooks, migrate::Schema, server::Health, settings::Settings};
use calendar::Clock;
use futures::future::BoxFuture;
use identity::{Policies, TokenSource, Verifier};
use sqlx::{PgPool, migrate::Migration};
use std::sync::Arc;
use tokio_util::{sync::CancellationToken, task::TaskTracker};
use tonic::service::Routes;

/// One service of the suite: what it is called, what it keeps, and how it is put together.
#[derive(Clone, Copy, Debug)]
pub struct Service {
    /// Its name, which is also its schema's; `permanence.<name>` is its name in health checks and feeds.
    pub name: &'static str,
    /// All migrations of its schema. A service with none keeps nothing and needs no database.
    pub migrations: fn() -> Vec<Migration>,
    /// Puts it together: its RPCs, and what runs beside them. Runs once for each replica in a process.
    pub build: fn(Context) -> BoxFuture<'static, Result<Routes, StartError>>,
}

impl Service {
    /// What it keeps in the database; nothing where it has no migrations.
    pub fn schema(&self) -> Option<Schema> {
        let migrations = (self.migrations)();
        (!migrations.is_empty()).then(|| Schema::new(self.name, migrations))
    }

    /// Its name in health checks and feeds.
    pub fn full_name(&self) -> String {
        format!("permanence.{}", self.name)
    }
}

/// What a service is given to be put together with.
#[derive(Clone)]
pub struct Context {
    /// The service's name.
    pub name: &'static str,
    /// What the deployment decided.
    pub config: Arc<Settings>,
    /// The service's own role in its own schema. It never connects for a service that keeps nothing.
    pub pool: PgPool,
    /// What time it is.
    pub clock: Clock,
    /// Who may do what. Each RPC asks them once.
    pub policies: Arc<Policies>,
    /// Proves who is calling. Every call to this service's RPCs has been through it already.
    pub verifier: Arc<Verifier>,
    /// The token that this service sends where it calls for itself, as for a feed.
    pub service_token: TokenSource,
    /// The other services.
    pub peers: Peers,
    /// Where everything is spawned that runs beside the calls; the stop waits for it.
    pub tasks: TaskTracker,
    /// Cancelled when the service is to go: what runs beside the calls ends, and so do streams that would not.
    pub stop: CancellationToken,
    /// What the service says about itself, and about others that it leads to.
    pub health: Health,
    /// What a test may hold up.
    pub hooks: Hooks,
}
