//! Who is not on an agenda as a table: by which filter, with what it saw.

use super::{
    Heading, Table, Value,
    agenda::{carried, saw},
};
use crate::domain::agenda::{Extracted, FilterSaid, NotListed};
use chrono::NaiveDate;

/// The columns.
pub const NOT_LISTED: [Heading; 8] = [
    Heading { title: "Person ID", width: 11 },
    Heading { title: "Surname", width: 16 },
    Heading { title: "First name", width: 14 },
    Heading { title: "Service manager", width: 18 },
    Heading { title: "Taken off by", width: 48 },
    Heading { title: "It saw", width: 40 },
    Heading { title: "Record to correct", width: 10 },
    Heading { title: "Carried forward, not listed", width: 40 },
];

/// These children as those who are not on the agenda of a panel, whose filters are these.
pub fn not_listed_table(
    (panel, draw_on): (NaiveDate, NaiveDate),
    not_listed: &[(NotListed, Extracted)],
    filters: &[FilterSaid],
) -> Table {
    let title = format!("Permanence Panel {}: not listed", panel.format("%d/%m/%Y"));
    let rows = not_listed.iter().map(|(child, extracted)| not_listed_row(child, extracted, filters));
    Table::of((title, draw_on), (&NOT_LISTED, 3), rows)
}

/// The row of a child of whom the extract says that, by the agenda's filters.
pub fn not_listed_row(child: &NotListed, extracted: &Extracted, filters: &[FilterSaid]) -> Vec<Value> {
    let key = &child.off.filter;
    let label = filters.iter().find(|filter| filter.key == *key).map_or(key, |filter| &filter.label);
    vec![
        Value::text(&child.child_id),
        Value::text(&extracted.surname),
        Value::text(&extracted.first_name),
        Value::text(&extracted.service_manager),
        Value::text(label),
        Value::text(&saw(&child.off)),
        Value::text(if child.referred { "yes" } else { "" }),
        Value::text(&carried(&child.open_actions)),
    ]
}
