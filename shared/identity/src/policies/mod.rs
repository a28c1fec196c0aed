//! The one place that asks the policies.

mod compiled;
mod prepared;
mod words;

use crate::{
    access::Access,
    actor::Actor,
    caller::{Caller, CallerKind},
};
use compiled::Compiled;
pub use compiled::PoliciesError;
use fault::{Fault, Reason, Refusal};
use prepared::{Asker, Prepared};
use sqlx::PgExecutor;

/// What a call is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Resource {
    /// A child's record.
    Record {
        /// Whose, as the council calls the child; empty for a record that there is not.
        child_id: String,
    },
    /// No single child.
    Council,
}

const SCHEMA: &str = include_str!("../../policies/permanence.cedarschema");

const FILES: [(&str, &str); 4] = [
    ("1-everybody.cedar", include_str!("../../policies/1-everybody.cedar")),
    ("2-case-work.cedar", include_str!("../../policies/2-case-work.cedar")),
    ("3-administration.cedar", include_str!("../../policies/3-administration.cedar")),
    ("4-systems.cedar", include_str!("../../policies/4-systems.cedar")),
];

/// The policies in `policies/*.cedar`, compiled once. Asking them takes 0.02 ms of a processor.
pub struct Policies {
    compiled: Compiled,
    prepared: Prepared,
}

impl Policies {
    /// The policies that the suite ships with.
    pub fn standard() -> Result<Self, PoliciesError> {
        Self::compile(SCHEMA, &FILES)
    }

    /// Policies of somebody's own, each file with its name. They are checked against their schema: a policy that names a
    /// role, call or relation in a way that cannot be true is refused.
    pub fn compile(schema: &str, files: &[(&str, &str)]) -> Result<Self, PoliciesError> {
        let compiled = Compiled::new(schema, files)?;
        let prepared = Prepared::new(compiled.actions()?)?;
        Ok(Self { compiled, prepared })
    }

    /// The worker for whom the call is made, if a policy permits it. `access` is what the SQL function of that name said of
    /// the caller, `rpc` the call's full name, as `permanence.workflow.v1.WorkstepService/SaveWorkstep`.
    ///
    /// Refused with `WORKER_UNKNOWN`, `DIRECTORY_STALE`, `WORKER_INACTIVE` and `NOT_PERMITTED`.
    pub fn authorise(
        &self,
        caller: &Caller,
        access: Option<Access>,
        rpc: &'static str,
        resource: Resource,
    ) -> Result<Actor, Fault> {
        if let CallerKind::Service(_) = caller.kind {
            return Err(not_permitted(rpc));
        }
        let actor = Actor::present(caller, access)?;
        let asker = Asker::Worker { roles: &actor.roles, relations: &actor.standing() };
        self.ask(asker, rpc, &resource)?;
        Ok(actor)
    }

    /// Whether a policy permits an actor a deed that is no call of its own, as `pass on anybody's work`: a call that was
    /// permitted asks for it besides.
    pub fn permits(&self, actor: &Actor, deed: &'static str) -> Result<bool, Fault> {
        let asker = Asker::Worker { roles: &actor.roles, relations: &[] };
        let question = self.prepared.question(asker, deed, &Resource::Council)?;
        Ok(self.compiled.permits(&question))
    }

    /// Permits a service of the suite a call, as reading another's feed. Refused with `NOT_PERMITTED`.
    pub fn authorise_service(&self, caller: &Caller, rpc: &'static str) -> Result<(), Fault> {
        match &caller.kind {
            CallerKind::Service(name) => self.ask(Asker::Service(name), rpc, &Resource::Council),
            CallerKind::Person => Err(not_permitted(rpc)),
        }
    }

    /// [`Policies::authorise`] for a call about no child that loads nothing else: it asks the database itself.
    pub async fn admit(
        &self,
        database: impl PgExecutor<'_>,
        caller: &Caller,
        rpc: &'static str,
    ) -> Result<Actor, Fault> {
        let asked = sqlx::query_scalar("select access($1, null)").bind(&*caller.subject);
        let access: Option<Access> = asked.fetch_one(database).await?;
        self.authorise(caller, access, rpc, Resource::Council)
    }

    fn ask(&self, asker: Asker<'_>, rpc: &'static str, resource: &Resource) -> Result<(), Fault> {
        let question = self.prepared.question(asker, rpc, resource)?;
        if self.compiled.permits(&question) { Ok(()) } else { Err(not_permitted(rpc)) }
    }
}

fn not_permitted(rpc: &'static str) -> Fault {
    Refusal::new(Reason::NotPermitted, "no policy permits you this call").with("rpc", rpc).into()
}
