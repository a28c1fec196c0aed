//! Files that go out are read back, by our own reader and as text. `tests/foreign` opens them with openpyxl.

use super::{Appointment, Heading, Table, Value, calendar};
use crate::domain::sample::date;
use chrono::DateTime;
use testkit::workbook::unpacked as part;

fn table(rows: Vec<Vec<Value>>) -> Table {
    Table {
        title: "Permanence Panel 26/11/2026: A & B".into(),
        made_on: date("2026-11-23"),
        headings: vec![
            Heading { title: "Service manager", width: 18 },
            Heading { title: "Born", width: 12 },
            Heading { title: "Age", width: 5 },
        ],
        rows,
        beside: Vec::new(),
        parted_by: 0,
    }
}

fn row(person: &str, age: i32) -> Vec<Value> {
    vec![Value::text(person), date("2018-05-04").into(), age.into()]
}

#[test]
fn a_workbook_has_the_whole_and_a_sheet_for_each_person() {
    let rows = vec![row("Noor Ali", 8), row("Maya Lind", 9), row("", 3), row("noor ali", 4), row("All", 5)];
    let file = table(rows).to_xlsx().unwrap();
    let book = part(&file, "xl/workbook.xml");
    let names: Vec<&str> =
        book.split("<sheet name=\"").skip(1).map(|rest| rest.split('"').next().unwrap()).collect();
    assert_eq!(names, ["All", "All 2", "Business Support", "Maya Lind", "Noor Ali", "noor ali 2"]);
}

#[test]
fn what_stands_beside_the_table_is_on_the_sheet_of_its_person_alone() {
    let table = Table { beside: vec![row("Maya Lind", 99), row("", 98)], ..table(vec![row("Maya Lind", 8)]) };
    let file = table.to_xlsx().unwrap();
    let sheet = |number: u32| part(&file, &format!("xl/worksheets/sheet{number}.xml"));
    assert!(!sheet(1).contains("<v>99</v>"), "not on the whole");
    assert!(sheet(2).contains("<v>98</v>"), "of whom nobody is named for: to business support");
    assert!(sheet(3).contains("<v>99</v>") && sheet(3).contains("<autoFilter ref=\"A1:C3\"/>"));
    let csv = String::from_utf8(table.to_csv()).unwrap();
    assert!(!csv.contains("99"), "{csv}");
}

#[test]
fn a_sheet_is_frozen_filtered_and_ready_to_print() {
    let sheet = part(&table(vec![row("Maya Lind", 8)]).to_xlsx().unwrap(), "xl/worksheets/sheet1.xml");
    for wanted in [
        "state=\"frozen\"",
        "<autoFilter ref=\"A1:C2\"/>",
        "orientation=\"landscape\"",
        "paperSize=\"9\"",
        "fitToHeight=\"0\"",
        "A &amp;&amp; B",
    ] {
        assert!(sheet.contains(wanted), "{wanted} in {sheet}");
    }
    assert!(!sheet.contains("<f>"));
}

#[test]
fn names_of_sheets_are_names_that_sheets_can_have() {
    let long = "Bartholomew Fotheringay-Smythe-Jones";
    let rows =
        ["'[a]: b?'", long, &format!("{long} the second"), "😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀", "///"];
    let file = table(rows.iter().map(|person| row(person, 1)).collect()).to_xlsx();
    assert!(file.is_ok(), "{file:?}");
}

#[test]
fn the_same_table_gives_the_same_bytes() {
    let table = table(vec![row("Maya Lind", 8)]);
    assert_eq!(table.to_xlsx().unwrap(), table.to_xlsx().unwrap());
    assert_eq!(table.to_csv(), table.to_csv());
}

#[test]
fn no_formula_can_run_in_a_csv() {
    for cell in ["=1+1", "+1", "-1", "@x", "\t=1", " =1", "\r=1", "＝1", "\u{a0}=1"] {
        let csv = String::from_utf8(table(vec![row(cell, 8)]).to_csv()).unwrap();
        let line = csv.split("\r\n").nth(1).unwrap();
        assert!(line.trim_start_matches('"').starts_with('\''), "{line}");
    }
    let csv = String::from_utf8(table(vec![row("Lee, \"jr\"", 8)]).to_csv()).unwrap();
    assert_eq!(csv, "\u{feff}Service manager,Born,Age\r\n\"Lee, \"\"jr\"\"\",04/05/2018,8\r\n");
}

#[test]
fn a_calendar_says_when_in_utc_and_folds_its_lines() {
    let at = |text: &str| text.parse::<DateTime<chrono::Utc>>().unwrap();
    let panel = Appointment {
        id: "panel/1@permanence".into(),
        title: "Permanence Panel: s20 +12 weeks; a, b\\c".into(),
        details: format!("Agenda\nof {}", "é".repeat(60)),
        begins: at("2026-06-25T09:00:00Z"),
        ends: at("2026-06-25T12:00:00Z"),
        cancelled: true,
        version: 2,
        changed_at: at("2026-06-01T10:30:00Z"),
    };
    let text = String::from_utf8(calendar(&[panel])).unwrap();
    for line in [
        "BEGIN:VCALENDAR",
        "DTSTART:20260625T090000Z",
        "DTSTAMP:20260601T103000Z",
        "SEQUENCE:2",
        "STATUS:CANCELLED",
        "SUMMARY:Permanence Panel: s20 +12 weeks\\; a\\, b\\\\c",
        "END:VCALENDAR",
    ] {
        assert!(text.split("\r\n").any(|found| found == line), "{line} in {text}");
    }
    assert!(text.split("\r\n").all(|line| line.len() <= 75));
    let unfolded = text.replace("\r\n ", "");
    assert!(unfolded.contains(&format!("DESCRIPTION:Agenda\\nof {}", "é".repeat(60))));
    assert!(text.ends_with("\r\n"));
}
