//! What a panel comes to for a child, and what becomes of its actions.

use super::{
    agenda::{Signed, changed},
    service_manager::Responsible,
};
use chrono::NaiveDate;
use fault::{Reason, Refusal};
use std::fmt::Write;
use uuid::Uuid;

/// The type of the note in the child's case notes (B:63).
pub const NOTE_TYPE: &str = "Management Oversight & Decision";

/// A discussion that is to be recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WantedDiscussion {
    /// The issued agenda.
    pub agenda_id: Uuid,
    /// The child on it.
    pub child_id: String,
    /// What the panel came to.
    pub outcome: Outcome,
}

/// What a panel comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Something is to be done.
    Actions(Vec<WantedAction>),
    /// Nothing is, and why.
    NoneNeeded(String),
}

/// Something that is to be done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WantedAction {
    /// What.
    pub what: String,
    /// Who does it.
    pub owner: Uuid,
    /// By when.
    pub due_on: NaiveDate,
    /// The step of the child's whose finish does it.
    pub workstep: Option<Uuid>,
}

/// A step of a child's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkedStep {
    /// Its id.
    pub id: Uuid,
    /// Its exact title.
    pub title: String,
}

/// A discussion.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Discussion {
    /// The panel's date.
    pub panel: NaiveDate,
    /// The key of its cohort.
    pub cohort: String,
    /// The child.
    pub child_id: String,
    /// What is to be done.
    pub actions: Vec<PanelAction>,
    /// Why nothing is; empty where something is.
    pub none_needed_because: String,
    /// Who recorded it, and when.
    pub recorded: Signed,
    /// Later than three working days after the panel (B12).
    pub late: bool,
    /// It stands in the case notes.
    pub noted: bool,
}

/// How far an action is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ActionState {
    /// It is to be done.
    Open,
    /// It is done.
    Done,
    /// It is no longer to be done.
    NotNeeded,
}

/// An action.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PanelAction {
    /// Its id.
    pub id: Uuid,
    /// The child.
    pub child_id: String,
    /// The panel's date.
    pub panel: NaiveDate,
    /// The key of its cohort.
    pub cohort: String,
    /// What is to be done.
    pub what: String,
    /// Who does it, and how the directory showed them.
    pub owner: (Uuid, String),
    /// By when.
    pub due_on: NaiveDate,
    /// Who answers for it.
    pub service_manager: Responsible,
    /// The step whose finish does it.
    pub workstep: Option<LinkedStep>,
    /// How far it is.
    pub state: ActionState,
    /// What was said of it last.
    pub progress: String,
    /// Who said so, and when.
    pub updated: Option<Signed>,
    /// How often it was changed, from 1.
    pub version: i32,
    /// The child's surname and first name, as the panel's agenda has them.
    pub child_name: (String, String),
    /// It was recorded later than three working days after the panel.
    pub recorded_late: bool,
}

/// An action with the day on which it is shown.
#[derive(Clone, Copy, Debug)]
pub struct ShownAction<'a> {
    /// The action.
    pub action: &'a PanelAction,
    /// Today in London.
    pub today: NaiveDate,
}

/// What is to be said of an action.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WantedUpdate {
    /// The action.
    pub id: Uuid,
    /// What is said.
    pub progress: String,
    /// What it comes to.
    pub state: ActionState,
    /// The action's.
    pub etag: String,
}

/// Who updates an action.
#[derive(Clone, Debug)]
pub struct Updater<'a> {
    /// The worker, and those whom they cover.
    pub workers: Vec<Uuid>,
    /// May update any.
    pub of_anybody: bool,
    /// As the directory shows them.
    pub name: &'a str,
}

/// What the tracker says of an action whose step is finished.
pub fn done_by(step_title: &str) -> String {
    format!("{step_title} is finished.")
}

/// What a discussion is called in events and audit entries.
pub fn subject(panel: NaiveDate, child_id: &str) -> String {
    format!("discussion/{panel}/{child_id}")
}

impl Discussion {
    /// The title of the case note (B:63).
    pub fn note_title(&self) -> String {
        format!("Permanence Panel Actions ({})", self.panel.format("%d/%m/%Y"))
    }

    /// The text of the case note: the same content as the tracker has.
    pub fn note_text(&self) -> String {
        let mut text = String::new();
        for (number, action) in (1..).zip(&self.actions) {
            let PanelAction { what, owner: (_, owner), due_on, .. } = action;
            // Writing to a String cannot fail.
            let _written = writeln!(text, "{number}. {what} – {owner}, by {}", due_on.format("%d/%m/%Y"));
        }
        if self.actions.is_empty() {
            let _written = writeln!(text, "No actions needed: {}", self.none_needed_because);
        }
        text.trim_end().to_owned()
    }
}

impl PanelAction {
    /// What it is called in events and audit entries.
    pub fn subject(&self) -> String {
        format!("panel-action/{}", self.id)
    }

