//! A table as csv that Excel opens rightly, and in which no formula can run.

use super::Table;

const BOM: &str = "\u{feff}";

impl Table {
    /// The whole table, comma-separated, in UTF-8 with a BOM.
    pub fn to_csv(&self) -> Vec<u8> {
        let mut csv = String::from(BOM);
        line(&mut csv, self.headings.iter().map(|heading| heading.title.to_owned()));
        for row in &self.rows {
            line(&mut csv, row.iter().map(|value| harmless(value.said())));
        }
        csv.into_bytes()
    }
}

fn line(csv: &mut String, cells: impl Iterator<Item = String>) {
    for (index, cell) in cells.enumerate() {
        if index > 0 {
            csv.push(',');
        }
        if cell.contains([',', '"', '\n', '\r']) {
            csv.push('"');
            csv.push_str(&cell.replace('"', "\"\""));
            csv.push('"');
        } else {
            csv.push_str(&cell);
        }
    }
    csv.push_str("\r\n");
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
