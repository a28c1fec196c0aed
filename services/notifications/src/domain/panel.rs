//! The Permanence Panel, as far as it concerns who is told.

use super::happening::{About, Happening, Parties, Told, Trigger};
use chrono::NaiveDate;
use uuid::Uuid;

/// A panel whose agenda was circulated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Panel {
    /// Its Thursday.
    pub date: NaiveDate,
    /// The key of its cohort.
    pub cohort: String,
    /// The version of the agenda that is issued.
    pub issue_number: i32,
    /// Who circulated it: the panel's administrator.
    pub circulated_by: Option<Uuid>,
}

/// A panel whose agenda is still to be circulated, as it is planned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlannedPanel {
    /// The key of the cohort.
    pub cohort: String,
    /// Its Thursday.
    pub date: NaiveDate,
}

/// A child on an agenda that was circulated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// The child.
    pub child_id: String,
    /// The service manager whose the child is, as far as panels knows.
    pub service_manager: Option<Uuid>,
    /// Whether the child was taken off an earlier version, and is not to be discussed.
    pub removed: bool,
}

/// What a panel wants done for a child.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Action {
    /// Given by panels.
    pub id: Uuid,
    /// The panel.
    pub panel: NaiveDate,
    /// For whom.
    pub child_id: String,
    /// Who is to do it.
    pub owner: Uuid,
    /// The day by which it is to be done.
    pub due_on: NaiveDate,
}

/// What became of an extract.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Extract {
    /// The import.
    pub id: Uuid,
    /// The day on which the export was made.
    pub as_of: NaiveDate,
    /// How many rows it has; none where it is no extract.
    pub rows: i32,
    /// How many of them say nothing of a child.
    pub rejected: i32,
}

impl Told {
    /// What happened to a panel, with these children on its agenda. That it does not take place concerns also those whose children were
    /// taken off: they were told of it.
    pub fn of_agenda(self, trigger: Trigger, panel: &Panel, listed: &[Listed]) -> Happening {
        let concerned = listed.iter().filter(|it| !it.removed || trigger == Trigger::PanelCancelled);
        let children = concerned.map(|it| it.child_id.clone()).collect();
        let parties = Parties { children, administrator: panel.circulated_by, ..Parties::default() };
        let about = About { panel: Some(panel.date), ..About::default() };
        self.happening(trigger, about, parties)
    }

    /// A child was taken off a panel's agenda, or is on it again.
    pub fn of_item(self, trigger: Trigger, panel: &Panel, child_id: &str) -> Happening {
        let parties = Parties { administrator: panel.circulated_by, ..Parties::default() };
        self.happening(trigger, about_child(panel.date, child_id), parties)
    }

    /// What a panel wants done for a child was recorded, for these people to do.
    pub fn of_actions(self, panel: NaiveDate, child_id: &str, owners: Vec<Uuid>) -> Happening {
        let parties = Parties { owners, ..Parties::default() };
        self.happening(Trigger::PanelActionsRecorded, about_child(panel, child_id), parties)
    }

    /// A reminder of what a panel wants done fell due.
    pub fn of_action_due(self, action: &Action) -> Happening {
        let about = About { panel_action: Some(action.id), ..about_child(action.panel, &action.child_id) };
        let parties = Parties { owners: vec![action.owner], ..Parties::default() };
        self.happening(Trigger::FellDue, about, parties)
    }

    /// A panel is near, and the tracker does not tell how far these people's actions for a child are.
    pub fn of_tracker(self, panel: NaiveDate, child_id: &str, owners: Vec<Uuid>) -> Happening {
        let parties = Parties { owners, ..Parties::default() };
        self.happening(Trigger::FellDue, about_child(panel, child_id), parties)
    }

    /// What a panel came to is not recorded.
    pub fn of_recording(self, panel: &Panel) -> Happening {
        let parties = Parties { administrator: panel.circulated_by, ..Parties::default() };
        let about = About { panel: Some(panel.date), ..About::default() };
        self.happening(Trigger::FellDue, about, parties)
    }

    /// An extract that somebody handed in was read, or is none.
    pub fn of_extract(self, trigger: Trigger, extract: Extract, importer: Option<Uuid>) -> Happening {
        let parties = Parties { importer, ..Parties::default() };
        let about = About { extract: Some(extract), ..About::default() };
        self.happening(trigger, about, parties)
    }
}

fn about_child(panel: NaiveDate, child_id: &str) -> About {
    About { child_id: Some(child_id.to_owned()), panel: Some(panel), ..About::default() }
}
