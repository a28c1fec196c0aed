use super::{BOOK, Part, headings, open, parts, read, rows, sheet, zip};
use crate::domain::extract::{Cell, Row, SerialDates};

#[test]
fn cells_of_every_type_stand_where_they_say() {
    let strings = "<sst><si><t>Smith, Chloe</t></si><si><r><t xml:space=\"preserve\">CIC </t></r><r><t>Team &amp; 1</t></r><rPh><t>sounds</t></rPh></si><si/></sst>";
    let row = "<row r=\"5\"><c r=\"A5\"><v>3549863</v></c><c r=\"B5\" t=\"s\"><v>0</v></c><c r=\"D5\" s=\"3\"><v>8</v></c>\
               <c r=\"E5\" t=\"b\"><v>1</v></c><c r=\"F5\" t=\"str\"><f>\"C\"&amp;2</f><v>C2</v></c><c r=\"G5\"><v>45163</v></c>\
               <c r=\"H5\" t=\"e\"><v>#N/A</v></c><c r=\"I5\" t=\"inlineStr\"><is><t>a &lt; &#98;</t></is></c><c r=\"K5\" t=\"s\"><v>1</v></c>\
               <c r=\"L5\" t=\"s\"><v>2</v></c><c r=\"M5\"/></row>";
    let file = zip(&parts(&sheet(&format!("{}{row}", headings())), strings));
    let mut extract = open(file).unwrap();
    let mut row = Row::default();
    assert!(extract.next(&mut row).unwrap());
    let cells: Vec<Cell> = (0..13).map(|index| row.cell(index)).collect();
    assert_eq!(
        cells,
        [
            Cell::Number(3_549_863.0, "3549863"),
            Cell::Text("Smith, Chloe"),
            Cell::Blank,
            Cell::Number(8.0, "8"),
            Cell::Text("true"),
            Cell::Text("C2"),
            Cell::Number(45_163.0, "45163"),
            Cell::Unreadable("#N/A"),
            Cell::Text("a < b"),
            Cell::Blank,
            Cell::Text("CIC Team & 1"),
            Cell::Blank,
            Cell::Blank,
        ]
    );
    assert_eq!(row.number(), 5);
    assert!(!extract.next(&mut row).unwrap());
}

#[test]
fn cells_and_rows_that_do_not_say_where_they_stand_follow_each_other() {
    let read = rows("<row/><row><c><v>1</v></c><c/><c t=\"str\"><v></v></c><c><v>8</v></c></row>");
    assert_eq!(read, [(3, vec!["1".to_owned(), String::new(), String::new(), "8".to_owned()])]);
}

#[test]
fn names_of_elements_may_have_a_prefix_and_parts_may_be_stored() {
    let prefixed = sheet(&format!("{}<row><c><v>7</v></c></row>", headings()))
        .replace("</", "</x:")
        .replace('<', "<x:")
        .replace("<x:/x:", "</x:")
        .replace("<x:?", "<?");
    let mut parts = parts(&prefixed, "<sst/>");
    parts[3] = Part::stored("xl/worksheets/sheet1.xml", &prefixed);
    assert_eq!(read(zip(&parts)).unwrap()[0].1, ["7"]);
}

#[test]
fn a_workbook_says_from_which_day_it_counts() {
    let with = |properties: &str| {
        let mut parts = parts(&sheet(&headings()), "<sst/>");
        parts[0] = Part::new("xl/workbook.xml", BOOK.replace("<workbookPr/>", properties));
        open(zip(&parts)).unwrap().written().serials
    };
    assert_eq!(with("<workbookPr/>"), Some(SerialDates::From1900));
    assert_eq!(with(""), Some(SerialDates::From1900));
    assert_eq!(with("<workbookPr date1904=\"0\"/>"), Some(SerialDates::From1900));
    assert_eq!(with("<workbookPr date1904=\"1\"/>"), Some(SerialDates::From1904));
    assert_eq!(with("<workbookPr date1904=\"true\"></workbookPr>"), Some(SerialDates::From1904));
}

#[test]
fn the_first_visible_sheet_with_the_headings_is_read() {
    let book = "<workbook><sheets><sheet name=\"Notes\" r:id=\"a\"/><sheet name=\"Old\" state=\"hidden\" r:id=\"b\"/><sheet name=\"Data\" r:id=\"c\"/></sheets></workbook>";
    let relations = "<Relationships><Relationship Id=\"a\" Target=\"worksheets/1.xml\"/><Relationship Id=\"b\" Target=\"worksheets/2.xml\"/><Relationship Id=\"c\" Target=\"/xl/worksheets/3.xml\"/></Relationships>";
    let data = |id: &str| sheet(&format!("{}<row><c><v>{id}</v></c></row>", headings()));
    let file = zip(&[
        Part::new("xl/workbook.xml", book),
        Part::new("xl/_rels/workbook.xml.rels", relations),
        Part::new("xl/worksheets/1.xml", sheet("<row><c t=\"str\"><v>Made on Monday</v></c></row>")),
        Part::new("xl/worksheets/2.xml", data("2")),
        Part::new("xl/worksheets/3.xml", data("3")),
    ]);
    assert_eq!(read(file).unwrap()[0].1, ["3"]);
}

#[test]
fn headings_below_a_title_are_found_and_missing_ones_named() {
    let title = "<row><c t=\"str\"><v>Children Currently in Care</v></c></row><row r=\"4\"><c t=\"str\"><v>Team: all</v></c></row>";
    let below = format!("{title}{}<row><c><v>9</v></c></row>", headings());
    assert_eq!(read(zip(&parts(&sheet(&below), "<sst/>"))).unwrap(), [(6, vec!["9".to_owned()])]);
    let missing = below.replace("Gender", "Title");
    let refused = read(zip(&parts(&sheet(&missing), "<sst/>"))).unwrap_err();
    assert_eq!(refused.to_string(), "headings missing: [gender]; there twice: []");
}
