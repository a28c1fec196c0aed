//! The cohort engine over a file, without a database: which cohorts list whom, and by which filter all others are off.
//!
//! `sift FILE AS_OF PANEL` writes a line for each accepted row: its id and, for each cohort, `listed` or the first filter against
//! the child; then, to standard error, how many rows there were, what was rejected, and what was flagged. It is what the
//! figures in the README and the independent reading in `tests/foreign` are held against.

use chrono::NaiveDate;
use panel_agenda::{
    domain::{
        codes::{CodeSet, SSDA903},
        extract::{Intake, IssueKind, Row},
        layout::{CHILDREN_CURRENTLY_IN_CARE, Layout},
        rules::{Day, Remembered, Rules, SEPTEMBER_2023, Subject},
    },
    reading::{Extract, Limits},
};
use std::{
    error::Error,
    fs::File,
    io::{BufWriter, Write},
};

fn main() -> Result<(), Box<dyn Error>> {
    let [file, as_of, panel] =
        std::env::args().skip(1).collect::<Vec<_>>().try_into().map_err(|_| "sift FILE AS_OF PANEL")?;
    let (as_of, panel): (NaiveDate, NaiveDate) = (as_of.parse()?, panel.parse()?);
    let codes = CodeSet::load(SSDA903)?;
    let layout = Layout::load(CHILDREN_CURRENTLY_IN_CARE, &codes)?;
    let rules = Rules::load(SEPTEMBER_2023, &codes)?;
    let day = Day::new(as_of, panel, &codes);
    let remembered = Remembered::default();

    let mut extract = Extract::open(File::open(file)?, &layout, Limits::default())?;
    let mut intake = Intake::new(&codes, &layout, extract.headings().clone(), as_of, extract.written());
    let mut out = BufWriter::with_capacity(256 << 10, std::io::stdout().lock());
    let mut rows: [Row; 64] = std::array::from_fn(|_| Row::default());
    let mut issues = [0_u32; IssueKind::ALL.len()];
    loop {
        let rows = extract.fill(&mut rows)?;
        if rows.is_empty() {
            break;
        }
        intake.expect(rows);
        for row in rows {
            let taken = intake.take(row);
            for issue in taken.issues {
                issues[issue.kind as usize] += 1;
            }
            if let Some(replaced) = taken.replaces {
                issues[IssueKind::DuplicateChild as usize] += 1;
                writeln!(out, "-{replaced}")?;
            }
            let Some(record) = taken.record else { continue };
            let subject = Subject::new(&record.facts, record.plan_said, &remembered, &day);
            write!(out, "{},", record.row)?;
            out.write_all(record.child_id.as_bytes())?;
            for cohort in &rules.cohorts {
                let against = rules.first_against(cohort, &subject);
                out.write_all(b",")?;
                out.write_all(against.map_or("listed", |filter| &filter.key).as_bytes())?;
            }
            out.write_all(b"\n")?;
        }
    }
    out.flush()?;

    let counts = intake.counts();
    let mut told = std::io::stderr().lock();
    writeln!(told, "rows {} accepted {} rejected {}", counts.rows, counts.accepted, counts.rejected)?;
    for kind in IssueKind::ALL.into_iter().filter(|kind| issues[*kind as usize] > 0) {
        writeln!(told, "{} {}", kind.name(), issues[kind as usize])?;
    }
    Ok(())
}
