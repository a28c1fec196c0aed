//! Exports of children who do not exist, as many as are wanted, the same ones every time.

use chrono::{Days, NaiveDate};
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;

/// The export's columns, as a table of a database calls them.
pub(super) const COLUMNS: [&str; 14] = [
    "person_id",
    "surname",
    "first_name",
    "date_of_birth",
    "age",
    "gender",
    "legal_status",
    "in_care_since",
    "placement_code",
    "permanence_plan",
    "permanence_achieved",
    "team",
    "social_worker",
    "service_manager",
];

const HEADINGS: &str = "Person ID,Surname,First Name,Date of Birth,Age,Gender,Legal Status,CIC Episode Start Date,Placement Code,\
                        Permanence Plan,Was Permanence Achieved,Team,Social Worker,Service Manager";
const LEGAL: [&str; 8] = ["C2", "C2", "C2", "C1", "V2", "E1", "C2", "C1"];
const PLACEMENT: [&str; 6] = ["U6", "U4", "U1", "K2", "P1", "U3"];
const PLAN: [&str; 5] = ["Long term fostering", "Return to family", "Special guardianship", "", "Other"];
const SURNAMES: [&str; 7] = ["Smith", "Okafor", "Begum", "Novak", "Jones", "Müller", "O'Neill"];
const MANAGERS: [&str; 9] = ["Poole", "Ali", "Lind", "Webb", "Osei", "Kaur", "Reid", "Byrne", "Shah"];

/// Writes an export of so many children, made on that day; their ids come in no order.
pub(super) fn write(path: &Path, children: u32, made_on: NaiveDate) -> io::Result<()> {
    let mut out = BufWriter::with_capacity(256 << 10, File::create(path)?);
    write!(out, "{HEADINGS}\r\n")?;
    for number in 0..children {
        // A prime beyond any size keeps the ids apart and in no order.
        let id = u64::from(number) * 7_368_787 % 9_999_991;
        let chance = |salt: u64| {
            (id.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(salt * 1_442_695) >> 33) as usize
        };
        let born = made_on - Days::new(200 + chance(1) as u64 % 6_000);
        let since = made_on - Days::new(chance(2) as u64 % 2_000);
        let age = made_on.years_since(born).unwrap_or_default();
        write!(
            out,
            "{},{},Child,{},{age},{},{},{},{},{},{},CIC Team {},Worker {},Manager {}\r\n",
            1_000_000 + id,
            pick(&SURNAMES, chance(3)),
            born.format("%d/%m/%Y"),
            pick(&["Female", "Male"], chance(4)),
            pick(&LEGAL, chance(5)),
            since.format("%d/%m/%Y"),
            pick(&PLACEMENT, chance(6)),
            pick(&PLAN, chance(7)),
            pick(&["No", "", "Yes", "No"], chance(8)),
            chance(9) % 40,
            chance(10) % 900,
            pick(&MANAGERS, chance(11)),
        )?;
    }
    out.flush()
}

fn pick<'a>(among: &[&'a str], chance: usize) -> &'a str {
    among[chance % among.len()]
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn the_children_are_the_same_every_time_and_no_two_are_one() {
        let folder = tempfile::tempdir().unwrap();
        let written = |name: &str| {
            let path = folder.path().join(name);
            write(&path, 2_000, NaiveDate::from_ymd_opt(2026, 11, 23).unwrap()).unwrap();
            std::fs::read_to_string(path).unwrap()
        };
        let csv = written("one.csv");
        assert_eq!(csv, written("other.csv"));
        let ids: BTreeSet<&str> = csv.lines().skip(1).filter_map(|line| line.split(',').next()).collect();
        assert_eq!(ids.len(), 2_000);
        assert!(csv.lines().all(|line| line.split(',').count() == COLUMNS.len()));
    }
}
