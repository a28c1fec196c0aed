//! The cohort engine over a file, without a database: which cohorts list whom, and by which filter all others are off.
//!
//! `sift FILE AS_OF PANEL [REMEMBERED]` writes a line for each accepted row: its id and, for each cohort, `listed` or the first filter against
//! the child; then, to standard error, how many rows there were, what was rejected, and what was flagged. It is what the
//! figures in the README and the independent reading in `tests/foreign` are held against. REMEMBERED says what is remembered of
//! children from elsewhere, a line each: the id, whether a determination stands (`yes` or nothing), who knows of a match (`fostering`,
//! `agreed` or nothing), and past discussions as `section_20@2026-10-15`, separated by spaces.

use chrono::NaiveDate;
use panel_agenda::{
    domain::{
        codes::{CodeSet, SSDA903},
        extract::{Intake, IssueKind, Row},
        layout::{CHILDREN_CURRENTLY_IN_CARE, Layout},
        rules::{Day, Discussed, MatchedBy, Remembered, Rules, SEPTEMBER_2023, Subject},
    },
    reading::{Extract, Limits},
};
use std::{
    collections::HashMap,
    error::Error,
    fs::File,
    io::{BufWriter, Write},
};

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments: Vec<String> = std::env::args().skip(1).collect();
    let remembered = if arguments.len() == 4 { arguments.pop() } else { None };
    let [file, as_of, panel] = arguments.try_into().map_err(|_| "sift FILE AS_OF PANEL [REMEMBERED]")?;
    let (as_of, panel): (NaiveDate, NaiveDate) = (as_of.parse()?, panel.parse()?);
    let codes = CodeSet::load(SSDA903)?;
    let layout = Layout::load(CHILDREN_CURRENTLY_IN_CARE, &codes)?;
    let rules = Rules::load(SEPTEMBER_2023, &codes)?;
    let day = Day::new(as_of, panel, &codes);
    let known = remembered.map(|file| read_remembered(&file)).transpose()?.unwrap_or_default();
    let nothing = Remembered::default();

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
            let remembered = known.get(record.child_id).unwrap_or(&nothing);
            let subject = Subject::new(&record.facts, record.plan_said, remembered, &day);
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

fn read_remembered(file: &str) -> Result<HashMap<String, Remembered>, Box<dyn Error>> {
    let mut known = HashMap::new();
    for line in std::fs::read_to_string(file)?.lines() {
        let [child_id, determined, matched, discussions] =
            line.split(',').collect::<Vec<_>>().try_into().map_err(|_| "four values a line")?;
        let discussed = |one: &str| -> Result<Discussed, Box<dyn Error>> {
            let (cohort, on) = one.split_once('@').ok_or("COHORT@DATE")?;
            Ok(Discussed { on: on.parse()?, cohort: cohort.to_owned() })
        };
        let remembered = Remembered {
            determined: determined == "yes",
            matched: match matched {
                "fostering" => Some(MatchedBy::FosteringList),
                "agreed" => Some(MatchedBy::AgreedMatch),
                _ => None,
            },
            discussed: discussions.split_whitespace().map(discussed).collect::<Result<_, _>>()?,
        };
        known.insert(child_id.to_owned(), remembered);
    }
    Ok(known)
}
