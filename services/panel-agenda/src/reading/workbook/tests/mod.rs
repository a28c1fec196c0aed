//! Workbooks as Excel and others write them, and as an attacker would.

mod cells;
mod hostile;

use crate::{
    domain::{extract::Row, sample::LAYOUT},
    reading::{Extract, Limits, Refused},
};
use std::io::Cursor;
use testkit::workbook::{BOOK, Part, parts, sheet, zip};

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
