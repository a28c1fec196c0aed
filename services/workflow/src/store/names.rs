//! The names that go with ids: the domain has no use for them, people have.

use super::rows::{InboxRow, PersonRow};
use crate::domain::people::Child;
use std::collections::BTreeMap;
use uuid::Uuid;

/// How the directory shows whoever a record mentions.
#[derive(Clone, Debug, Default)]
pub(crate) struct Names {
    workers: BTreeMap<Uuid, String>,
    inboxes: BTreeMap<Uuid, String>,
    child: String,
}

impl Names {
    pub(super) fn of(
        people: &BTreeMap<Uuid, PersonRow>,
        inboxes: &[InboxRow],
        child: Option<&Child>,
    ) -> Self {
        Self {
            workers: people.iter().map(|(id, person)| (*id, person.name.clone())).collect(),
            inboxes: inboxes.iter().map(|inbox| (inbox.id, inbox.name.clone())).collect(),
            child: child.map(full_name).unwrap_or_default(),
        }
    }

    /// These and the caller's, and those of whom the caller covers: whoever acts for the first time was mentioned nowhere
    /// before.
    pub(crate) fn and_actor(mut self, actor: &identity::Actor) -> Self {
        let covered = actor.covers.iter().map(|covered| (covered.worker_id, &covered.name));
        for (id, name) in covered.chain([(actor.worker_id, &actor.name)]) {
            self.workers.entry(id).or_insert_with(|| name.clone());
        }
        self
    }

    /// A worker's name; empty when the directory's copy lacks the worker.
    pub(crate) fn worker(&self, id: Uuid) -> &str {
        self.workers.get(&id).map_or("", String::as_str)
    }

    /// An inbox's name; empty when the directory's copy lacks the inbox.
    pub(crate) fn inbox(&self, id: Uuid) -> &str {
        self.inboxes.get(&id).map_or("", String::as_str)
    }

    /// The name of the child whose record it is.
    pub(crate) fn child(&self) -> &str {
        &self.child
    }
}

fn full_name(child: &Child) -> String {
    format!("{} {}", child.first_name, child.surname)
}

/// Something together with the names of whoever it mentions.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Named<'a, T> {
    /// What mentions them.
    pub it: &'a T,
    /// What they are called.
    pub names: &'a Names,
}

impl Names {
    /// Something that mentions some of these.
    pub(crate) fn with<'a, T>(&'a self, it: &'a T) -> Named<'a, T> {
        Named { it, names: self }
    }
}
