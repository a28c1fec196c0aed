//! Workbooks (.xlsx): a zip of XML parts, of which nothing that it claims is believed before it is counted.

mod archive;
mod book;
mod cell;
mod sheet;
mod strings;
mod unpack;
mod xml;

#[cfg(test)]
mod tests;

use super::{Limits, ROWS_ABOVE_HEADINGS, Refused};
use crate::domain::{
    extract::{Row, SerialDates},
    layout::{Headings, HeadingsRefused, Layout},
};
use archive::Archive;
use book::Book;
use sheet::Sheet;
use std::io::{Read, Seek};
use strings::Strings;

/// A workbook whose sheet with the extract is read row by row.
pub(super) struct Workbook<R> {
    sheet: Sheet<R>,
    strings: Strings,
    serials: SerialDates,
}

impl<R: Read + Seek> Workbook<R> {
    /// Finds the first visible sheet with the headings, and reads to below them. If there is none, the refusal is about the
    /// row that comes closest.
    pub(super) fn open(
        source: R,
        size: u64,
        layout: &Layout,
        limits: Limits,
    ) -> Result<(Self, Headings), Refused> {
        let mut archive = Archive::open(source, size, limits.unpacked)?;
        let book = Book::read(&mut archive)?;
        let strings = Strings::read(&mut archive, limits.strings)?;
        let mut closest: Option<HeadingsRefused> = None;
        for part in &book.sheets {
            match headings(Sheet::open(archive.part(part)?, limits.row), &strings, layout)? {
                Ok((number, headings)) => {
                    let mut sheet = Sheet::open(archive.into_part(part)?, limits.row);
                    let mut row = Row::default();
                    while row.number() < number && sheet.next(&mut row, &strings)? {}
                    return Ok((Self { sheet, strings, serials: book.serials }, headings));
                }
                Err(refused) => {
                    let nearer = closest.as_ref().is_none_or(|best| refused.distance() < best.distance());
                    closest = if nearer { Some(refused) } else { closest };
                }
            }
        }
        Err(Refused::Headings(closest.unwrap_or_else(|| layout.no_headings())))
    }
}

impl<R: Read> Workbook<R> {
    /// From which day it counts.
    pub(super) fn serials(&self) -> SerialDates {
        self.serials
    }

    /// How many bytes of the sheet were unpacked, and how many it has.
    pub(super) fn read_bytes(&self) -> (u64, u64) {
        self.sheet.read_bytes()
    }

    /// Reads the next row; false at the end.
    pub(super) fn next(&mut self, row: &mut Row) -> Result<bool, Refused> {
        self.sheet.next(row, &self.strings)
    }
}

/// The headings among the first rows of a sheet, with the number of their row; or what is wrong with the closest.
fn headings<R: Read>(
    mut sheet: Sheet<R>,
    strings: &Strings,
    layout: &Layout,
) -> Result<Result<(u32, Headings), HeadingsRefused>, Refused> {
    let mut row = Row::default();
    let mut closest = layout.no_headings();
    for _ in 0..=ROWS_ABOVE_HEADINGS {
        if !sheet.next(&mut row, strings)? {
            break;
        }
        match layout.headings(&row) {
            Ok(headings) => return Ok(Ok((row.number(), headings))),
            Err(refused) if refused.distance() < closest.distance() => closest = refused,
            Err(_) => {}
        }
    }
    Ok(Err(closest))
}
