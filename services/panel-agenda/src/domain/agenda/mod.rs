//! The agenda: who is on it and why, who is not and by which filter. A pure function of what it records (invariant 13).

mod draw;
mod drawn;
mod seal;
mod told;

pub use draw::Draw;
pub use drawn::{Drawn, FilterSaid, Issue, Signed, Wanted, changed};
pub use seal::{NotSealed, Seal};
pub use told::{Told, ToldAction, ToldDiscussed, ToldListed, ToldNotListed, ToldSaw, ToldTested};

use super::rules::{Discussed, Tested};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// A drawn agenda, held in memory as a whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Agenda {
    /// What it was drawn from.
    pub inputs: Inputs,
    /// The extract was made more than three days before the draw (B13).
    pub stale: bool,
    /// Who is on it, by service manager, surname, first name, id.
    pub listed: Vec<Listed>,
    /// Who is not, by id.
    pub not_listed: Vec<NotListed>,
}

/// Everything that an agenda depends on. The same inputs give the same bytes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Inputs {
    /// SHA-256 of the extract, in hexadecimal.
    pub extract: String,
    /// The date of the extract.
    pub as_of: NaiveDate,
    /// The day on which the agenda is due to be drawn.
    pub draw_on: NaiveDate,
    /// The date of the panel.
    pub panel: NaiveDate,
    /// The key of the cohort.
    pub cohort: String,
    /// The rules, as `permanence-panel/2023-09`.
    pub rules: String,
    /// SHA-256 of the rules file, in hexadecimal.
    pub rules_sha256: String,
    /// The collection year whose codes are valid.
    pub code_set: String,
    /// SHA-256 of the file of code sets, in hexadecimal.
    pub codes_sha256: String,
    /// The numbered state of each thing that is remembered.
    pub states: States,
    /// How the extract was read. Agendas are older than this: where it was not kept, an agenda says nothing of it.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub read_by: ReadBy,
    /// In which form its children are written down, as [`FORM`](crate::domain::rules::FORM) lists them.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub form: u32,
}

/// How an extract was read: what its bytes and date leave open of what its rows say.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReadBy {
    /// SHA-256 of the layout, in hexadecimal.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub layout_sha256: String,
    /// SHA-256 of the code sets by which its words were read, in hexadecimal.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub codes_sha256: String,
    /// From which year numbers count that stand for dates in a csv, 1900 or 1904, where somebody said so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub serial_dates: Option<u16>,
}

/// The numbered states of what is remembered of children from elsewhere than the extract.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct States {
    /// Of the determinations of Legal Gateway Meetings.
    pub legal_determinations: i64,
    /// Of the Fostering Service's list.
    pub fostering_list: i64,
    /// Of the matches agreed in the process.
    pub agreed_matches: i64,
    /// Of past discussions.
    pub discussions: i64,
    /// Of open actions.
    pub open_actions: i64,
    /// Of the names by which extracts know service managers. Agendas are older than these: where none was ever kept, an agenda
    /// says nothing of them.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub service_manager_names: i64,
}

fn is_zero<T: Default + PartialEq>(number: &T) -> bool {
    *number == T::default()
}

/// What became of a child.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Considered {
    /// On the agenda.
    Listed(Box<Listed>),
    /// Not on it.
    NotListed(NotListed),
}

/// A child who is on the agenda.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Listed {
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
    /// The case-responsible service manager: the worker for whom the extract's text is kept, else as the extract says; empty for
    /// Business Support.
    pub service_manager: String,
    /// The worker for whom the extract's text is kept.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub service_manager_id: Option<Uuid>,
    /// Each filter with what it saw.
    pub why: Vec<Tested>,
    /// What looks wrong with the child's row, as `AGE_DIFFERS`.
    pub flags: Vec<&'static str>,
    /// The last discussion before this panel, in any cohort.
    pub last_discussion: Option<Discussed>,
    /// What was to be done and is not, by due date.
    pub open_actions: Vec<OpenAction>,
}

/// A child who is not on the agenda.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct NotListed {
    /// The council's own id.
    pub child_id: String,
    /// The first filter that took the child off, with what it saw.
    pub off: Tested,
    /// The service manager is asked to correct the record.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub referred: bool,
    /// What was to be done and is not, by due date: carried forward, though the child is not listed.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub open_actions: Vec<OpenAction>,
}

/// What an extract's row says of a child, as people know them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Extracted {
    /// The family name.
    pub surname: String,
    /// The given name.
    pub first_name: String,
    /// The case-responsible service manager.
    pub service_manager: String,
}

/// An action of an earlier panel that is not done.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct OpenAction {
    /// By when it is to be done.
    pub due: NaiveDate,
    /// What is to be done.
    pub what: String,
    /// Who does it.
    pub owner: String,
    /// Its id.
    pub id: String,
}

/// What an extract's date may lie before the draw without a flag.
const STALE_AFTER_DAYS: i64 = 3;

impl Inputs {
    /// Whether the extract was made more than three days before the day on which the agenda is due (B13).
    pub fn are_stale(&self) -> bool {
        self.are_stale_on(self.draw_on)
    }

    /// Whether it was made more than three days before that day, on which the agenda is drawn: where that is later than it is due,
    /// before the day on which it is due.
    pub fn are_stale_on(&self, day: NaiveDate) -> bool {
        (day.min(self.draw_on) - self.as_of).num_days() > STALE_AFTER_DAYS
    }
}

impl Considered {
    /// Whose it is.
    pub fn child_id(&self) -> &str {
        match self {
            Self::Listed(child) => &child.child_id,
            Self::NotListed(child) => &child.child_id,
        }
    }
}

impl Listed {
    /// By what agendas are sorted.
    pub fn order(&self) -> (&str, &str, &str, &str) {
        (&self.service_manager, &self.surname, &self.first_name, &self.child_id)
    }
}

impl Agenda {
    /// Gathers what became of each child, by the number of the row that said so. Of several rows of one child the last
    /// counts.
    pub fn gather(inputs: Inputs, mut considered: Vec<(u32, Considered)>) -> Self {
        considered.sort_by(|one, other| one.1.child_id().cmp(other.1.child_id()).then(other.0.cmp(&one.0)));
        considered.dedup_by(|one, kept| one.1.child_id() == kept.1.child_id());
        let mut agenda = Self { stale: inputs.are_stale(), inputs, listed: vec![], not_listed: vec![] };
        for (_, child) in considered {
            match child {
                Considered::Listed(child) => agenda.listed.push(*child),
                Considered::NotListed(child) => agenda.not_listed.push(child),
            }
        }
        agenda.listed.sort_by(|one, other| one.order().cmp(&other.order()));
        agenda
    }

    /// SHA-256 of the agenda, in hexadecimal: the same for the same inputs, today and in three years.
    pub fn sha256(&self) -> Result<String, serde_json::Error> {
        let listed = self.listed.iter().map(|child| (&child.child_id, serde_json::to_vec(child)));
        let not_listed = self.not_listed.iter().map(|child| (&child.child_id, serde_json::to_vec(child)));
        let mut lines: Vec<_> = listed.chain(not_listed).collect();
        lines.sort_by_key(|line| line.0);
        let mut seal = Seal::begin(&self.inputs)?;
        for (_, line) in lines {
            seal.add_line(&line?);
        }
        Ok(seal.finish())
    }

    /// How many children were considered.
    pub fn considered(&self) -> usize {
        self.listed.len() + self.not_listed.len()
    }
}
