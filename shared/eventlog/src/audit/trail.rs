use crate::{Audit, AuditWriter, EventLog};
use calendar::Clock;
use contracts::audit::v1::{AuditFilter, AuditPage, ChainReport};
use fault::Fault;

/// The audit as it is served: looking into it is an entry too.
pub struct Trail {
    log: EventLog,
    writer: AuditWriter,
    clock: Clock,
}

impl Trail {
    /// The audit of this log.
    pub fn new(log: EventLog, writer: AuditWriter, clock: Clock) -> Self {
        Self { log, writer, clock }
    }

    /// A part of the entries, to `caller`. The entry about it says what was asked for.
    pub async fn list(
        &self,
        caller: String,
        rpc: &'static str,
        filter: AuditFilter,
    ) -> Result<AuditPage, Fault> {
        let mut looked = Audit::new(caller, rpc, self.clock.now()).detail(span(&filter));
        if !filter.child_id.is_empty() {
            looked = looked.child(filter.child_id.clone());
        }
        if !filter.worker_id.is_empty() {
            looked = looked.subject(format!("worker/{}", filter.worker_id));
        }
        let page = self.log.list_audit(filter).await?;
        self.writer.write(looked).await?;
        Ok(page)
    }

    /// The state of the chain, to `caller`.
    pub async fn verify(&self, caller: String, rpc: &'static str) -> Result<ChainReport, Fault> {
        let report = self.log.verify_audit().await?;
        self.writer.write(Audit::new(caller, rpc, self.clock.now())).await?;
        Ok(report)
    }
}

/// Between which instants was looked, in seconds since 1970.
fn span(filter: &AuditFilter) -> String {
    let bound =
        |name: &str, at: &Option<prost_types::Timestamp>| at.map(|at| format!("{name}={}", at.seconds));
    let bounds = [bound("from", &filter.from), bound("until", &filter.until)];
    bounds.into_iter().flatten().collect::<Vec<_>>().join("; ")
}
