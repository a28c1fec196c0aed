//! Which characters the bytes of a csv are.

use crate::domain::extract::{Row, is_clean};
use encoding_rs::WINDOWS_1252;

/// UTF-8 where a BOM says so. Without one each line is UTF-8 if it can be, else Windows-1252: hardly any word of
/// Windows-1252 is also well-formed UTF-8 with other letters than ASCII's.
#[derive(Clone, Copy, Debug)]
pub(super) struct Charset {
    only_utf8: bool,
}

impl Charset {
    pub(super) fn new(has_bom: bool) -> Self {
        Self { only_utf8: has_bom }
    }

    /// Splits a line without quotes into the cells of a row.
    pub(super) fn split(self, line: &[u8], delimiter: u8, row: &mut Row) {
        match std::str::from_utf8(line) {
            Ok(text) if is_clean(text) => row.split(text, delimiter),
            _ => line.split(|byte| *byte == delimiter).for_each(|cell| self.push(cell, row)),
        }
    }

    /// Adds one cell to a row.
    pub(super) fn push(self, cell: &[u8], row: &mut Row) {
        match std::str::from_utf8(cell) {
            Ok(text) => row.push_text(text),
            Err(_) if self.only_utf8 => row.push_unreadable(&String::from_utf8_lossy(cell)),
            // Bytes that Windows-1252 does not define come out as control characters.
            Err(_) => row.push_text(&WINDOWS_1252.decode_without_bom_handling(cell).0),
        }
    }
}
