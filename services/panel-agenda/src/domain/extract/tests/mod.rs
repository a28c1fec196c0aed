//! What becomes of rows.

mod duplicates;
mod rows;
mod values;

use super::{Column, Intake, IssueKind, Record, Row, Written};
use crate::domain::sample::{CODES, LAYOUT, MONDAY, date};

const HEADINGS: &str = "Person ID,Surname,First Name,Date of Birth,Age,Gender,Legal Status,CIC Episode Start Date,\
                        Placement Code,Permanence Plan,Was Permanence Achieved,Team,Social Worker,Service Manager,\
                        Care Proceedings,LGM Determination";

/// A row in which nothing is wrong.
const CHLOE: &str = "3549863,Smith,Chloe,04/05/2018,8,Female,C2,25/08/2023,U4,Long-term fostering,No,CIC Team 1,Sam Okafor,Maya Lind,,";

fn row(number: u32, line: &str) -> Row {
    let mut row = Row::default();
    row.begin(number);
    row.split(line, b',');
    row
}

fn intake() -> Intake<'static> {
    let headings = LAYOUT.headings(&row(1, HEADINGS)).unwrap();
    Intake::new(&CODES, &LAYOUT, headings, date(MONDAY), Written { serials: None, exact_width: true })
}

/// The row of Chloe with one cell changed.
fn with(column: Column, value: &str) -> String {
    let headings = LAYOUT.headings(&row(1, HEADINGS)).unwrap();
    let mut cells: Vec<&str> = CHLOE.split(',').collect();
    cells[headings.of(column).unwrap()] = value;
    cells.join(",")
}

/// Everything that is wrong with a row.
fn issues(line: &str) -> Vec<(Column, IssueKind)> {
    let row = row(2, line);
    let mut intake = intake();
    let taken = intake.take(&row);
    let rejected = taken.issues.iter().any(|issue| issue.kind.rejects());
    assert_eq!(taken.record.is_none(), rejected, "{line}");
    taken.issues.iter().map(|issue| (issue.column, issue.kind)).collect()
}

fn accepted<T>(line: &str, ask: impl FnOnce(&Record) -> T) -> T {
    let row = row(2, line);
    let mut intake = intake();
    ask(&intake.take(&row).record.expect(line))
}
