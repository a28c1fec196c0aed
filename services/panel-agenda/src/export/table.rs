//! A table, as it is written into a sheet or a csv.

use chrono::NaiveDate;

/// A table with the people who are to have their own part of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Table {
    /// What it is, as `Permanence Panel 26/11/2026: s20 +12 weeks`.
    pub title: String,
    /// The day that it is of.
    pub made_on: NaiveDate,
    /// Its columns.
    pub headings: Vec<Heading>,
    /// Its rows, each with as many values as there are columns.
    pub rows: Vec<Vec<Value>>,
    /// Rows that stand only on the sheet of their person, below the others: what is theirs to do beside the table.
    pub beside: Vec<Vec<Value>>,
    /// The column by whose values it is parted: each has a sheet of its own beside the whole.
    pub parted_by: usize,
}

impl Table {
    /// Rows under headings, parted by that column.
    pub(super) fn of(
        (title, made_on): (String, NaiveDate),
        (headings, parted_by): (&[Heading], usize),
        rows: impl Iterator<Item = Vec<Value>>,
    ) -> Self {
        Self {
            title,
            made_on,
            headings: headings.to_vec(),
            rows: rows.collect(),
            beside: Vec::new(),
            parted_by,
        }
    }
}

/// The heading of a column.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Heading {
    /// What stands there.
    pub title: &'static str,
    /// How wide the column is, in characters.
    pub width: u16,
}

/// What stands in a cell.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Value {
    /// Nothing.
    Blank,
    /// Words, never a formula.
    Text(String),
    /// A day.
    Date(NaiveDate),
    /// A number.
    Number(i32),
}

impl Value {
    /// Words, or nothing if there are none.
    pub(super) fn text(text: &str) -> Self {
        if text.is_empty() { Self::Blank } else { Self::Text(text.to_owned()) }
    }

    /// As words.
    pub(super) fn said(&self) -> String {
        match self {
            Self::Blank => String::new(),
            Self::Text(text) => text.clone(),
            Self::Date(date) => date.format("%d/%m/%Y").to_string(),
            Self::Number(number) => number.to_string(),
        }
    }
}

impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Blank, Into::into)
    }
}

impl From<NaiveDate> for Value {
    fn from(date: NaiveDate) -> Self {
        Self::Date(date)
    }
}

impl From<i32> for Value {
    fn from(number: i32) -> Self {
        Self::Number(number)
    }
}
