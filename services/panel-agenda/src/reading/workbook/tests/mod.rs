//! Workbooks as Excel and others write them, and as an attacker would.

mod cells;
mod hostile;
mod zip;

use crate::{
    domain::{extract::Row, sample::LAYOUT},
    reading::{Extract, Limits, Refused},
};
use std::io::Cursor;
use zip::{Part, zip};

const HEADINGS: [&str; 13] = [
    "Person ID",
    "Name",
    "Date of Birth",
    "Age",
    "Gender",
    "Legal Status",
    "CIC Episode Start Date",
    "Placement Code",
    "Permanence Plan",
    "Was Permanence Achieved",
    "Team",
    "Social Worker",
    "Service Manager",
];

/// The row of headings, its texts in their cells.
fn headings() -> String {
    let cells = HEADINGS.map(|heading| format!("<c t=\"inlineStr\"><is><t>{heading}</t></is></c>"));
    format!("<row>{}</row>", cells.concat())
}

fn sheet(rows: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><dimension ref=\"A1:XFD1048576\"/><sheetData>{rows}</sheetData></worksheet>"
    )
}

const BOOK: &str =
    "<workbook xmlns:r=\"r\"><workbookPr/><sheets><sheet name=\"S\" r:id=\"rId1\"/></sheets></workbook>";
const RELATIONS: &str =
    "<Relationships><Relationship Id=\"rId1\" Target=\"worksheets/sheet1.xml\"/></Relationships>";

/// The parts of a workbook with one sheet.
fn parts(sheet: &str, strings: &str) -> Vec<Part> {
    vec![
        Part::new("xl/workbook.xml", BOOK),
        Part::new("xl/_rels/workbook.xml.rels", RELATIONS),
        Part::new("xl/sharedStrings.xml", strings),
        Part::new("xl/worksheets/sheet1.xml", sheet),
    ]
}

fn open(file: Vec<u8>) -> Result<Extract<Cursor<Vec<u8>>>, Refused> {
    Extract::open(Cursor::new(file), &LAYOUT, Limits::default())
}

fn read(file: Vec<u8>) -> Result<Vec<(u32, Vec<String>)>, Refused> {
    let mut extract = open(file)?;
    let mut row = Row::default();
    let mut rows = Vec::new();
    while extract.next(&mut row)? {
        rows.push((row.number(), (0..row.len()).map(|index| row.cell(index).text().to_owned()).collect()));
    }
    Ok(rows)
}

/// The rows below the headings of a sheet that holds them.
fn rows(rows: &str) -> Vec<(u32, Vec<String>)> {
    read(zip(&parts(&sheet(&format!("{}{rows}", headings())), "<sst/>"))).expect("it is read")
}

fn refused(parts: &[Part]) -> String {
    read(zip(parts)).expect_err("it is refused").to_string()
}
