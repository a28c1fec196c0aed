//! Files as councils' systems write them, and as nobody should.

use super::super::{Extract, Limits, Refused};
use crate::domain::{
    extract::{Cell, Row, SerialDates},
    sample::LAYOUT,
};
use proptest::{collection::vec, prelude::*};
use std::io::Cursor;

const HEADINGS: &str = "Person ID,Name,Date of Birth,Age,Gender,Legal Status,CIC Episode Start Date,Placement Code,\
                        Permanence Plan,Was Permanence Achieved,Team,Social Worker,Service Manager";

fn read(file: impl Into<Vec<u8>>, limits: Limits) -> Result<Vec<(u32, Vec<String>)>, Refused> {
    let mut extract = Extract::open(Cursor::new(file.into()), &LAYOUT, limits)?;
    let mut row = Row::default();
    let mut rows = Vec::new();
    while extract.next(&mut row)? {
        rows.push((row.number(), (0..row.len()).map(|index| row.cell(index).text().to_owned()).collect()));
    }
    Ok(rows)
}

fn rows(file: impl Into<Vec<u8>>) -> Vec<(u32, Vec<String>)> {
    read(file, Limits::default()).expect("it is read")
}

/// What stands in the second cell of the first row, of a file whose name it is.
fn name(file: impl Into<Vec<u8>>) -> String {
    rows(file)[0].1[1].clone()
}

/// A file with one row whose name that is.
fn with_name(name: &[u8]) -> Vec<u8> {
    [HEADINGS.as_bytes(), b"\r\n1,", name, b",,,,,,,,,,,\r\n"].concat()
}

#[test]
fn comma_and_semicolon_with_any_line_end_and_a_last_line_without_one() {
    for (delimiter, line_end) in [(",", "\n"), (",", "\r\n"), (";", "\n"), (";", "\r\n")] {
        let line =
            |id: &str| [id, "Smith Chloe", "", "8", "", "", "", "", "", "", "", "", ""].join(delimiter);
        let file = [HEADINGS.replace(',', delimiter), line("1"), line("2")].join(line_end);
        let read = rows(file);
        assert_eq!(read.len(), 2, "{delimiter} {line_end:?}");
        assert_eq!((read[1].0, read[1].1.len()), (3, 13));
        assert_eq!((read[1].1[0].as_str(), read[1].1[3].as_str()), ("2", "8"));
        assert_eq!(read[1].1[12], "");
    }
}

#[test]
fn quotes_hold_delimiters_quotes_and_line_ends() {
    for line_end in ["\n", "\r\n"] {
        let file = format!(
            "{HEADINGS}{line_end}1,\"Smith, Chloe\",\"\",8,,,,,,,\"CIC{line_end}Team \"\"1\"\"\",,{line_end}2,Lee,,,,,,,,,,,{line_end}"
        );
        let read = rows(file);
        assert_eq!(read.len(), 2, "{line_end:?}");
        assert_eq!((read[0].0, read[1].0), (2, 3));
        assert_eq!(read[0].1[1], "Smith, Chloe");
        assert_eq!(read[0].1[10], format!("CIC{line_end}Team \"1\""));
        assert_eq!((read[0].1.len(), read[1].1[1].as_str()), (13, "Lee"));
    }
}

#[test]
fn utf_8_with_and_without_bom_and_windows_1252() {
    assert_eq!(name(with_name("Zoë Müller".as_bytes())), "Zoë Müller");
    let bom = [b"\xef\xbb\xbf", with_name("Zoë".as_bytes()).as_slice()].concat();
    assert_eq!(name(bom), "Zoë");
    assert_eq!(name(with_name(b"Zo\xeb O\x92Neill \x80")), "Zoë O’Neill €");
    assert_eq!(name(with_name(b"\"Zo\xeb, A\"")), "Zoë, A");
    let first_cell_quoted = [b"\xef\xbb\xbf".as_slice(), b"\"Person ID\"", &with_name(b"Lee")[9..]].concat();
    assert_eq!(name(first_cell_quoted), "Lee");
}

