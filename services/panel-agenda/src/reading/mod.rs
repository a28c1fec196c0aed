//! Reading an extract's file, csv or workbook, row by row in bounded memory: whatever the file claims, it is bounded, and the
//! answer says what is wrong with it.

mod csv;
mod refused;
mod sift;
mod workbook;

pub use refused::Refused;
pub use sift::sift;

use crate::domain::{
    extract::{Row, SerialDates, Written},
    layout::{Headings, Layout},
};
use csv::Csv;
use std::io::{Read, Seek, SeekFrom};
use workbook::Workbook;

/// What a file may be at most.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of the file.
    pub packed: u64,
    /// Bytes of a workbook's parts together, unpacked.
    pub unpacked: u64,
    /// Bytes of a workbook's shared strings, in memory.
    pub strings: usize,
    /// Bytes of a row.
    pub row: usize,
    /// Rows.
    pub rows: u32,
}

impl Default for Limits {
    /// A council's extract has some thousand rows; all of England has 83,000. A million is read.
    fn default() -> Self {
        const MIB: u64 = 1024 * 1024;
        Self { packed: 64 * MIB, unpacked: 512 * MIB, strings: 96 << 20, row: 64 << 10, rows: 2_000_000 }
    }
}

/// How many rows may stand above the headings: exports begin with the filters that they were made with.
const ROWS_ABOVE_HEADINGS: u32 = 20;

/// An extract's file, its headings read.
pub struct Extract<R> {
    file: File<R>,
    headings: Headings,
    size: u64,
    rows_left: u32,
}

enum File<R> {
    Csv(Box<Csv<R>>),
    Workbook(Box<Workbook<R>>),
}

impl<R: Read + Seek> Extract<R> {
    /// Opens a file of either kind and finds the headings. `serials` says from which day a csv's numbers count that stand for
    /// dates; a workbook says so itself.
    pub fn open(mut source: R, layout: &Layout, limits: Limits) -> Result<Self, Refused> {
        let size = source.seek(SeekFrom::End(0))?;
        source.rewind()?;
        let mut head = [0; 8];
        let read = read_full(&mut source, &mut head)?;
        source.rewind()?;
        match &head[..read] {
            [b'P', b'K', 3 | 5, 4 | 6, ..] if size > limits.packed => Err(Refused::TooLarge("the file")),
            [b'P', b'K', 3 | 5, 4 | 6, ..] => {
                let (workbook, headings) = Workbook::open(source, size, layout, limits)?;
                Ok(Self { file: File::Workbook(Box::new(workbook)), headings, size, rows_left: limits.rows })
            }
            [0xd0, 0xcf, 0x11, 0xe0, ..] => Err(Refused::OldOrProtected),
            [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => Err(Refused::Utf16),
            _ if size > limits.unpacked => Err(Refused::TooLarge("the file")),
            _ => {
                let (csv, headings) = Csv::open(source, layout, limits)?;
                Ok(Self { file: File::Csv(Box::new(csv)), headings, size, rows_left: limits.rows })
            }
        }
    }
}

impl<R: Read> Extract<R> {
    /// Where the columns are.
    pub fn headings(&self) -> &Headings {
        &self.headings
    }

    /// How its rows are written.
    pub fn written(&self) -> Written {
        match &self.file {
            File::Csv(_) => Written { serials: None, exact_width: true },
            File::Workbook(workbook) => Written { serials: Some(workbook.serials()), exact_width: false },
        }
    }

    /// Reads the next rows that have anything in them, as many as there is room for; none at the end.
    pub fn fill<'r>(&mut self, rows: &'r mut [Row]) -> Result<&'r [Row], Refused> {
        let mut read = 0;
        while read < rows.len() && self.next(&mut rows[read])? {
            read += 1;
        }
        Ok(&rows[..read])
    }

    /// How much of the file is read, from 0 to 1: in bytes, for how many rows it has nobody knows before its end.
    pub fn progress(&self) -> f64 {
        match &self.file {
            File::Csv(csv) => part(csv.read_bytes(), self.size),
            File::Workbook(workbook) => {
                let (read, of) = workbook.read_bytes();
                part(read, of)
            }
        }
    }

    /// Reads the next row that has anything in it; false at the end.
    pub fn next(&mut self, row: &mut Row) -> Result<bool, Refused> {
        loop {
            let more = match &mut self.file {
                File::Csv(csv) => csv.next(row)?,
                File::Workbook(workbook) => workbook.next(row)?,
            };
            if !more {
                return Ok(false);
            }
            if !row.is_empty() {
                self.rows_left = self.rows_left.checked_sub(1).ok_or(Refused::TooManyRows)?;
                return Ok(true);
            }
        }
    }
}

impl Written {
    /// The same, where somebody has said from which day the numbers of a csv count.
    pub fn or_serials(self, said: Option<SerialDates>) -> Self {
        Self { serials: self.serials.or(said), ..self }
    }
}

#[allow(clippy::cast_precision_loss)]
fn part(read: u64, of: u64) -> f64 {
    if of == 0 { 1.0 } else { read as f64 / of as f64 }
}

/// Fills the buffer as far as the source goes.
fn read_full(source: &mut impl Read, buffer: &mut [u8]) -> std::io::Result<usize> {
    let mut filled = 0;
    while filled < buffer.len() {
        match source.read(&mut buffer[filled..])? {
            0 => break,
            read => filled += read,
        }
    }
    Ok(filled)
}
