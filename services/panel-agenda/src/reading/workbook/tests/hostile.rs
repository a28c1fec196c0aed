//! Files that are not what they say: each is answered, and none fills memory.

use super::{BOOK, Part, headings, open, parts, read, refused, rows, sheet, zip};
use crate::{
    domain::{extract::Row, sample::LAYOUT},
    reading::{Extract, Limits},
};
use proptest::prelude::*;
use std::io::Cursor;

fn good() -> Vec<Part> {
    parts(&sheet(&format!("{}<row><c><v>1</v></c></row>", headings())), "<sst/>")
}

/// The right parts, one of them changed.
fn with(index: usize, change: impl FnOnce(&mut Part)) -> Vec<Part> {
    let mut parts = good();
    change(&mut parts[index]);
    parts
}

#[test]
fn a_part_that_is_larger_or_smaller_than_it_says_is_refused() {
    assert!(refused(&with(3, |part| part.unpacked_size -= 1)).contains("larger than it says"));
    assert!(refused(&with(3, |part| part.unpacked_size += 1)).contains("not what it says"));
    assert!(refused(&with(3, |part| part.crc ^= 1)).contains("not what it says"));
    assert!(refused(&with(3, |part| part.packed_size -= 5)).contains("damaged"));
    assert!(refused(&with(0, |part| part.unpacked_size = 3)).contains("larger than it says"));
}

#[test]
fn a_bomb_that_says_so_is_refused_before_it_is_unpacked() {
    let bomb = with(3, |part| part.unpacked_size = (512 << 20) + 1);
    assert_eq!(refused(&bomb), "the unpacked workbook is too large");
    let many: Vec<Part> = (0..5000).map(|number| Part::stored(&number.to_string(), "")).collect();
    assert_eq!(refused(&many), "the directory of the workbook is too large");
}

#[test]
fn a_bomb_that_lies_is_refused_while_it_is_unpacked() {
    let blank = sheet(&" ".repeat(50 << 20));
    let mut parts = parts(&blank, "<sst/>");
    parts[3].unpacked_size = 1000;
    assert!(refused(&parts).contains("larger than it says"));
}

#[test]
fn no_piece_of_xml_grows_without_end() {
    let endless = "x".repeat(3 << 20);
    for rows in [
        format!("<row><c t=\"str\"><v>{endless}</v></c></row>"),
        format!("<row><c t=\"{endless}\"/></row>"),
        format!("<{endless}/>"),
        format!("<!--{endless}-->"),
        "<a>".repeat(100_000),
        format!("<row>{}</row>", "<c t=\"str\"><v>some words</v></c>".repeat(100_000)),
    ] {
        let said = refused(&parts(&sheet(&rows), "<sst/>"));
        let bounded = ["too long", "too deeply", "no well-formed"].iter().any(|word| said.contains(word));
        assert!(bounded || said.contains("headings missing"), "{said}");
    }
    let long_cell = format!("{}<row><c t=\"str\"><v>{}</v></c></row>", headings(), "x".repeat(70_000));
    assert_eq!(refused(&parts(&sheet(&long_cell), "<sst/>")), "row 2 is too long: is a quote not closed?");
}

#[test]
fn shared_texts_are_bounded() {
    let strings = format!("<sst>{}</sst>", "<si><t>abcdefgh</t></si>".repeat(10_000));
    let file = zip(&parts(&sheet(&headings()), &strings));
    let limits = Limits { strings: 100_000, ..Limits::default() };
    let refused = Extract::open(Cursor::new(file.clone()), &LAYOUT, limits).err().unwrap();
    assert_eq!(refused.to_string(), "the text of the workbook is too large");
    assert!(open(file).is_ok());
}

#[test]
fn one_long_shared_text_in_many_cells_makes_no_long_row() {
    let strings = format!("<sst><si><t>{}</t></si></sst>", "x".repeat(30_000));
    let many = format!("{}<row>{}</row>", headings(), "<c t=\"s\"><v>0</v></c>".repeat(500));
    assert!(refused(&parts(&sheet(&many), &strings)).contains("row 2 is too long"));
}

#[test]
fn what_a_sheet_says_of_its_dimensions_costs_nothing() {
    let far = "<row r=\"1048576\"><c r=\"A1048576\"><v>1</v></c><c r=\"XFD1048576\"><v>2</v></c></row>";
    let read = rows(far);
    assert_eq!((read[0].0, read[0].1.len()), (1_048_576, 1));
}

