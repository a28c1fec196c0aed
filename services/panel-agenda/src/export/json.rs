//! A table as an array of JSON objects, one for each row.

use super::{Heading, Value};
use serde_json::{Map, Value as Json};

/// How it begins.
pub(super) const ABOVE: &str = "[";

/// A row, its keys the headings as `service_manager`, dates as ISO.
pub(super) fn row(headings: &[Heading], row: &[Value], is_first: bool) -> String {
    let keys = headings.iter().map(|heading| heading.title.to_lowercase().replace(' ', "_"));
    let object = Json::Object(keys.zip(row.iter().map(json)).collect::<Map<String, Json>>());
    let parted = if is_first { "\n" } else { ",\n" };
    // No text of JSON has a line feed of its own.
    format!("{parted}{object:#}").replace('\n', "\n  ")
}

/// How it ends, after so many rows.
pub(super) fn below(rows: usize) -> &'static str {
    if rows == 0 { "]" } else { "\n]" }
}

fn json(value: &Value) -> Json {
    match value {
        Value::Blank => Json::Null,
        Value::Text(text) => text.as_str().into(),
        Value::Date(date) => date.to_string().into(),
        Value::Number(number) => (*number).into(),
    }
}
