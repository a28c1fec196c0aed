//! The tracker as a table: what panels wanted done, by whom and by when.

use super::{Heading, Table, Value};
use crate::domain::{
    discussion::{ActionState, PanelAction},
    due_discussion::DueDiscussion,
    rules::Rules,
};
use chrono::NaiveDate;

const HEADINGS: [Heading; 13] = [
    Heading { title: "Service manager", width: 18 },
    Heading { title: "Person ID", width: 11 },
    Heading { title: "Surname", width: 16 },
    Heading { title: "First name", width: 14 },
    Heading { title: "Panel", width: 12 },
    Heading { title: "Cohort", width: 24 },
    Heading { title: "Action", width: 48 },
    Heading { title: "Owner", width: 18 },
    Heading { title: "By", width: 12 },
    Heading { title: "State", width: 14 },
    Heading { title: "Progress", width: 40 },
    Heading { title: "Done by", width: 24 },
    Heading { title: "Recorded late", width: 9 },
];

/// These actions as they stand on that day, and those discussions that came to none with why, by service manager.
pub fn tracker_table(
    actions: &[PanelAction],
    none_needed: &[DueDiscussion],
    today: NaiveDate,
    rules: &Rules,
) -> Table {
    let rows = actions.iter().map(|action| row(action, today, rules));
    let rows = rows.chain(none_needed.iter().map(|none| none_needed_row(none, rules)));
    let title = format!("Permanence Tracker {}", today.format("%d/%m/%Y"));
    Table::of((title, today), (&HEADINGS, 0), rows)
}

fn row(action: &PanelAction, today: NaiveDate, rules: &Rules) -> Vec<Value> {
    let step = action.workstep.as_ref().map(|step| step.title.as_str());
    let state = match action.state {
        ActionState::Open if action.is_overdue(today) => "overdue",
        ActionState::Open => "open",
        ActionState::Done => "done",
        ActionState::NotNeeded => "not needed",
    };
    vec![
        Value::text(&action.service_manager.said),
        Value::text(&action.child_id),
        Value::text(&action.child_name.0),
        Value::text(&action.child_name.1),
        action.panel.into(),
        Value::text(title(&action.cohort, rules)),
        Value::text(&action.what),
        Value::text(&action.owner.1),
        action.due_on.into(),
        Value::text(state),
        Value::text(&action.progress),
        Value::text(step.unwrap_or_default()),
        Value::text(late(action.recorded_late)),
    ]
}

fn none_needed_row(due: &DueDiscussion, rules: &Rules) -> Vec<Value> {
    let discussion = due.discussion.as_ref();
    let because = discussion.map(|it| it.none_needed_because.as_str()).unwrap_or_default();
    vec![
        Value::text(&due.service_manager),
        Value::text(&due.child_id),
        Value::text(&due.child_name.0),
        Value::text(&due.child_name.1),
        due.panel.into(),
        Value::text(title(&due.cohort, rules)),
        Value::text(&format!("none needed: {because}")),
        Value::Blank,
        Value::Blank,
        Value::text("none needed"),
        Value::Blank,
        Value::Blank,
        Value::text(late(discussion.is_some_and(|it| it.late))),
    ]
}

fn title<'r>(cohort: &'r str, rules: &'r Rules) -> &'r str {
    rules.cohort(cohort).map_or(cohort, |cohort| &cohort.title)
}

fn late(late: bool) -> &'static str {
    if late { "yes" } else { "" }
}
