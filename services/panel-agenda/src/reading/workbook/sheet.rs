//! A sheet, row by row. What it says of its own dimensions is not looked at.

use super::{
    cell::Cell,
    strings::Strings,
    unpack::Part,
    xml::{Xml, attribute, referred},
};
use crate::{domain::extract::Row, reading::Refused};
use quick_xml::events::{BytesStart, Event};
use std::io::Read;

/// A sheet that is read row by row.
pub(super) struct Sheet<R> {
    xml: Xml<Part<R>>,
    cell: Cell,
    number: u32,
    longest: usize,
    at_end: bool,
}

const LAST_ROW: u32 = 1 << 24;

impl<R: Read> Sheet<R> {
    pub(super) fn open(part: Part<R>, longest: usize) -> Self {
        Self { xml: Xml::new(part), cell: Cell::default(), number: 0, longest, at_end: false }
    }

    /// Reads the next row that the sheet writes down; false at the end. What comes behind the rows is read too: only then
    /// has the part been checked.
    pub(super) fn next(&mut self, row: &mut Row, strings: &Strings) -> Result<bool, Refused> {
        loop {
            match self.xml.next()? {
                Event::Eof => return Ok(false),
                _ if self.at_end => {}
                Event::Start(element) if is(&element, "row") => {
                    self.number = number(&element, self.number)?;
                    row.begin(self.number);
                    return self.cells(row, strings).map(|()| true);
                }
                Event::Empty(element) if is(&element, "row") => self.number = number(&element, self.number)?,
                Event::End(element) if element.local_name().into_inner() == "sheetData" => self.at_end = true,
                _ => {}
            }
        }
    }

    /// How many bytes were unpacked, and how many there are.
    pub(super) fn read_bytes(&self) -> (u64, u64) {
        self.xml.source().get_ref().unpacked()
    }

    fn cells(&mut self, row: &mut Row, strings: &Strings) -> Result<(), Refused> {
        // Phonetic runs say how a text is pronounced; they are not part of it.
        let (mut in_value, mut in_phonetic) = (false, false);
        loop {
            match self.xml.next()? {
                Event::Start(element) => match element.local_name().into_inner() {
                    "c" => self.cell.begin(&element, row)?,
                    "v" | "t" => in_value = !in_phonetic,
                    "rPh" => in_phonetic = true,
                    _ => {}
                },
                Event::End(element) => match element.local_name().into_inner() {
                    "v" | "t" => in_value = false,
                    "rPh" => in_phonetic = false,
                    "c" => {
                        self.cell.finish(row, strings)?;
                        if row.bytes() > self.longest {
                            return Err(Refused::RowTooLong(self.number));
                        }
                    }
                    "row" => return Ok(()),
                    _ => {}
                },
                Event::Empty(element) if is(&element, "c") => {
                    self.cell.begin(&element, row)?;
                    self.cell.finish(row, strings)?;
                }
                Event::Text(text) if in_value => self.cell.text.push_str(&text.xml10_content()),
                Event::CData(text) if in_value => self.cell.text.push_str(&text.xml10_content()),
                Event::GeneralRef(reference) if in_value => self.cell.text.push(referred(&reference)?),
                Event::Eof => return Err(Refused::Damaged("a sheet is cut off")),
                _ => {}
            }
            if self.cell.text.len() > self.longest {
                return Err(Refused::RowTooLong(self.number));
            }
        }
    }
}

fn is(element: &BytesStart, name: &str) -> bool {
    element.local_name().into_inner() == name
}

/// The number of a row: as it says, else the next. Numbers only grow.
fn number(element: &BytesStart, before: u32) -> Result<u32, Refused> {
    let said = match attribute(element, "r")? {
        Some(said) => said.parse().map_err(|_| Refused::Damaged("a row has no number"))?,
        None => before + 1,
    };
    if said <= before || said > LAST_ROW {
        return Err(Refused::Damaged("the rows are out of order"));
    }
    Ok(said)
}
