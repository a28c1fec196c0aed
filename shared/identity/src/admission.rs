//! Whom a package's feed and audit are served to.

use crate::{
    caller::{Caller, CallerKind, caller},
    policies::Policies,
};
use eventlog::Admit;
use fault::Fault;
use sqlx::PgPool;
use std::sync::Arc;

/// Asks the policies for the calls that every package has: its `EventService` and its `AuditService`.
#[derive(Clone)]
pub struct Admission {
    policies: Arc<Policies>,
    pool: PgPool,
}

impl Admission {
    /// Asks these policies, with what the service's schema knows of the caller.
    pub fn new(policies: Arc<Policies>, pool: PgPool) -> Self {
        Self { policies, pool }
    }

    async fn name_of(&self, caller: &Caller, rpc: &'static str) -> Result<String, Fault> {
        match &caller.kind {
            CallerKind::Service(name) => {
                self.policies.authorise_service(caller, rpc)?;
                Ok(name.to_string())
            }
            CallerKind::Person => {
                let actor = self.policies.admit(&self.pool, caller, rpc).await?;
                Ok(actor.worker_id.to_string())
            }
        }
    }
}

impl Admit for Admission {
    async fn admit(&self, request: tonic::Request<()>, rpc: &'static str) -> Result<String, Fault> {
        self.name_of(caller(&request)?, rpc).await
    }
}
