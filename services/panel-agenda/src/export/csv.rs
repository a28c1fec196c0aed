//! Lines of csv that Excel opens rightly, and in which no formula can run.

use super::{Heading, Value};

const BOM: &str = "\u{feff}";

/// The headings.
pub(super) fn above(headings: &[Heading]) -> String {
    BOM.to_owned() + &line(headings.iter().map(|heading| heading.title.to_owned()))
}

/// A row.
pub(super) fn row(row: &[Value]) -> String {
    line(row.iter().map(|value| harmless(value.said())))
}

fn line(cells: impl Iterator<Item = String>) -> String {
    let mut csv = String::new();
    for (index, cell) in cells.enumerate() {
        if index > 0 {
            csv.push(',');
        }
        // A semicolon or a tab begins another cell where Excel's language says so.
        if cell.contains([',', ';', '\t', '"', '\n', '\r']) {
            csv.push('"');
            csv.push_str(&cell.replace('"', "\"\""));
            csv.push('"');
        } else {
            csv.push_str(&cell);
        }
    }
    csv.push_str("\r\n");
    csv
}

/// A cell that begins as a formula does is made to begin with an apostrophe, which spreadsheets take for "this is text".
fn harmless(cell: String) -> String {
    let begins = cell.trim_start_matches([' ', '\u{a0}']).chars().next();
    match begins {
        Some('=' | '+' | '-' | '@' | '\t' | '\r' | '\n' | '＝' | '＋' | '－' | '＠') => {
            format!("'{cell}")
        }
        _ => cell,
    }
}