    /// Whether it is open and its day is over.
    pub fn is_overdue(&self, today: NaiveDate) -> bool {
        self.state == ActionState::Open && self.due_on < today
    }

    /// The same after an update. Refused with `NOT_YOUR_ACTION`, `ACTION_ENDED` and `ETAG_STALE`.
    pub fn updated(self, wanted: &WantedUpdate, updater: &Updater, by: Signed) -> Result<Self, Refusal> {
        let answers = self.service_manager.is_one_of(&updater.workers, updater.name);
        let owns = updater.workers.contains(&self.owner.0);
        if !(owns || updater.of_anybody || answers) {
            let message = "it is updated by its owner, the child's service manager or business support";
            return Err(Refusal::new(Reason::NotYourAction, message));
        }
        let ended = match self.state {
            ActionState::Open => None,
            ActionState::Done => Some("DONE"),
            ActionState::NotNeeded => Some("NOT_NEEDED"),
        };
        if let Some(state) = ended {
            let refusal = Refusal::new(Reason::ActionEnded, "it is done, or no longer needed");
            return Err(refusal.with("state", state));
        }
        if wanted.etag != self.version.to_string() {
            let changed = changed(self.updated.as_ref());
            return Err(Refusal::etag_stale(self.subject(), changed, self.version));
        }
        Ok(Self {
            state: wanted.state,
            progress: wanted.progress.clone(),
            updated: Some(by),
            version: self.version + 1,
            ..self
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::sample::date;
    use chrono::DateTime;

    fn signed() -> Signed {
        (Uuid::from_u128(7), "Bea Lang".into(), DateTime::UNIX_EPOCH)
    }

    fn action(state: ActionState) -> PanelAction {
        PanelAction {
            id: Uuid::from_u128(1),
            child_id: "3549863".into(),
            panel: date("2026-11-26"),
            cohort: "section_20".into(),
            what: "Convene a Legal Gateway Meeting".into(),
            owner: (Uuid::from_u128(2), "Sam Okafor".into()),
            due_on: date("2026-12-10"),
            service_manager: Responsible { said: "Poole, Sandra".into(), ..Responsible::default() },
            workstep: None,
            state,
            progress: String::new(),
            updated: None,
            version: 1,
            child_name: ("Smith".into(), "Chloe".into()),
            recorded_late: false,
        }
    }

    fn discussion(actions: Vec<PanelAction>, none_needed_because: &str) -> Discussion {
        Discussion {
            panel: date("2026-11-26"),
            cohort: "section_20".into(),
            child_id: "3549863".into(),
            actions,
            none_needed_because: none_needed_because.into(),
            recorded: signed(),
            late: false,
            noted: false,
        }
    }

    #[test]
    fn the_note_says_who_does_what_by_when() {
        let told = discussion(vec![action(ActionState::Open), action(ActionState::Open)], "");
        assert_eq!(told.note_title(), "Permanence Panel Actions (26/11/2026)");
        let line = "Convene a Legal Gateway Meeting – Sam Okafor, by 10/12/2026";
        assert_eq!(told.note_text(), format!("1. {line}\n2. {line}"));
        assert_eq!(discussion(vec![], "All is well.").note_text(), "No actions needed: All is well.");
    }

    #[test]
    fn an_action_is_its_owners_its_service_managers_and_business_supports() {
        let update = |state, updater: &Updater, etag: &str| {
            let wanted = WantedUpdate {
                id: Uuid::from_u128(1),
                progress: "Held.".into(),
                state: ActionState::Done,
                etag: etag.into(),
            };
            let updated = action(state).updated(&wanted, updater, signed());
            updated.map(|action| action.version).map_err(|refusal| refusal.reason)
        };
        let updater =
            |worker, of_anybody, name| Updater { workers: vec![Uuid::from_u128(worker)], of_anybody, name };
        let owner = updater(2, false, "Sam Okafor");
        assert_eq!(update(ActionState::Open, &owner, "1"), Ok(2));
        for other in [updater(3, true, ""), updater(3, false, "Poole Sandra")] {
            assert_eq!(update(ActionState::Open, &other, "1"), Ok(2));
        }
        let stranger = updater(3, false, "Otto Weiss");
        assert_eq!(update(ActionState::Open, &stranger, "1"), Err(Reason::NotYourAction));
        assert_eq!(update(ActionState::Done, &owner, "1"), Err(Reason::ActionEnded));
        assert_eq!(update(ActionState::Open, &owner, "2"), Err(Reason::EtagStale));
    }

    #[test]
    fn an_open_action_is_overdue_the_day_after() {
        let open = action(ActionState::Open);
        assert!(!open.is_overdue(date("2026-12-10")) && open.is_overdue(date("2026-12-11")));
        assert!(!action(ActionState::Done).is_overdue(date("2026-12-11")));
    }
}
