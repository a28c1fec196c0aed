//! An agenda as a table: what a Service Manager reads in ten minutes.

use super::{Heading, Table, Value};
use crate::domain::{
    agenda::{Agenda, Extracted, Listed, NotListed, OpenAction},
    rules::{Cohort, Rules, Saw, Tested},
};
use chrono::NaiveDate;

const HEADINGS: [Heading; 13] = [
    Heading { title: "Service manager", width: 18 },
    Heading { title: "Surname", width: 16 },
    Heading { title: "First name", width: 14 },
    Heading { title: "Person ID", width: 11 },
    Heading { title: "Date of birth", width: 12 },
    Heading { title: "Age", width: 5 },
    Heading { title: "Gender", width: 9 },
    Heading { title: "Team", width: 16 },
    Heading { title: "Social worker", width: 18 },
    Heading { title: "Why", width: 48 },
    Heading { title: "To check", width: 22 },
    Heading { title: "Last discussed", width: 16 },
    Heading { title: "Open actions", width: 40 },
];

impl Agenda {
    /// The agenda as a table, by service manager.
    pub fn table(&self, rules: &Rules, cohort: &Cohort) -> Table {
        let rows = self.listed.iter().map(|child| agenda_row(child, rules, cohort));
        agenda_table((self.inputs.panel, self.inputs.draw_on), cohort, rows)
    }
}

/// These rows as the agenda of a panel that was due to be drawn on that day.
pub fn agenda_table(
    (panel, draw_on): (NaiveDate, NaiveDate),
    cohort: &Cohort,
    rows: impl Iterator<Item = Vec<Value>>,
) -> Table {
    let title = format!("Permanence Panel {}: {}", panel.format("%d/%m/%Y"), cohort.title);
    Table::of((title, draw_on), (&HEADINGS, 0), rows)
}

/// The row of a child on an agenda. Sorted by what stands in them, rows stand as agendas are sorted.
pub fn agenda_row(child: &Listed, rules: &Rules, cohort: &Cohort) -> Vec<Value> {
    let last = child.last_discussion.as_ref().map(|last| {
        let title = rules.cohort(&last.cohort).map_or(last.cohort.as_str(), |cohort| &cohort.title);
        format!("{}, {title}", last.on.format("%d/%m/%Y"))
    });
    vec![
        Value::text(&child.service_manager),
        Value::text(&child.surname),
        Value::text(&child.first_name),
        Value::text(&child.child_id),
        child.born.into(),
        child.age.into(),
        Value::text(&child.gender),
        Value::text(&child.team),
        Value::text(&child.social_worker),
        Value::text(&lines(child.why.iter().filter(|tested| is_own(tested, cohort)).map(saw))),
        Value::text(&lines(child.flags.iter().map(|flag| flag.replace('_', " ").to_lowercase()))),
        Value::text(&last.unwrap_or_default()),
        Value::text(&carried(&child.open_actions)),
    ]
}

/// The row of a child who is not on the agenda, and whose record the service manager is to correct (B:52): for that manager's own
/// sheet.
pub fn referred_row(service_manager: &str, child: &NotListed, extracted: &Extracted) -> Vec<Value> {
    let mut row = vec![
        Value::text(service_manager),
        Value::text(&extracted.surname),
        Value::text(&extracted.first_name),
        Value::text(&child.child_id),
    ];
    row.resize(HEADINGS.len() - 4, Value::Blank);
    row.push(Value::Text(format!("not on the agenda; {}", saw(&child.off))));
    row.push(Value::Text("record to correct".to_owned()));
    row.push(Value::Blank);
    row.push(Value::text(&carried(&child.open_actions)));
    row
}

/// What earlier panels wanted done, a line each.
pub(super) fn carried(actions: &[OpenAction]) -> String {
    lines(
        actions.iter().map(|action| {
            format!("{} – {}, by {}", action.what, action.owner, action.due.format("%d/%m/%Y"))
        }),
    )
}

/// The cohort's own filters say why a child is on the agenda; the others only that nothing speaks against it.
fn is_own(tested: &Tested, cohort: &Cohort) -> bool {
    cohort.filters.iter().any(|filter| *filter.key == *tested.filter)
}

/// What a filter saw, each value with what it is of.
pub(super) fn saw(tested: &Tested) -> String {
    let value = |saw: &Saw| format!("{}: {}", saw.field.replace('_', " "), saw.said);
    let by_successor = tested.by_successor.then(|| "by the code that took another's place".to_owned());
    tested.saw.iter().map(value).chain(by_successor).collect::<Vec<_>>().join(", ")
}

fn lines(lines: impl Iterator<Item = String>) -> String {
    lines.collect::<Vec<_>>().join("\n")
}
