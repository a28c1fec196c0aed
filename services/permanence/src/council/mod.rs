//! The demonstration's council: who works there, and which children it looks after. It stands in `council.yaml`.

mod export;
mod load;
mod panel;

pub(crate) use load::{NotLoaded, load};
pub(crate) use panel::{SYSTEM, bring_panel};

use chrono::NaiveDate;
use contracts::r#type::v1::Role;
use serde::Deserialize;
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// The administrator who records everybody else.
pub(crate) const ADMINISTRATOR: &str = "ada.quinn";

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Council {
    pub(crate) teams: Vec<String>,
    pub(crate) workers: Vec<Worker>,
    pub(crate) inboxes: Vec<Inbox>,
    pub(crate) children: Vec<Child>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Worker {
    pub(crate) subject: String,
    pub(crate) name: String,
    /// As in the contracts, without their prefix and in lower case.
    pub(crate) roles: Vec<String>,
    pub(crate) team: Option<String>,
    pub(crate) manager: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Inbox {
    pub(crate) name: String,
    pub(crate) members: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Child {
    pub(crate) id: String,
    pub(crate) first_name: String,
    pub(crate) surname: String,
    pub(crate) born: NaiveDate,
    pub(crate) gender: String,
    pub(crate) social_worker: String,
    pub(crate) supervisor: String,
    pub(crate) service_manager: String,
    pub(crate) reviewing_officer: String,
}

/// The council as the file tells it.
pub(crate) fn council() -> Result<Council, serde_saphyr::Error> {
    serde_saphyr::from_str(include_str!("council.yaml"))
}

impl Council {
    /// The worker of that subject.
    pub(crate) fn worker(&self, subject: &str) -> Option<&Worker> {
        self.workers.iter().find(|worker| worker.subject == subject)
    }
}

impl Worker {
    /// The roles as the contracts know them; a name that they do not know is left out.
    pub(crate) fn roles(&self) -> impl Iterator<Item = Role> {
        self.roles.iter().filter_map(|role| Role::from_str_name(&format!("ROLE_{}", role.to_uppercase())))
    }

    /// The roles as people say them, as "independent reviewing officer".
    pub(crate) fn roles_in_words(&self) -> String {
        self.roles.join(" and ").replace('_', " ").replace("qaag", "QAAG")
    }
}

/// The id of a team, worker or inbox of the demonstration: the same on every machine and in every run.
pub(crate) fn id_of(name: &str) -> Uuid {
    let digest = Sha256::digest(format!("permanence demonstration {name}"));
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&digest[..16]);
    uuid::Builder::from_custom_bytes(bytes).into_uuid()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn the_file_is_read_and_knows_everybody_it_names() {
        let council = council().unwrap();
        let known: BTreeSet<&str> = council.workers.iter().map(|it| it.subject.as_str()).collect();
        let managers = council.workers.iter().filter_map(|it| it.manager.as_ref());
        let members = council.inboxes.iter().flat_map(|it| &it.members);
        let allocated = council
            .children
            .iter()
            .flat_map(|it| [&it.social_worker, &it.supervisor, &it.service_manager, &it.reviewing_officer]);
        for subject in managers.chain(members).chain(allocated) {
            assert!(known.contains(subject.as_str()), "nobody is called {subject}");
        }
        assert!(known.contains(ADMINISTRATOR));
    }

    #[test]
    fn every_role_of_the_contracts_is_held_by_somebody() {
        let council = council().unwrap();
        let held: BTreeSet<Role> = council.workers.iter().flat_map(Worker::roles).collect();
        let named: usize = council.workers.iter().map(|it| it.roles.len()).sum();
        let understood: usize = council.workers.iter().map(|it| it.roles().count()).sum();
        assert_eq!(named, understood, "a role in the file is not in the contracts");
        assert_eq!(held.len(), 13);
    }

    #[test]
    fn chloe_smith_is_as_the_source_document_has_her() {
        let council = council().unwrap();
        let chloe = &council.children[0];
        assert_eq!((chloe.first_name.as_str(), chloe.surname.as_str()), ("Chloe", "Smith"));
        assert_eq!((chloe.id.as_str(), chloe.gender.as_str()), ("3549863", "Female"));
        assert_eq!(chloe.born, NaiveDate::from_ymd_opt(2018, 5, 4).unwrap());
    }
}
