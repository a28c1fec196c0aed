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
    /// Those who have left, or have no part in case work any more and so may hear of none, with their line managers, who are
    /// told in their place where nobody covers them.
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
    /// The worker or, of one who is gone, whoever covers them today, else the line manager, through managers who are gone too; in
    /// the place of another system, business support.
    pub(super) fn reached(&self, worker_id: Uuid) -> Vec<Uuid> {
        if self.systems.contains(&worker_id) {
            return self.business_support.clone();
        }
        let mut sought = worker_id;
        // As many steps as there are of them: a circle of them leads nowhere.
        for _ in 0..=self.gone.len() {
            let Some(manager) = self.gone.get(&sought) else { return vec![sought] };
            let covering: Vec<Uuid> = self.covering(sought).collect();
            match manager {
                _ if !covering.is_empty() => return covering,
                Some(manager) => sought = *manager,
                None => break,
            }
        }
        Vec::new()
    }

    pub(super) fn or_business_support(&self, people: Vec<Uuid>) -> Vec<Uuid> {
        if people.is_empty() { self.business_support.clone() } else { people }
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
