//! A request with the names of everybody in it, as people are shown it.

use super::page::Place;
use super::request::{Act, Assignee, Request};
use uuid::Uuid;

/// A request and who is in it.
#[derive(Clone, Debug)]
pub struct Shown {
    /// As it stands.
    pub request: Request,
    /// As the directory last told them.
    pub names: Names,
}

/// Names; empty where there is nobody, or nobody whom the directory has told of yet.
#[derive(Clone, Debug, Default)]
pub struct Names {
    /// The child.
    pub child: String,
    /// Who sent it.
    pub sender: String,
    /// Who was covered by the sender.
    pub covered_sender: String,
    /// In whose list it stands.
    pub assignee: String,
    /// The inbox that it was last taken out of.
    pub from_inbox: String,
    /// Who completed, returned or withdrew it.
    pub answerer: String,
    /// Who was covered by the answerer.
    pub covered_answerer: String,
    /// Who made the change that is being told of.
    pub actor: String,
    /// Who was covered by them.
    pub covered_actor: String,
}

impl Shown {
    /// Its place in every list.
    pub fn place(&self) -> Place {
        Place { sent_at: self.request.sent.at, id: self.request.id }
    }

    /// What a command made of it. `name_of` knows who acted and whom they cover.
    pub fn changed_by(self, act: &Act, request: Request, name_of: impl Fn(Uuid) -> String) -> Self {
        let mut names = self.names;
        names.actor = name_of(act.by);
        names.covered_actor = act.on_behalf_of.map(&name_of).unwrap_or_default();
        if let Assignee::Worker(worker) = request.assignee
            && request.assignee != self.request.assignee
        {
            names.assignee = name_of(worker);
        }
        if request.answered().is_some() {
            names.answerer.clone_from(&names.actor);
            names.covered_answerer.clone_from(&names.covered_actor);
        }
        Self { request, names }
    }
}

/// A request that came into another list: as it stood and as it stands, and by whom.
#[derive(Clone, Debug)]
pub struct Moved {
    /// As it stood.
    pub before: Shown,
    /// As it stands.
    pub now: Shown,
    /// Who did it and when, and for whom.
    pub act: Act,
}

/// The children of these rows, as an audit entry of a list names them.
pub fn children<'a>(rows: impl IntoIterator<Item = &'a Shown>) -> Vec<String> {
    rows.into_iter().map(|shown| format!("child/{}", shown.request.child_id)).collect()
}
