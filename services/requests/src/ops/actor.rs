use crate::domain::answerer::{Absent, Answerer};
use identity::{Actor, Covered};
use uuid::Uuid;

/// The actor, as the rules know them.
pub(super) fn answerer(actor: &Actor) -> Answerer {
    Answerer {
        worker_id: actor.worker_id,
        roles: actor.roles.clone(),
        inboxes: actor.inboxes.iter().map(|inbox| inbox.id).collect(),
        covers: actor.covers.iter().map(Absent::from).collect(),
    }
}

/// What the actor and those whom they cover are called.
pub(super) fn name_of(actor: &Actor) -> impl Fn(Uuid) -> String {
    |id| {
        let covered = actor.covers.iter().find(|covered| covered.worker_id == id);
        covered.map_or(&actor.name, |covered| &covered.name).clone()
    }
}

impl From<&Covered> for Absent {
    fn from(covered: &Covered) -> Self {
        Self { worker_id: covered.worker_id, inboxes: covered.inboxes.clone() }
    }
}
