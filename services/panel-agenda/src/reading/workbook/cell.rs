//! One cell while it is read.

use super::{strings::Strings, xml::attribute};
use crate::{domain::extract::Row, reading::Refused};
use quick_xml::events::BytesStart;

/// A cell while it is read: its place, its type, and the text of its value so far.
#[derive(Debug, Default)]
pub(super) struct Cell {
    /// From 0.
    column: usize,
    kind: Kind,
    pub(super) text: String,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Kind {
    #[default]
    Number,
    Text,
    Shared,
    Boolean,
    Error,
}

/// Beyond these columns nothing is read: an extract has some twenty.
pub(super) const MOST_COLUMNS: usize = 512;

impl Cell {
    /// Begins the cell of that element; without a reference it stands behind the one before.
    pub(super) fn begin(&mut self, element: &BytesStart, row: &Row) -> Result<(), Refused> {
        self.text.clear();
        self.column = match attribute(element, "r")? {
            Some(reference) => column(&reference).ok_or(Refused::Damaged("a cell has no place"))?,
            None => row.len(),
        };
        if self.column < row.len() {
            return Err(Refused::Damaged("the cells of a row are out of order"));
        }
        self.kind = match attribute(element, "t")?.as_deref() {
            None | Some("n") => Kind::Number,
            Some("s") => Kind::Shared,
            Some("str" | "inlineStr" | "d") => Kind::Text,
            Some("b") => Kind::Boolean,
            Some("e") => Kind::Error,
            Some(_) => return Err(Refused::Damaged("a cell is of an unknown type")),
        };
        Ok(())
    }

    /// Adds the finished cell to its row.
    pub(super) fn finish(&self, row: &mut Row, strings: &Strings) -> Result<(), Refused> {
        if self.column >= MOST_COLUMNS {
            return Ok(());
        }
        row.pad(self.column);
        match self.kind {
            _ if self.text.is_empty() => row.push_text(""),
            Kind::Number => match self.text.trim().parse() {
                Ok(number) if f64::is_finite(number) => row.push_number(number),
                _ => row.push_unreadable(&self.text),
            },
            Kind::Text => row.push_text(&self.text),
            Kind::Boolean => row.push_text(if self.text.trim() == "1" { "true" } else { "false" }),
            Kind::Error => row.push_unreadable(&self.text),
            Kind::Shared => {
                let index = self.text.trim().parse().ok();
                let text = index.and_then(|index| strings.get(index));
                row.push_text(text.ok_or(Refused::Damaged("a shared text is missing"))?);
            }
        }
        Ok(())
    }
}

/// The column of a reference as `AB12`, from 0.
fn column(reference: &str) -> Option<usize> {
    let letters = reference.trim_end_matches(|char: char| char.is_ascii_digit());
    if letters.is_empty() || letters.len() > 3 {
        return None;
    }
    let number = letters.bytes().try_fold(0, |sum, letter| {
        letter.is_ascii_uppercase().then(|| sum * 26 + usize::from(letter - b'A') + 1)
    });
    number.map(|number| number - 1)
}
