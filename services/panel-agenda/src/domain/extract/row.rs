//! A row of cells as it stands in the file.

use std::fmt::Write;

/// A row of cells. Its buffers are used again for the next row: a row costs no allocation.
#[derive(Debug, Default)]
pub struct Row {
    number: u32,
    text: String,
    cells: Vec<Span>,
}

/// A cell, its text without surrounding space.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Cell<'r> {
    /// There is nothing in it.
    Blank,
    /// Words.
    Text(&'r str),
    /// A number, and how it is written.
    Number(f64, &'r str),
    /// What is no value: a formula's error, bytes that are no text.
    Unreadable(&'r str),
}

#[derive(Clone, Copy, Debug)]
struct Span {
    start: u32,
    end: u32,
    holds: Holds,
}

#[derive(Clone, Copy, Debug)]
enum Holds {
    Text,
    Number(f64),
    Nothing,
}

impl Row {
    /// Empties the row, to be filled as the row of that number; the first of a file is 1.
    pub fn begin(&mut self, number: u32) {
        self.number = number;
        self.text.clear();
        self.cells.clear();
    }

    /// Its number in the file.
    pub fn number(&self) -> u32 {
        self.number
    }

    /// How many cells it has.
    pub fn len(&self) -> usize {
        self.cells.len()
    }

    /// How many bytes its text has.
    pub fn bytes(&self) -> usize {
        self.text.len()
    }

    /// Whether there is nothing in any of its cells.
    pub fn is_empty(&self) -> bool {
        (0..self.len()).all(|index| self.cell(index) == Cell::Blank)
    }

    /// Adds a cell with words. With control characters in it, it holds no value.
    pub fn push_text(&mut self, text: &str) {
        if is_clean(text) {
            self.push(text, Holds::Text);
        } else {
            self.push_unreadable(&text.replace(char::is_control, "�"));
        }
    }

    /// Adds a cell with a number.
    pub fn push_number(&mut self, number: f64) {
        let start = self.text.len();
        // Writing to a String cannot fail.
        let _written = write!(self.text, "{number}");
        self.span(start, Holds::Number(number));
    }

    /// Adds a cell that holds no value.
    pub fn push_unreadable(&mut self, text: &str) {
        self.push(text, Holds::Nothing);
    }

    /// Adds blank cells until there are so many.
    pub fn pad(&mut self, cells: usize) {
        while self.cells.len() < cells {
            self.push_text("");
        }
    }

    /// Takes a whole clean line over, its cells parted by that byte.
    pub fn split(&mut self, line: &str, delimiter: u8) {
        self.text.push_str(line);
        let mut start = 0;
        let cells = &mut self.cells;
        let mut cell = |end: usize| {
            cells.push(Span { start: place(start), end: place(end), holds: Holds::Text });
            start = end + 1;
        };
        each_place(line.as_bytes(), delimiter, &mut cell);
        cell(line.len());
    }

    /// The cell at that place; blank beyond the last one.
    pub fn cell(&self, index: usize) -> Cell<'_> {
        let Some(span) = self.cells.get(index) else { return Cell::Blank };
        let text = trimmed(&self.text[span.start as usize..span.end as usize]);
        match span.holds {
            Holds::Nothing => Cell::Unreadable(text),
            _ if text.is_empty() => Cell::Blank,
            Holds::Text => Cell::Text(text),
            Holds::Number(number) => Cell::Number(number, text),
        }
    }

    fn push(&mut self, text: &str, holds: Holds) {
        let start = self.text.len();
        self.text.push_str(text);
        self.span(start, holds);
    }

    fn span(&mut self, start: usize, holds: Holds) {
        self.cells.push(Span { start: place(start), end: place(self.text.len()), holds });
    }
}

impl<'r> Cell<'r> {
    /// What stands in it, whatever it is.
    pub fn text(self) -> &'r str {
        match self {
            Cell::Blank => "",
            Cell::Text(text) | Cell::Number(_, text) | Cell::Unreadable(text) => text,
        }
    }
}

/// Whether there are no control characters in a text but those of white space.
pub fn is_clean(text: &str) -> bool {
    // One look at all bytes without a branch; only what looks odd is looked at by character.
    let odd = text.bytes().fold(false, |odd, byte| odd | (byte < b' ') | (byte == 0x7f) | (byte == 0xc2));
    !odd || !text.chars().any(|char| char.is_control() && !matches!(char, '\t' | '\n' | '\r'))
}

/// Calls with each place of a byte, eight bytes at a time: cells are too short for a search to pay that begins anew for each.
fn each_place(line: &[u8], byte: u8, mut found: impl FnMut(usize)) {
    const LOW_BITS: u64 = 0x7f7f_7f7f_7f7f_7f7f;
    let wanted = u64::from_ne_bytes([byte; 8]);
    let (words, rest) = line.as_chunks::<8>();
    for (index, word) in words.iter().enumerate() {
        let differs = u64::from_le_bytes(*word) ^ wanted;
        // The highest bit of each byte that does not differ, and no other bit.
        let mut same = !(((differs & LOW_BITS) + LOW_BITS) | differs | LOW_BITS);
        while same != 0 {
            found(index * 8 + same.trailing_zeros() as usize / 8);
            same &= same - 1;
        }
    }
    let behind = words.len() * 8;
    rest.iter().enumerate().filter(|(_, other)| **other == byte).for_each(|(index, _)| found(behind + index));
}

/// Most cells have no space around them.
fn trimmed(text: &str) -> &str {
    let is_plain = |byte: Option<&u8>| byte.is_some_and(|byte| (b'!'..=b'~').contains(byte));
    let bytes = text.as_bytes();
    if is_plain(bytes.first()) && is_plain(bytes.last()) { text } else { text.trim() }
}

/// Readers bound a row to far less than 4 GiB.
fn place(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_line_is_split_as_text_is(line in "[a-c,;é\u{ac}\u{2c2c} ]{0,40}", semicolon in any::<bool>()) {
            let delimiter = if semicolon { ';' } else { ',' };
            let mut row = Row::default();
            row.split(&line, delimiter as u8);
            let cells: Vec<&str> = (0..row.len()).map(|index| row.cell(index).text()).collect();
            let expected: Vec<&str> = line.split(delimiter).map(str::trim).collect();
            prop_assert_eq!(cells, expected);
        }
    }
}
