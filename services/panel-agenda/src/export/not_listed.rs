//! Who is not on an agenda as a table: by which filter, with what it saw.

use super::{
    Heading, Table, Value,
    agenda::{carried, saw},
};
use crate::domain::agenda::{FilterSaid, NotListed};
use chrono::NaiveDate;

const HEADINGS: [Heading; 5] = [
    Heading { title: "Person ID", width: 11 },
    Heading { title: "Taken off by", width: 48 },
    Heading { title: "It saw", width: 40 },
    Heading { title: "Record to correct", width: 10 },
    Heading { title: "Carried forward, not listed", width: 40 },
];

/// These children as those who are not on the agenda of a panel, whose filters are these.
pub fn not_listed_table(
    (panel, draw_on): (NaiveDate, NaiveDate),
    not_listed: &[NotListed],
    filters: &[FilterSaid],
) -> Table {
    Table {
        title: format!("Permanence Panel {}: not listed", panel.format("%d/%m/%Y")),
        made_on: draw_on,
        headings: HEADINGS.to_vec(),
        rows: not_listed.iter().map(|child| row(child, filters)).collect(),
        parted_by: 1,
    }
}

fn row(child: &NotListed, filters: &[FilterSaid]) -> Vec<Value> {
    let key = &child.off.filter;
    let label = filters.iter().find(|filter| filter.key == *key).map_or(key, |filter| &filter.label);
    vec![
        Value::text(&child.child_id),
        Value::text(label),
        Value::text(&saw(&child.off)),
        Value::text(if child.referred { "yes" } else { "" }),
        Value::text(&carried(&child.open_actions)),
    ]
}
