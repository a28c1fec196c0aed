//! EventService and AuditService, as every package serves them.

use crate::ops::Desk;
use contracts::panels::v1::{
    audit_service_server::AuditServiceServer, event_service_server::EventServiceServer,
};
use identity::Admission;

eventlog::serve_feed!(contracts::panels::v1);
eventlog::serve_audit!(contracts::panels::v1);

/// `permanence.panels.v1.EventService`.
pub(crate) fn events(desk: &Desk) -> EventServiceServer<Feed<Admission>> {
    Feed::new(desk.log.clone(), admission(desk)).into_server()
}

/// `permanence.panels.v1.AuditService`.
pub(crate) fn audit(desk: &Desk) -> AuditServiceServer<AuditTrail<Admission>> {
    AuditTrail::new(desk.log.clone(), desk.audit.clone(), desk.clock.clone(), admission(desk)).into_server()
}

fn admission(desk: &Desk) -> Admission {
    Admission::new(desk.policies.clone(), desk.pool.clone())
}
