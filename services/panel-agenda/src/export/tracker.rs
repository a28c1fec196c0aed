//! The tracker as a table: what panels wanted done, by whom and by when.

use super::{Heading, Table, Value};
use crate::domain::{
    discussion::{ActionState, PanelAction},
    rules::Rules,
};
use chrono::NaiveDate;

const HEADINGS: [Heading; 9] = [
    Heading { title: "Service manager", width: 18 },
    Heading { title: "Person ID", width: 11 },
    Heading { title: "Panel", width: 12 },
    Heading { title: "Cohort", width: 24 },
    Heading { title: "Action", width: 48 },
    Heading { title: "Owner", width: 18 },
    Heading { title: "By", width: 12 },
    Heading { title: "State", width: 14 },
    Heading { title: "Progress", width: 40 },
];

/// These actions as they stand on that day, by service manager.
pub fn tracker_table(actions: &[PanelAction], today: NaiveDate, rules: &Rules) -> Table {
    Table {
        title: format!("Permanence Tracker {}", today.format("%d/%m/%Y")),
        made_on: today,
        headings: HEADINGS.to_vec(),
        rows: actions.iter().map(|action| row(action, today, rules)).collect(),
        parted_by: 0,
    }
}

fn row(action: &PanelAction, today: NaiveDate, rules: &Rules) -> Vec<Value> {
    let cohort = rules.cohort(&action.cohort).map_or(action.cohort.as_str(), |cohort| &cohort.title);
    let state = match action.state {
        ActionState::Open if action.is_overdue(today) => "overdue",
        ActionState::Open => "open",
        ActionState::Done => "done",
        ActionState::NotNeeded => "not needed",
    };
    vec![
        Value::text(&action.service_manager.said),
        Value::text(&action.child_id),
        action.panel.into(),
        Value::text(cohort),
        Value::text(&action.what),
        Value::text(&action.owner.1),
        action.due_on.into(),
        Value::text(state),
        Value::text(&action.progress),
    ]
}
