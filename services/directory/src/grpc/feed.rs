//! EventService and AuditService, as every package serves them.

use crate::ops::Desk;
use contracts::directory::v1::{
    audit_service_server::AuditServiceServer, event_service_server::EventServiceServer,
};
use eventlog::Admit;
use fault::Fault;
use identity::{Policies, caller};
use sqlx::PgPool;
use std::sync::Arc;
use tonic::Request;

eventlog::serve_feed!(contracts::directory::v1);
eventlog::serve_audit!(contracts::directory::v1);

/// `permanence.directory.v1.EventService`.
pub(crate) fn events(desk: &Desk) -> EventServiceServer<Feed<Services>> {
    Feed::new(desk.log.clone(), Services { policies: desk.policies.clone() }).into_server()
}

/// `permanence.directory.v1.AuditService`.
pub(crate) fn audit(desk: &Desk) -> AuditServiceServer<AuditTrail<Auditors>> {
    let auditors = Auditors { policies: desk.policies.clone(), pool: desk.pool.clone() };
    AuditTrail::new(desk.log.clone(), desk.audit.clone(), desk.clock.clone(), auditors).into_server()
}

/// The services that may follow the feed.
pub(crate) struct Services {
    policies: Arc<Policies>,
}

impl Admit for Services {
    async fn admit(&self, request: Request<()>, rpc: &'static str) -> Result<String, Fault> {
        let caller = caller(&request)?;
        self.policies.authorise_service(caller, rpc)?;
        Ok(caller.subject.to_string())
    }
}

/// The workers who may look into the audit.
pub(crate) struct Auditors {
    policies: Arc<Policies>,
    pool: PgPool,
}

impl Admit for Auditors {
    async fn admit(&self, request: Request<()>, rpc: &'static str) -> Result<String, Fault> {
        let actor = self.policies.admit(&self.pool, caller(&request)?, rpc).await?;
        Ok(actor.worker_id.to_string())
    }
}
