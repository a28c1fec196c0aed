//! An agenda's kept lines, read back: each is one child as [`super::Seal`] wrote it.

use super::{Listed, NotListed, OpenAction};
use crate::domain::{
    extract::IssueKind,
    rules::{Discussed, Field, Saw, Tested},
};
use chrono::NaiveDate;
use serde::Deserialize;
use uuid::Uuid;

/// What became of a child, as it is kept.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
pub enum Told {
    /// On the agenda.
    Listed(Box<ToldListed>),
    /// Not on it.
    NotListed(ToldNotListed),
}

impl Told {
    /// Whose it is.
    pub fn child_id(&self) -> &str {
        match self {
            Self::Listed(child) => &child.child_id,
            Self::NotListed(child) => &child.child_id,
        }
    }
}

impl ToldListed {
    /// The child as drawn. A field or a flag that is older than this program is left out.
    pub fn listed(&self) -> Listed {
        let flags = self.flags.iter().filter_map(|name| IssueKind::named(name));
        let last = self.last_discussion.as_ref();
        Listed {
            child_id: self.child_id.clone(),
            surname: self.surname.clone(),
            first_name: self.first_name.clone(),
            born: self.born,
            age: self.age,
            gender: self.gender.clone(),
            team: self.team.clone(),
            social_worker: self.social_worker.clone(),
            service_manager: self.service_manager.clone(),
            service_manager_id: self.service_manager_id,
            why: self.why.iter().map(ToldTested::tested).collect(),
            flags: flags.map(IssueKind::name).collect(),
            last_discussion: last.map(|last| Discussed { on: last.on, cohort: last.cohort.clone() }),
            open_actions: self.open_actions.iter().map(ToldAction::open_action).collect(),
        }
    }
}

impl ToldNotListed {
    /// The child as drawn. A field that is older than this program is left out.
    pub fn not_listed(&self) -> NotListed {
        NotListed {
            child_id: self.child_id.clone(),
            off: self.off.tested(),
            referred: self.referred,
            open_actions: self.open_actions.iter().map(ToldAction::open_action).collect(),
        }
    }
}

impl ToldTested {
    fn tested(&self) -> Tested {
        let field = |key: &str| Field::ALL.into_iter().map(Field::key).find(|own| *own == key);
        let saw = self.saw.iter();
        Tested {
            filter: self.filter.clone(),
            saw: saw
                .filter_map(|saw| Some(Saw { field: field(&saw.field)?, said: saw.said.clone() }))
                .collect(),
            by_successor: self.by_successor,
        }
    }
}

impl ToldAction {
    fn open_action(&self) -> OpenAction {
        OpenAction { due: self.due, what: self.what.clone(), owner: self.owner.clone(), id: self.id.clone() }
    }
}

/// A child who is on an agenda.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct ToldListed {
    /// The council's own id.
    pub child_id: String,
    /// The family name.
    pub surname: String,
    /// The given name.
    pub first_name: String,
    /// The birth date, where it is known.
    pub born: Option<NaiveDate>,
    /// The age on the extract's date.
    pub age: Option<i32>,
    /// As the council records it.
    pub gender: String,
    /// The responsible team.
    pub team: String,
    /// The child's social worker.
    pub social_worker: String,
    /// The case-responsible service manager; empty for Business Support.
    pub service_manager: String,
    /// The worker for whom the extract's text was kept.
    #[serde(default)]
    pub service_manager_id: Option<Uuid>,
    /// Each filter with what it saw.
    pub why: Vec<ToldTested>,
    /// What looks wrong with the child's row, as `AGE_DIFFERS`.
    pub flags: Vec<String>,
    /// The last discussion before the panel.
    pub last_discussion: Option<ToldDiscussed>,
    /// What was to be done and was not, by due date.
    pub open_actions: Vec<ToldAction>,
}

/// A discussion of the child at an earlier panel.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct ToldDiscussed {
    /// The panel's date.
    pub on: NaiveDate,
    /// The key of its cohort.
    pub cohort: String,
}

/// An action of an earlier panel.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct ToldAction {
    /// By when it was to be done.
    pub due: NaiveDate,
    /// What was to be done.
    pub what: String,
    /// Who was to do it.
    pub owner: String,
    /// Its id.
    pub id: String,
}

/// A child who is not on an agenda.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct ToldNotListed {
    /// The council's own id.
    pub child_id: String,
    /// The first filter that took the child off.
    pub off: ToldTested,
    /// The service manager is asked to correct the record.
    #[serde(default)]
    pub referred: bool,
    /// What was to be done and was not, by due date.
    #[serde(default)]
    pub open_actions: Vec<ToldAction>,
}

/// What a filter made of a child.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct ToldTested {
    /// The filter's key.
    pub filter: String,
    /// What it saw.
    pub saw: Vec<ToldSaw>,
    /// It decided by a code that stands for one that it succeeded.
    #[serde(default)]
    pub by_successor: bool,
}

/// What a filter saw in one field.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct ToldSaw {
    /// The field's key.
    pub field: String,
    /// The value in words.
    pub said: String,
}
