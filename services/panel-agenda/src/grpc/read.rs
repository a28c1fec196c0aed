//! What every read does between the database and its answer: ask the policy, and leave an entry.

use crate::ops::Desk;
use eventlog::Audit;
use fault::Fault;
use identity::{Access, Actor, Caller, Resource};

/// A read that the policy permits and that nobody has been told of yet.
pub(super) struct Read<'a> {
    desk: &'a Desk,
    entry: Audit,
}

impl<'a> Read<'a> {
    /// Asks the policy for one read by this caller.
    pub(super) fn permitted(
        desk: &'a Desk,
        caller: &Caller,
        access: Option<Access>,
        rpc: &'static str,
        resource: Resource,
    ) -> Result<Self, Fault> {
        let (read, _) = Self::by(desk, caller, access, rpc, resource)?;
        Ok(read)
    }

    /// The same, with the worker for whom it is made.
    pub(super) fn by(
        desk: &'a Desk,
        caller: &Caller,
        access: Option<Access>,
        rpc: &'static str,
        resource: Resource,
    ) -> Result<(Self, Actor), Fault> {
        let actor = desk.policies.authorise(caller, access, rpc, resource)?;
        Ok((Self { desk, entry: Audit::new(actor.worker_id, rpc, desk.clock.now()) }, actor))
    }

    /// Says more about the read.
    pub(super) fn noting(self, more: impl FnOnce(Audit) -> Audit) -> Self {
        Self { entry: more(self.entry), ..self }
    }

    /// Leaves an entry of a part of what is read, which goes on.
    pub(super) async fn also(&self, more: impl FnOnce(Audit) -> Audit) -> Result<(), Fault> {
        self.desk.audit.write(more(self.entry.clone())).await
    }

    /// Leaves the entry; only then may the answer go out.
    pub(super) async fn left(self) -> Result<(), Fault> {
        self.desk.audit.write(self.entry).await
    }
}