#[test]
fn bytes_that_are_no_text_spoil_their_cell_alone() {
    let cell = |file: Vec<u8>, index: usize| {
        let mut extract = Extract::open(Cursor::new(file), &LAYOUT, Limits::default()).unwrap();
        let mut row = Row::default();
        assert!(extract.next(&mut row).unwrap());
        matches!(row.cell(index), Cell::Unreadable(_))
    };
    let bom = |name: &[u8]| [b"\xef\xbb\xbf", with_name(name).as_slice()].concat();
    assert!(cell(bom(b"Zo\xeb"), 1), "not UTF-8, although the file says so");
    assert!(!cell(bom(b"Zo\xeb"), 0));
    for control in [b"a\0b".as_slice(), b"a\x1bb", b"a\x81b", b"\x7f", "a\u{85}b".as_bytes()] {
        assert!(cell(with_name(control), 1), "{control:?}");
        assert!(!cell(with_name(control), 0));
    }
    assert!(!cell(with_name(b"a\tb"), 1));
}

#[test]
fn rows_with_nothing_in_them_are_none_but_are_counted_in_the_numbers() {
    let file = format!("\n{HEADINGS}\n\n1,A,,,,,,,,,,,\n,,,,,,,,,,,,\n  \n2,B,,,,,,,,,,,\n\n");
    let read = rows(file);
    assert_eq!(read.iter().map(|row| row.0).collect::<Vec<_>>(), [4, 7]);
}

#[test]
fn the_headings_may_stand_below_what_the_export_was_filtered_by() {
    let above = |rows: usize| {
        format!("{}{HEADINGS}\n1,A,,,,,,,,,,,\n", "Applied filters: Team is CIC; all\n".repeat(rows))
    };
    assert_eq!(rows(above(3))[0].0, 5);
    assert_eq!(rows(above(20)).len(), 1);
    assert_eq!(read(above(21), Limits::default()).unwrap_err().name(), "HEADINGS_MISSING");
}

#[test]
fn a_missing_heading_is_named_and_so_is_an_empty_file() {
    let without = HEADINGS.replace("Placement Code,", "");
    let refused = read(format!("Report\n{without}\n1,A\n"), Limits::default()).unwrap_err();
    assert_eq!(refused.to_string(), "headings missing: [placement_code]; there twice: []");
    for nothing in ["", "\n\n", "\u{feff}"] {
        let refused = read(nothing, Limits::default()).unwrap_err();
        assert_eq!(refused.name(), "HEADINGS_MISSING", "{nothing:?}");
    }
}

#[test]
fn what_is_no_csv_is_answered_as_what_it_is() {
    for (file, name) in [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec(), "OLD_OR_PROTECTED_WORKBOOK"),
        (HEADINGS.encode_utf16().flat_map(u16::to_le_bytes).collect(), "HEADINGS_MISSING"),
        (
            [b"\xff\xfe".to_vec(), HEADINGS.encode_utf16().flat_map(u16::to_le_bytes).collect()].concat(),
            "UTF_16_TEXT",
        ),
        (b"\xfe\xff\0P".to_vec(), "UTF_16_TEXT"),
        (b"PK\x03\x04and nothing more".to_vec(), "WORKBOOK_DAMAGED"),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3".to_vec(), "HEADINGS_MISSING"),
    ] {
        assert_eq!(read(file, Limits::default()).unwrap_err().name(), name);
    }
}

#[test]
fn a_row_without_end_is_refused_before_it_fills_memory() {
    let file = |row: &str| format!("{HEADINGS}\n1,A,,,,,,,,,,,\n2,{row}");
    for endless in [
        format!("\"{}", "x".repeat(100_000)),
        "x".repeat(100_000),
        format!("\"{}", "x\n".repeat(100_000)),
        ",".repeat(60_000) + "\"\"",
    ] {
        let refused = read(file(&endless), Limits::default()).unwrap_err();
        assert_eq!(refused.to_string(), "row 3 is too long: is a quote not closed?", "{}", endless.len());
    }
    let fits = format!("\"{}\",,,,,,,,,,,", "x\n".repeat(30_000));
    assert_eq!(rows(file(&fits)).len(), 2);
}