#[test]
fn entities_of_its_own_are_refused() {
    let billion = format!("<!DOCTYPE a [<!ENTITY b \"bbbb\">]>{}", sheet(&headings()));
    assert!(refused(&parts(&billion, "<sst/>")).contains("entities"));
    let unknown = sheet(&format!("{}<row><c t=\"str\"><v>&who;</v></c></row>", headings()));
    assert!(refused(&parts(&unknown, "<sst/>")).contains("no well-formed XML"));
}

#[test]
fn macros_passwords_and_odd_packing_are_refused() {
    let mut macros = good();
    macros.push(Part::stored("xl/vbaProject.bin", "Sub AutoOpen()"));
    assert!(refused(&macros).contains("macros"));
    for sheet in ["xl/macrosheets/sheet1.xml", "XL/MacroSheets/intlsheet1.xml"] {
        let mut macros = good();
        macros.push(Part::stored(sheet, "<xm:macrosheet/>"));
        assert!(refused(&macros).contains("macros"), "{sheet}");
    }
    assert!(refused(&with(3, |part| part.flags = 1)).contains("password"));
    assert!(refused(&with(3, |part| part.method = 12)).contains("unusual"));
}

#[test]
fn what_is_missing_or_out_of_place_is_damage() {
    for (parts, said) in [
        (vec![], "no workbook"),
        (good().into_iter().skip(1).collect(), "no workbook"),
        (
            good().into_iter().enumerate().filter(|(index, _)| *index != 1).map(|it| it.1).collect(),
            "a part is missing",
        ),
        (with(3, |part| part.header_at = Some(3)), "not where it should be"),
        (with(3, |part| part.header_at = Some(1 << 30)), "cut off"),
        (with(3, |part| part.header_at = Some(u32::MAX)), "too large"),
        (good().into_iter().chain(good()).collect(), "twice"),
        (
            parts(&sheet(&format!("{}<row><c t=\"s\"><v>7</v></c></row>", headings())), "<sst/>"),
            "shared text is missing",
        ),
        (parts(&sheet(&format!("{}<row r=\"1\"/>", headings())), "<sst/>"), "out of order"),
        (parts(&sheet(&format!("{}<row r=\"0\"/>", headings())), "<sst/>"), "out of order"),
        (
            parts(
                &sheet(&format!("{}<row><c r=\"B2\"><v>1</v></c><c r=\"A2\"/></row>", headings())),
                "<sst/>",
            ),
            "out of order",
        ),
        (parts(&sheet(&format!("{}<row><c r=\"7\"/></row>", headings())), "<sst/>"), "no place"),
        (parts(&sheet(&format!("{}<row><c t=\"z\"/></row>", headings())), "<sst/>"), "unknown type"),
        (parts(&format!("<sheetData>{}<row><c>", headings()), "<sst/>"), "cut off"),
    ] {
        let refused = refused(&parts);
        assert!(refused.contains(said), "{said}: {refused}");
    }
    let file = zip(&good());
    assert_eq!(read(file[..file.len() - 30].to_vec()).unwrap_err().name(), "WORKBOOK_DAMAGED");
    assert!(BOOK.contains("rId1"));
}

#[test]
fn a_long_sheet_is_read_in_the_memory_of_one_row() {
    let rows = "<row><c><v>3549863</v></c></row>".repeat(100_000);
    let file = zip(&parts(&sheet(&format!("{}{rows}", headings())), "<sst/>"));
    assert!(file.len() < 1 << 20, "it packs well");
    let mut extract = open(file).unwrap();
    let mut row = Row::default();
    let mut count = 0;
    while extract.next(&mut row).unwrap() {
        count += 1;
        assert!(row.bytes() < 32);
        assert!(count > 50_000 || extract.progress() < 0.6);
    }
    assert_eq!((count, extract.progress()), (100_000, 1.0));
}

proptest! {
    #[test]
    fn no_broken_byte_panics(at in 0..4000_usize, byte in any::<u8>(), cut in prop::option::of(0..4000_usize)) {
        let mut file = zip(&good());
        let length = file.len();
        file[at % length] = byte;
        if let Some(cut) = cut {
            file.truncate(cut % length);
        }
        let _any = read(file);
    }
}
