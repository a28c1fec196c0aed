//! A table as a workbook: the whole on the first sheet, and a sheet for each person.

use super::{Heading, Table, Value};
use rust_xlsxwriter::{DocProperties, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError};
use std::collections::{BTreeMap, BTreeSet};

/// A workbook that could not be written.
#[derive(Debug, thiserror::Error)]
#[error("the workbook could not be written")]
pub struct NotWritten(#[from] XlsxError);

/// The sheet with everything.
const WHOLE: &str = "All";
/// The sheet of what nobody is named for.
const NOBODY: &str = "Business Support";
/// The most characters that a cell of Excel holds, and a sheet's name.
const LONGEST_TEXT: usize = 32_767;
const LONGEST_NAME: usize = 31;
const A4: u8 = 9;

impl Table {
    /// The workbook, as the bytes of an .xlsx file: headings frozen, filters on, ready to print.
    pub fn to_xlsx(&self) -> Result<Vec<u8>, NotWritten> {
        self.to_xlsx_with(None)
    }

    /// The same, with another table as its last sheet, which is called so.
    pub fn to_xlsx_with(&self, last: Option<(&str, &Self)>) -> Result<Vec<u8>, NotWritten> {
        let mut workbook = Workbook::new();
        workbook.set_properties(&self.properties());
        let formats = Formats::new();
        let all: Vec<&Vec<Value>> = self.rows.iter().collect();
        self.write(workbook.add_worksheet(), WHOLE, &all, &formats)?;
        let mut taken = BTreeSet::from([WHOLE.to_lowercase()]);
        taken.extend(last.map(|(name, _)| name.to_lowercase()));
        for (person, rows) in self.parts() {
            let name = sheet_name(&person, &mut taken);
            self.write(workbook.add_worksheet(), &name, &rows, &formats)?;
        }
        if let Some((name, table)) = last {
            let rows: Vec<&Vec<Value>> = table.rows.iter().collect();
            table.write(workbook.add_worksheet(), name, &rows, &formats)?;
        }
        Ok(workbook.save_to_buffer()?)
    }

    /// The rows of each person, in the order of their names.
    fn parts(&self) -> BTreeMap<String, Vec<&Vec<Value>>> {
        let mut parts: BTreeMap<String, Vec<&Vec<Value>>> = BTreeMap::new();
        for row in self.rows.iter().chain(&self.beside) {
            let person = row.get(self.parted_by).map(Value::said).unwrap_or_default();
            let person = if person.trim().is_empty() { NOBODY.to_owned() } else { person };
            parts.entry(person).or_default().push(row);
        }
        parts
    }

    /// The day that the table is of, not of its writing, or the bytes would differ each time.
    fn properties(&self) -> DocProperties {
        DocProperties::new().set_title(&self.title).set_creation_datetime(&self.made_on)
    }

    fn write(
        &self,
        sheet: &mut Worksheet,
        name: &str,
        rows: &[&Vec<Value>],
        formats: &Formats,
    ) -> Result<(), XlsxError> {
        sheet.set_name(name)?;
        for (column, Heading { title, width }) in (0_u16..).zip(&self.headings) {
            sheet.set_column_width(column, *width)?;
            sheet.write_string_with_format(0, column, *title, &formats.heading)?;
        }
        for (number, row) in (1_u32..).zip(rows) {
            for (column, value) in (0_u16..).zip(row.iter()) {
                formats.write(sheet, number, column, value)?;
            }
        }
        let last_row = u32::try_from(rows.len()).unwrap_or(u32::MAX);
        let last_column = u16::try_from(self.headings.len().saturating_sub(1)).unwrap_or(u16::MAX);
        sheet.set_freeze_panes(1, 0)?;
        sheet.autofilter(0, 0, last_row, last_column)?;
        sheet.set_landscape().set_paper_size(A4).set_print_fit_to_pages(1, 0);
        sheet.set_repeat_rows(0, 0)?;
        sheet.set_header(format!("&L{}&R{}", plain(&self.title), plain(name)));
        sheet.set_footer("&RPage &P of &N");
        Ok(())
    }
}

struct Formats {
    heading: Format,
    text: Format,
    date: Format,
}

impl Formats {
    fn new() -> Self {
        let top = Format::new().set_align(FormatAlign::Top);
        Self {
            heading: Format::new().set_bold().set_text_wrap().set_border_bottom(FormatBorder::Thin),
            text: top.clone().set_text_wrap().set_num_format("@"),
            date: top.set_num_format("dd/mm/yyyy"),
        }
    }

    /// Words are written as words: whatever they begin with, they are no formula and no link.
    fn write(&self, sheet: &mut Worksheet, row: u32, column: u16, value: &Value) -> Result<(), XlsxError> {
        match value {
            Value::Blank => return Ok(()),
            Value::Text(text) => sheet.write_string_with_format(row, column, bounded(text), &self.text)?,
            Value::Date(date) => sheet.write_date_with_format(row, column, date, &self.date)?,
            Value::Number(number) => sheet.write_number(row, column, *number)?,
        };
        Ok(())
    }
}

fn bounded(text: &str) -> String {
    if text.chars().count() <= LONGEST_TEXT {
        return text.to_owned();
    }
    text.chars().take(LONGEST_TEXT - 1).chain(['…']).collect()
}

/// Ampersands begin commands in headers.
fn plain(text: &str) -> String {
    text.replace('&', "&&").chars().take(100).collect()
}

/// A name that a sheet can have, and no other sheet has.
fn sheet_name(person: &str, taken: &mut BTreeSet<String>) -> String {
    let fits = |char: char| !char.is_control() && !"[]:*?/\\".contains(char);
    let fitting: String = person.chars().map(|char| if fits(char) { char } else { ' ' }).collect();
    let fitting = fitting.trim_matches(|char: char| char == '\'' || char.is_whitespace());
    let fitting = if fitting.is_empty() { NOBODY } else { fitting };
    for number in 1_u32.. {
        let ending = if number == 1 { String::new() } else { format!(" {number}") };
        let most = LONGEST_NAME - ending.len();
        let mut room = 0;
        let begin: String = fitting
            .chars()
            .take_while(|char| {
                room += char.len_utf16();
                room <= most
            })
            .collect();
        let name = format!("{}{ending}", begin.trim_end_matches([' ', '\'']));
        if taken.insert(name.to_lowercase()) {
            return name;
        }
    }
    NOBODY.to_owned()
}