#[test]
fn more_rows_than_children_are_in_care_are_refused() {
    let limits = Limits { rows: 3, ..Limits::default() };
    let file = |count: usize| format!("{HEADINGS}\n{}", "1,A,,,,,,,,,,,\n\n".repeat(count));
    assert_eq!(read(file(3), limits).unwrap().len(), 3);
    assert_eq!(read(file(4), limits).unwrap_err().name(), "TOO_MANY_ROWS");
    let small = Limits { unpacked: 500, ..Limits::default() };
    assert_eq!(read(file(100), small).unwrap_err().name(), "FILE_TOO_LARGE");
}

#[test]
fn a_csv_does_not_say_from_which_day_its_numbers_count() {
    let extract = Extract::open(Cursor::new(with_name(b"A")), &LAYOUT, Limits::default()).unwrap();
    assert_eq!(extract.written().serials, None);
    assert!(extract.written().exact_width);
    let said = extract.written().or_serials(Some(SerialDates::From1904));
    assert_eq!(said.serials, Some(SerialDates::From1904));
}

#[test]
fn progress_grows_from_the_headings_to_the_end() {
    let file = format!("{HEADINGS}\n{}", "1,A,,,,,,,,,,,\n".repeat(60_000));
    let mut extract = Extract::open(Cursor::new(file), &LAYOUT, Limits::default()).unwrap();
    let mut rows: Vec<Row> = (0..1000).map(|_| Row::default()).collect();
    let mut last = extract.progress();
    assert!(last < 0.01, "{last}");
    let mut count = 0;
    loop {
        let read = extract.fill(&mut rows).unwrap().len();
        count += read;
        if read == 0 {
            break;
        }
        assert!(extract.progress() > last);
        last = extract.progress();
    }
    assert_eq!((count, extract.progress()), (60_000, 1.0));
}

fn quoted(cell: &str, delimiter: char, always: bool) -> String {
    if always || cell.contains([delimiter, '"', '\n', '\r']) {
        format!("\"{}\"", cell.replace('"', "\"\""))
    } else {
        cell.to_owned()
    }
}

proptest! {
    #[test]
    fn what_is_written_is_read(
        cells in vec(vec("[a-zé\",;\n ]{0,9}", 13), 1..12),
        semicolon in any::<bool>(),
        crlf in any::<bool>(),
        always in any::<bool>(),
        bom in any::<bool>(),
    ) {
        let delimiter = if semicolon { ';' } else { ',' };
        let line_end = if crlf { "\r\n" } else { "\n" };
        let mut file = format!("{}{}{line_end}", if bom { "\u{feff}" } else { "" }, HEADINGS.replace(',', &delimiter.to_string()));
        for row in &cells {
            let row: Vec<String> = row.iter().map(|cell| quoted(cell, delimiter, always)).collect();
            file.push_str(&format!("{}{line_end}", row.join(&delimiter.to_string())));
        }
        let expected: Vec<Vec<String>> = cells
            .iter()
            .map(|row| row.iter().map(|cell| cell.trim().to_owned()).collect::<Vec<_>>())
            .filter(|row| row.iter().any(|cell| !cell.is_empty()))
            .collect();
        let read: Vec<Vec<String>> = rows(file).into_iter().map(|row| row.1).collect();
        prop_assert_eq!(read, expected);
    }

    #[test]
    fn nothing_panics(bytes in vec(any::<u8>(), 0..400), headed in any::<bool>()) {
        let file = if headed { [HEADINGS.as_bytes(), b"\n", &bytes].concat() } else { bytes };
        let _any = read(file, Limits::default());
    }
}
