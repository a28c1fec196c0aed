//! What a command did, as a table for people, an object or two lines of csv.

use super::super::Unsuccessful;
use super::super::arguments::Told;
use super::file::to_standard_output;
use super::table::pairs;
use chrono::{DateTime, SecondsFormat};
use contracts::panels::v1::{Agenda, ExtractImport};
use contracts::r#type::v1::Act;
use serde_json::{Map, Value};

/// What a command did: keys with their values, in the order in which people read them.
pub(crate) struct Receipt(Vec<(&'static str, Value)>);

impl Receipt {
    /// An agenda, as it was drawn and issued.
    pub(crate) fn of_agenda(agenda: &Agenda) -> Self {
        let inputs = agenda.inputs.clone().unwrap_or_default();
        Self(vec![
            ("agenda_id", agenda.agenda_id.as_str().into()),
            ("panel_date", agenda.panel_date.as_str().into()),
            ("cohort", agenda.cohort.as_str().into()),
            ("cohort_title", agenda.cohort_title.as_str().into()),
            ("listed", agenda.listed_count.into()),
            ("not_listed", agenda.not_listed_count.into()),
            ("issue_number", agenda.issue_number.into()),
            ("stale", agenda.stale.into()),
            ("late", agenda.late.into()),
            ("extract_import_id", inputs.extract_import_id.into()),
            ("as_of", inputs.as_of.into()),
            ("rules", inputs.rules.into()),
            ("sha256", agenda.sha256.as_str().into()),
            ("drawn_at", at(agenda.drawn.as_ref())),
            ("issued_at", at(agenda.issued.as_ref())),
        ])
    }

    /// An import, as far as it is.
    pub(crate) fn of_import(import: &ExtractImport) -> Self {
        let state = import.state().as_str_name().trim_start_matches("EXTRACT_IMPORT_STATE_").to_lowercase();
        Self(vec![
            ("extract_import_id", import.extract_import_id.as_str().into()),
            ("file_name", import.file_name.as_str().into()),
            ("as_of", import.as_of.as_str().into()),
            ("state", state.into()),
            ("rows", import.row_count.into()),
            ("accepted", import.accepted_count.into()),
            ("rejected", import.rejected_count.into()),
            ("flagged", import.flagged_count.into()),
            ("sha256", import.sha256.as_str().into()),
            ("imported_at", at(import.imported.as_ref())),
        ])
    }

    /// Prints it.
    pub(crate) fn tell(self, told: Told) -> Result<(), Unsuccessful> {
        let said = |value: &Value| match value {
            Value::Null => String::new(),
            Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        let text = match told {
            Told::Table => {
                let rows = self.0.iter().map(|(key, value)| vec![key.replace('_', " "), said(value)]);
                format!("{}\n", pairs(rows))
            }
            Told::Json => {
                let object = self.0.into_iter().map(|(key, value)| (key.to_owned(), value));
                format!("{:#}\n", Value::Object(object.collect::<Map<_, _>>()))
            }
            Told::Csv => {
                let keys = self.0.iter().map(|(key, _)| (*key).to_owned());
                let values = self.0.iter().map(|(_, value)| harmless(said(value)));
                line(keys) + &line(values)
            }
        };
        to_standard_output(text.as_bytes())
    }
}

fn at(act: Option<&Act>) -> Value {
    let time = act.and_then(|act| act.time.as_ref());
    let time = time.and_then(|it| DateTime::from_timestamp(it.seconds, it.nanos.try_into().ok()?));
    time.map_or(Value::Null, |time| time.to_rfc3339_opts(SecondsFormat::Secs, true).into())
}

fn line(cells: impl Iterator<Item = String>) -> String {
    let quoted = cells.map(|cell| {
        if cell.contains([',', ';', '\t', '"', '\n', '\r']) {
            format!("\"{}\"", cell.replace('"', "\"\""))
        } else {
            cell
        }
    });
    quoted.collect::<Vec<_>>().join(",") + "\r\n"
}

/// A file may be called as a formula begins: an apostrophe makes it text to spreadsheets.
fn harmless(cell: String) -> String {
    if cell.trim_start().starts_with(['=', '+', '-', '@']) { format!("'{cell}") } else { cell }
}
