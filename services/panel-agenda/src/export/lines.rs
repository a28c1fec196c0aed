//! A table as text, line by line: a table of all England is never in memory as a whole.

use super::{Heading, Table, Value, csv, json};
use std::iter;

/// As what a table is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Text {
    /// Comma-separated, in UTF-8 with a BOM.
    Csv,
    /// An array with an object for each row, its keys the headings as `service_manager`, dates as ISO.
    Json,
}

/// A table that is being written.
#[derive(Clone, Debug)]
pub struct Lines {
    text: Text,
    headings: Vec<Heading>,
    rows: usize,
}

impl Lines {
    /// Begins, with what stands above the rows.
    pub fn begin(text: Text, headings: &[Heading]) -> (Self, Vec<u8>) {
        let lines = Self { text, headings: headings.to_vec(), rows: 0 };
        let above = match text {
            Text::Csv => csv::above(headings),
            Text::Json => json::ABOVE.to_owned(),
        };
        (lines, above.into_bytes())
    }

    /// The next row.
    pub fn row(&mut self, row: &[Value]) -> Vec<u8> {
        self.rows += 1;
        match self.text {
            Text::Csv => csv::row(row),
            Text::Json => json::row(&self.headings, row, self.rows == 1),
        }
        .into_bytes()
    }

    /// What stands below the rows.
    pub fn end(self) -> Vec<u8> {
        match self.text {
            Text::Csv => Vec::new(),
            Text::Json => json::below(self.rows).as_bytes().to_vec(),
        }
    }
}

impl Table {
    /// The whole table, comma-separated, in UTF-8 with a BOM.
    pub fn to_csv(&self) -> Vec<u8> {
        lines(Text::Csv, &self.headings, self.rows.iter()).flatten().collect()
    }

    /// How many bytes it has as text.
    pub fn text_size(&self, text: Text) -> usize {
        lines(text, &self.headings, self.rows.iter()).map(|line| line.len()).sum()
    }

    /// It as text, line by line.
    pub fn into_lines(self, text: Text) -> impl Iterator<Item = Vec<u8>> + Send {
        lines(text, &self.headings, self.rows.into_iter())
    }
}

/// What stands above the rows, each row, and what stands below.
fn lines<R, I>(text: Text, headings: &[Heading], rows: I) -> impl Iterator<Item = Vec<u8>> + use<R, I>
where
    R: AsRef<[Value]>,
    I: ExactSizeIterator<Item = R>,
{
    let (mut lines, above) = Lines::begin(text, headings);
    let below = Lines { rows: rows.len(), ..lines.clone() }.end();
    let rows = rows.map(move |row| lines.row(row.as_ref()));
    iter::once(above).chain(rows).chain(iter::once(below))
}
