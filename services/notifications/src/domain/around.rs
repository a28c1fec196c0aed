//! The people around what happened, as the directory last told of them.

use super::happening::Happening;
use contracts::directory::v1::AllocationRole;
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// The people around what happened, as the directory last told of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Around {
    /// The inboxes in which it lies, each with who works from it.
    pub members: Vec<(Uuid, Uuid)>,
    /// Those in whose hands it lies, each with their line manager; whoever has none stands for themselves.
    pub line_managers: BTreeMap<Uuid, Uuid>,
    /// Who is allocated to the children that it is about.
    pub allocated: Vec<Allocated>,
    /// Everybody in business support; looked up only where they may have a part in it, or nobody else is there.
    pub business_support: Vec<Uuid>,
    /// Those who are another system of the council's, and read nothing.
    pub systems: BTreeSet<Uuid>,
    /// Those who have left, or have no part in case work any more and so may hear of none, with their line managers, who are told
    /// in their place.
    pub gone: BTreeMap<Uuid, Option<Uuid>>,
    /// Who is covered today, and by whom.
    pub covers: Vec<(Uuid, Uuid)>,
}

/// Who is what to a child.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Allocated {
    /// The child.
    pub child_id: String,
    /// As what.
    pub role: AllocationRole,
    /// The worker.
    pub worker_id: Uuid,
}

impl Around {
    /// The worker or, of one who is gone, whoever covers them today, else the line manager; in the place of another system,
    /// business support.
    pub(super) fn reached(&self, worker_id: Uuid) -> Vec<Uuid> {
        if self.systems.contains(&worker_id) {
            return self.business_support.clone();
        }
        let covering: Vec<Uuid> = self.covering(worker_id).collect();
        match self.gone.contains_key(&worker_id) && !covering.is_empty() {
            true => covering,
            false => self.present(worker_id).into_iter().collect(),
        }
    }

    pub(super) fn or_business_support(&self, people: Vec<Uuid>) -> Vec<Uuid> {
        if people.is_empty() { self.business_support.clone() } else { people }
    }

    /// The worker or, of one who is gone, the line manager, through managers who are gone too.
    fn present(&self, worker_id: Uuid) -> Option<Uuid> {
        let mut present = worker_id;
        // As many steps as there are of them: a circle of them leads nowhere.
        for _ in 0..=self.gone.len() {
            match self.gone.get(&present) {
                None => return Some(present),
                Some(manager) => present = (*manager)?,
            }
        }
        None
    }

    pub(super) fn covering(&self, covered: Uuid) -> impl Iterator<Item = Uuid> {
        self.covers.iter().filter(move |(of, _)| *of == covered).map(|(_, by)| *by)
    }

    pub(super) fn members(&self, inbox: Option<Uuid>) -> Vec<Uuid> {
        self.members.iter().filter(|(of, _)| Some(*of) == inbox).map(|(_, member)| *member).collect()
    }

    /// The line managers of those in whose hands it lies.
    pub(super) fn line_managers(&self, happening: &Happening) -> Vec<Uuid> {
        let members = self.members(happening.inbox());
        let managed = happening.holder().into_iter().chain(members);
        managed.filter_map(|worker_id| self.line_managers.get(&worker_id).copied()).collect()
    }

    /// Who is that to a child that it is about.
    pub(super) fn allocated_as(
        &self,
        role: AllocationRole,
        happening: &Happening,
    ) -> impl Iterator<Item = &Allocated> {
        let children: BTreeSet<&str> = happening.children().into_iter().collect();
        let in_role = self.allocated.iter().filter(move |it| it.role == role);
        in_role.filter(move |it| children.contains(it.child_id.as_str()))
    }
}
