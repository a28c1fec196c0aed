//! Files that the service wrote: shown on standard output, or kept on disk.

use super::super::Unsuccessful;
use super::super::arguments::{Filed, Written};
use super::file::{put, to_standard_output};
use super::table::table;
use crate::tell::line;
use contracts::panels::v1::ExportedFile;
use serde_json::{Map, Value};
use std::io::IsTerminal;
use std::path::{Path, PathBuf};

/// A file as it comes from the service.
#[derive(Default)]
pub(crate) struct Exported {
    what: Option<ExportedFile>,
    bytes: Vec<u8>,
}

impl Exported {
    pub(crate) fn begin(&mut self, what: ExportedFile) {
        self.what = Some(what);
    }

    pub(crate) fn add(&mut self, piece: &[u8]) {
        self.bytes.extend_from_slice(piece);
    }

    /// The file, if all of it has come.
    pub(crate) fn whole(self) -> Result<Self, Unsuccessful> {
        let announced = self.what.as_ref().map(|what| what.byte_count);
        if announced == i64::try_from(self.bytes.len()).ok() {
            Ok(self)
        } else {
            Err(Unsuccessful::Incomplete("a part of the file only"))
        }
    }

    /// As the service calls it, and in no other folder.
    fn name(&self) -> PathBuf {
        let name = self.what.as_ref().map(|what| Path::new(&what.file_name));
        name.and_then(Path::file_name).map_or_else(|| "permanence-panel".into(), PathBuf::from)
    }
}

/// Shows a file on standard output: as it is, or as a table with these columns of its JSON.
pub(crate) fn shown(
    file: &Exported,
    written: Written,
    title: &str,
    columns: &[(&str, &str)],
) -> Result<(), Unsuccessful> {
    match written {
        Written::Table => to_standard_output(for_people(file, title, columns)?.as_bytes()),
        Written::Json | Written::Csv => to_standard_output(&file.bytes),
        Written::Xlsx => workbook_to_standard_output(file),
    }
}

/// Keeps a file: under that name or its own, or on standard output where that is asked for. What it is called is told. A calendar
/// is filed as nothing else.
pub(crate) fn kept(file: &Exported, filed: Option<Filed>, to: Option<&Path>) -> Result<(), Unsuccessful> {
    match to {
        Some(to) if to.as_os_str() == "-" && filed == Some(Filed::Xlsx) => workbook_to_standard_output(file),
        Some(to) if to.as_os_str() == "-" => to_standard_output(&file.bytes),
        to => {
            let to = to.map_or_else(|| file.name(), Path::to_owned);
            put(&to, &file.bytes).map_err(|error| Unsuccessful::NotWritten(to.clone(), error))?;
            line(&to.display().to_string());
            Ok(())
        }
    }
}

fn workbook_to_standard_output(file: &Exported) -> Result<(), Unsuccessful> {
    if std::io::stdout().is_terminal() { Err(Unsuccessful::Binary) } else { to_standard_output(&file.bytes) }
}

fn for_people(file: &Exported, title: &str, columns: &[(&str, &str)]) -> Result<String, Unsuccessful> {
    let rows: Vec<Map<String, Value>> =
        serde_json::from_slice(&file.bytes).map_err(|_| Unsuccessful::Incomplete("no JSON"))?;
    if rows.is_empty() {
        return Ok(format!("{title}\nNothing is on it.\n"));
    }
    let cell = |row: &Map<String, Value>, key: &str| match row.get(key) {
        None | Some(Value::Null) => String::new(),
        Some(Value::String(text)) => text.clone(),
        Some(other) => other.to_string(),
    };
    let rows = rows.iter().map(|row| columns.iter().map(|(key, _)| cell(row, key)).collect());
    let headings: Vec<&str> = columns.iter().map(|(_, heading)| *heading).collect();
    Ok(format!("{title}\n{}\n", table(&headings, rows)))
}
