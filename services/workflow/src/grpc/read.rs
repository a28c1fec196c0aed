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
    /// Asks the policy for one read of a child's record; `child_id` is empty where there is no such record.
    pub(super) fn of_record(
        desk: &'a Desk,
        caller: &Caller,
        access: Option<Access>,
        rpc: &'static str,
        child_id: &str,
    ) -> Result<(Self, Actor), Fault> {
        let resource = Resource::Record { child_id: child_id.to_owned() };
        let (read, actor) = Self::permitted(desk, caller, access, rpc, resource)?;
        Ok((read.noting(|entry| entry.child(child_id)), actor))
    }

    /// Asks the policy for one read that is about no single child.
    pub(super) fn of_many(
        desk: &'a Desk,
        caller: &Caller,
        access: Option<Access>,
        rpc: &'static str,
    ) -> Result<(Self, Actor), Fault> {
        Self::permitted(desk, caller, access, rpc, Resource::Council)
    }

    fn permitted(
        desk: &'a Desk,
        caller: &Caller,
        access: Option<Access>,
        rpc: &'static str,
        resource: Resource,
    ) -> Result<(Self, Actor), Fault> {
        let actor = desk.policies.authorise(caller, access, rpc, resource)?;
        let entry = Audit::new(actor.worker_id, rpc, desk.clock.now());
        Ok((Self { desk, entry }, actor))
    }

    /// Says more about the read.
    pub(super) fn noting(self, more: impl FnOnce(Audit) -> Audit) -> Self {
        Self { entry: more(self.entry), ..self }
    }

    /// Leaves the entry; only then may the answer go out.
    pub(super) async fn left(self) -> Result<(), Fault> {
        self.desk.audit.write(self.entry).await
    }
}
