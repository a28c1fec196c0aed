//! The worker for whom a call is made, once it is permitted.

use crate::{
    access::{Absent, Access, InboxRef},
    caller::Caller,
};
use contracts::{
    directory::v1::AllocationRole,
    r#type::v1::{Role, WorkerRef},
};
use fault::{Reason, Refusal};
use std::sync::Arc;
use uuid::Uuid;

/// The worker for whom a permitted call is made, as [`crate::Policies`] makes one; or for whom is written down what they did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Actor {
    /// The worker.
    pub worker_id: Uuid,
    /// What the identity provider calls them.
    pub subject: Arc<str>,
    /// How others see the worker.
    pub name: String,
    /// What the worker may be asked to do.
    pub roles: Vec<Role>,
    /// The inboxes that the worker works from.
    pub inboxes: Vec<InboxRef>,
    /// What the worker is to the child that the call is about.
    pub relations: Vec<AllocationRole>,
    /// Whether the directory knows that child.
    pub child_known: bool,
    /// The worker's team.
    pub team_id: Option<Uuid>,
    /// The worker's manager, offered first when a request needs one.
    pub line_manager_id: Option<Uuid>,
    /// Those for whom the worker may act today.
    pub covers: Vec<Covered>,
}

impl Actor {
    /// Whether the worker is that one, or stands in their place today.
    pub fn stands_for(&self, worker_id: Uuid) -> bool {
        self.worker_id == worker_id || self.covers.iter().any(|covered| covered.worker_id == worker_id)
    }
}

/// An absent worker for whom the actor may act. The actor takes their place: what lies in their hands and inboxes, and what
/// they are to the child. No role comes with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Covered {
    /// The absent worker.
    pub worker_id: Uuid,
    /// How others see them.
    pub name: String,
    /// What they may be asked to do; the actor needs a role of their own.
    pub roles: Vec<Role>,
    /// The inboxes that they work from.
    pub inboxes: Vec<Uuid>,
    /// What they are to the child that the call is about.
    pub relations: Vec<AllocationRole>,
}

impl Actor {
    /// The worker whom the caller's token names, though they may have left: for what they did before. `access` is what the SQL
    /// function of that name said of them. Refused with `WORKER_UNKNOWN` and `DIRECTORY_STALE`.
    pub fn known(caller: &Caller, access: Option<Access>) -> Result<Self, Refusal> {
        Ok(Self::new(caller.subject.clone(), heard_of(access)?))
    }

    /// The same of whom may act now. Refused with `WORKER_INACTIVE` too.
    pub(crate) fn present(caller: &Caller, access: Option<Access>) -> Result<Self, Refusal> {
        let access = heard_of(access)?;
        if !access.active {
            return Err(Refusal::new(Reason::WorkerInactive, "the worker has left"));
        }
        Ok(Self::new(caller.subject.clone(), access))
    }

    /// A role or relation that is newer than this program is none that it could act on: it is left out.
    fn new(subject: Arc<str>, access: Access) -> Self {
        Self {
            worker_id: access.worker_id,
            subject,
            name: access.name,
            roles: known(&access.roles),
            inboxes: access.inboxes,
            relations: known(&access.relations),
            child_known: access.child_known,
            team_id: access.team_id,
            line_manager_id: access.line_manager_id,
            covers: access.covers.into_iter().map(Covered::from).collect(),
        }
    }

    /// What the worker, or somebody whom they cover, is to the child.
    pub(crate) fn standing(&self) -> Vec<AllocationRole> {
        let covered = self.covers.iter().flat_map(|covered| &covered.relations);
        self.relations.iter().chain(covered).copied().collect()
    }

    /// Whether the worker holds the role.
    pub fn holds(&self, role: Role) -> bool {
        self.roles.contains(&role)
    }

    /// Whether the worker is that to the child.
    pub fn is_allocated_as(&self, relation: AllocationRole) -> bool {
        self.relations.contains(&relation)
    }

    /// Whether the worker works from the inbox.
    pub fn works_from(&self, inbox_id: Uuid) -> bool {
        self.inboxes.iter().any(|inbox| inbox.id == inbox_id)
    }

    /// The worker as the contracts name them.
    pub fn reference(&self) -> WorkerRef {
        WorkerRef { worker_id: self.worker_id.to_string(), display_name: self.name.clone() }
    }
}

/// What the directory says of the worker, where it knows them and was heard lately.
fn heard_of(access: Option<Access>) -> Result<Access, Refusal> {
    let unknown = || Refusal::new(Reason::WorkerUnknown, "the directory knows no such worker");
    let access = access.ok_or_else(unknown)?;
    if !access.fresh {
        let message = "the directory was not heard for five seconds; try again";
        return Err(Refusal::new(Reason::DirectoryStale, message));
    }
    Ok(access)
}

impl From<Absent> for Covered {
    fn from(absent: Absent) -> Self {
        Self {
            worker_id: absent.worker_id,
            name: absent.name,
            roles: known(&absent.roles),
            inboxes: absent.inboxes,
            relations: known(&absent.relations),
        }
    }
}

fn known<E: TryFrom<i32>>(numbers: &[i32]) -> Vec<E> {
    numbers.iter().filter_map(|number| E::try_from(*number).ok()).collect()
}
