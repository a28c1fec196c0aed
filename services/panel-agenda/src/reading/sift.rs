//! Taking a whole extract in, in pieces of a bounded size.

use super::{Extract, Limits, Refused};
use crate::domain::{
    extract::{Cell, Column, Counts, Found, Intake, IssueKind, Kept, Row, SerialDates, Sifted, Taken},
    layout::Headings,
    rulebook::Rulebook,
};
use chrono::NaiveDate;
use std::io::{Read, Seek};

/// How many rows are read at a time.
const ROWS: usize = 64;
/// After so many rows, or so many bytes of them, what was taken in is handed on.
const BATCH_ROWS: usize = 2_000;
const BATCH_BYTES: usize = 1 << 20;

/// Reads an extract made on that day to its end, and hands on what becomes of its rows, some at a time, in their order. Nothing
/// where whoever takes them wants no more.
pub fn sift(
    source: impl Read + Seek,
    rulebook: &Rulebook,
    (made_on, serials): (NaiveDate, Option<SerialDates>),
    mut hand_on: impl FnMut(Sifted) -> bool,
) -> Result<Option<Counts>, Refused> {
    let mut extract = Extract::open(source, &rulebook.layout, Limits::default())?;
    let headings = extract.headings().clone();
    let written = extract.written().or_serials(serials);
    let mut intake = Intake::new(&rulebook.codes, &rulebook.layout, headings.clone(), made_on, written);
    let mut rows: [Row; ROWS] = std::array::from_fn(|_| Row::default());
    let mut batch = Sifted::default();
    let mut bytes = 0;
    loop {
        let rows = extract.fill(&mut rows)?;
        if rows.is_empty() {
            break;
        }
        intake.expect(rows);
        for row in rows {
            bytes += row.bytes();
            let taken = intake.take(row);
            put(&mut batch, row, &headings, taken);
        }
        if batch.records.len() + batch.issues.len() >= BATCH_ROWS || bytes >= BATCH_BYTES {
            bytes = 0;
            let full = std::mem::take(&mut batch);
            // Never 100: that is said when all of it is kept.
            let percent = (extract.progress() * 100.0).clamp(0.0, 99.0) as u8;
            if !hand_on(Sifted { counts: intake.counts(), percent, ..full }) {
                return Ok(None);
            }
        }
    }
    let counts = intake.counts();
    Ok(hand_on(Sifted { counts, percent: 99, ..batch }).then_some(counts))
}

fn put(batch: &mut Sifted, row: &Row, headings: &Headings, taken: Taken) {
    for issue in taken.issues {
        let cell = headings.of(issue.column).map_or(Cell::Blank, |index| row.cell(index));
        batch.issues.push(Found::new(row.number(), issue.column, issue.kind, cell.text()));
    }
    let Some(record) = taken.record else { return };
    if let Some(replaced) = taken.replaces {
        let kind = IssueKind::DuplicateChild;
        batch.issues.push(Found::new(replaced, Column::ChildId, kind, record.child_id));
    }
    batch.records.push(Kept::from(record));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::extract::Flags;
    use crate::domain::sample::{MONDAY, date};
    use std::io::Cursor;

    const HEADINGS: &str = "Person ID,Name,Date of Birth,Age,Gender,Legal Status,CIC Episode Start Date,Placement Code,\
                            Permanence Plan,Was Permanence Achieved,Team,Social Worker,Service Manager";

    fn sifted(rows: impl Iterator<Item = String>) -> (Vec<Sifted>, Counts) {
        let file = std::iter::once(HEADINGS.to_owned()).chain(rows).collect::<Vec<_>>().join("\n");
        let rulebook = Rulebook::standard().unwrap();
        let mut batches = Vec::new();
        let counts = sift(Cursor::new(file), &rulebook, (date(MONDAY), None), |batch| {
            batches.push(batch);
            true
        });
        (batches, counts.unwrap().unwrap())
    }

    fn row(id: u32, status: &str) -> String {
        format!("{id},Chloe Smith,04/05/2018,8,F,{status},25/08/2023,U4,,,Team 1,Sam Okafor,Maya Lind")
    }

    #[test]
    fn every_row_is_accepted_or_rejected_with_its_cell() {
        let (batches, counts) = sifted([row(1, "V2"), row(2, "a mistake"), row(1, "C2")].into_iter());
        assert_eq!((counts.rows, counts.accepted, counts.rejected), (3, 1, 2));
        let [batch] = batches.as_slice() else { panic!("{batches:?}") };
        let found: Vec<(u32, IssueKind, &str)> =
            batch.issues.iter().map(|found| (found.row, found.kind, found.value.as_str())).collect();
        assert_eq!(
            found,
            [
                (3, IssueKind::ValueUnknown, "a mistake"),
                (4, IssueKind::DuplicateMerged, "1"),
                (2, IssueKind::DuplicateChild, "1"),
            ]
        );
        assert_eq!(batch.records.len(), 2, "the later takes the place of the earlier where it is kept");
        assert!(batch.records[0].flags == Flags::default());
    }

    #[test]
    fn a_large_file_comes_in_batches_and_stops_when_nobody_takes_them() {
        let (batches, counts) = sifted((0..5_000).map(|id| row(id, "V2")));
        assert!(batches.len() >= 3);
        assert_eq!(batches.last().unwrap().counts, counts);
        assert!(batches.iter().all(|batch| batch.percent < 100));
        assert_eq!(batches.iter().map(|batch| batch.records.len()).sum::<usize>(), 5_000);

        let file = std::iter::once(HEADINGS.to_owned()).chain((0..5_000).map(|id| row(id, "V2")));
        let file = Cursor::new(file.collect::<Vec<_>>().join("\n"));
        let stopped = sift(file, &Rulebook::standard().unwrap(), (date(MONDAY), None), |_| false);
        assert_eq!(stopped.unwrap(), None);
    }
}
