//! The people of a decision: who acts, who is asked, whose record it is.

use chrono::{DateTime, NaiveDate, Utc};
use contracts::{directory::v1::AllocationRole, does_case_work, r#type::v1::Role};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// In whose hands something lies: one person's, or one inbox's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Assignee {
    /// A person.
    Worker(Uuid),
    /// A virtual worker: several people work from it.
    Inbox(Uuid),
}

/// Who did something and when: always a person, never only an inbox.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Act {
    /// The person who acted.
    pub by: Uuid,
    /// The absent person who was covered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on_behalf_of: Option<Uuid>,
    /// The instant.
    pub at: DateTime<Utc>,
}

impl Act {
    /// An act in one's own right.
    pub fn new(by: Uuid, at: DateTime<Utc>) -> Self {
        Self { by, on_behalf_of: None, at }
    }

    /// Whose act it counts as: the absent worker's who was covered, else the acting one's.
    pub fn whose(&self) -> Uuid {
        self.on_behalf_of.unwrap_or(self.by)
    }

    /// Both who acted and who was covered.
    pub fn people(&self) -> impl Iterator<Item = Uuid> {
        [self.by].into_iter().chain(self.on_behalf_of)
    }
}

/// In whose right somebody acts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Right {
    /// Their own.
    Own,
    /// That of an absent worker whom they cover.
    For(Uuid),
}

/// The worker who gives the command, as the directory knows them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Actor {
    /// The worker.
    pub worker_id: Uuid,
    /// What the worker may be asked to do.
    pub roles: Vec<Role>,
    /// What the worker is to this child.
    pub relations: Vec<AllocationRole>,
    /// The inboxes that the worker works from.
    pub inboxes: Vec<Uuid>,
    /// Those for whom the worker may act today.
    pub covers: Vec<Covered>,
}

/// An absent worker in whose place an actor may act. No role comes with it: what needs one needs the actor's own.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Covered {
    /// The absent worker.
    pub worker_id: Uuid,
    /// What they may be asked to do.
    pub roles: Vec<Role>,
    /// What they are to this child.
    pub relations: Vec<AllocationRole>,
    /// The inboxes that they work from.
    pub inboxes: Vec<Uuid>,
}

impl Actor {
    /// In whose right something lies in this worker's hands: their own, or an inbox that they work from; or those of
    /// somebody whom they cover. None where it lies in others'.
    pub fn has_in_hand(&self, assignee: &Assignee) -> Option<Right> {
        self.rights_over(assignee).next()
    }

    /// Every right in which it does, their own first.
    pub fn rights_over(&self, assignee: &Assignee) -> impl Iterator<Item = Right> {
        let in_hand = move |worker_id, inboxes: &[Uuid]| match assignee {
            Assignee::Worker(worker) => *worker == worker_id,
            Assignee::Inbox(inbox) => inboxes.contains(inbox),
        };
        let own = in_hand(self.worker_id, &self.inboxes).then_some(Right::Own);
        let covered = self.covers.iter().filter(move |absent| in_hand(absent.worker_id, &absent.inboxes));
        own.into_iter().chain(covered.map(|absent| Right::For(absent.worker_id)))
    }

    /// The roles of whoever's right that is: the worker's own, or those of somebody whom they cover.
    pub fn roles_by(&self, right: &Right) -> &[Role] {
        match right {
            Right::Own => &self.roles,
            Right::For(absent) => {
                let mut covers = self.covers.iter();
                covers.find(|covered| covered.worker_id == *absent).map_or(&[], |covered| &covered.roles)
            }
        }
    }

    /// In whose right the worker, who needs the role themselves, is that to the child; none where they are not.
    pub fn right_as(&self, role: Role, relation: AllocationRole) -> Option<Right> {
        let holds = self.roles.contains(&role);
        if holds && self.relations.contains(&relation) {
            return Some(Right::Own);
        }
        let mut absent = self.covers.iter().filter(|absent| absent.relations.contains(&relation));
        let absent = absent.find(|absent| holds && absent.roles.contains(&role))?;
        Some(Right::For(absent.worker_id))
    }

    /// Whether the worker covers that one today.
    pub fn covers(&self, worker_id: Uuid) -> bool {
        self.covers.iter().any(|covered| covered.worker_id == worker_id)
    }

    /// What this worker does at that instant, in that right.
    pub fn act_in(&self, right: Right, at: DateTime<Utc>) -> Act {
        let on_behalf_of = match right {
            Right::Own => None,
            Right::For(covered) => Some(covered),
        };
        Act { by: self.worker_id, on_behalf_of, at }
    }

    /// What this worker does at that instant in their own right.
    pub fn act(&self, at: DateTime<Utc>) -> Act {
        self.act_in(Right::Own, at)
    }
}

/// Another worker, to whom something is passed.
#[derive(Clone, Debug, PartialEq)]
pub struct Person {
    /// False once the worker has left.
    pub active: bool,
    /// What the worker may be asked to do.
    pub roles: Vec<Role>,
}

impl Person {
    /// Whether work may be put into the worker's hands that asks for one of these roles; none given means any. They are
    /// here and have a part in case work: who administers could not even see it, whatever other role they hold.
    pub fn may_be_given(&self, roles: impl IntoIterator<Item = Role>) -> bool {
        let mut roles = roles.into_iter().peekable();
        let holds_one = roles.peek().is_none() || roles.any(|role| self.roles.contains(&role));
        self.active && does_case_work(&self.roles) && holds_one
    }
}

/// A virtual worker of the directory.
#[derive(Clone, Debug, PartialEq)]
pub struct Inbox {
    /// Its id in the directory.
    pub id: Uuid,
    /// Its exact name.
    pub name: String,
}

/// The child, with what forms are prefilled from.
#[derive(Clone, Debug, PartialEq)]
pub struct Child {
    /// The council's own id.
    pub id: String,
    /// First name.
    pub first_name: String,
    /// Family name.
    pub surname: String,
    /// As the council records it; empty when it is not recorded.
    pub gender: String,
    /// None when it is not known.
    pub date_of_birth: Option<NaiveDate>,
}
