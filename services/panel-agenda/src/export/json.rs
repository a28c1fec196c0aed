//! A table as JSON: an object for each row.

use super::{Table, Value};
use serde_json::{Map, Value as Json};

impl Table {
    /// An array with an object for each row, its keys the headings as `service_manager`, dates as ISO.
    pub fn to_json(&self) -> Vec<u8> {
        let keys: Vec<String> =
            self.headings.iter().map(|heading| heading.title.to_lowercase().replace(' ', "_")).collect();
        let rows = self.rows.iter().map(|row| {
            let cells = keys.iter().cloned().zip(row.iter().map(json));
            Json::Object(cells.collect::<Map<String, Json>>())
        });
        format!("{:#}", Json::Array(rows.collect())).into_bytes()
    }
}

fn json(value: &Value) -> Json {
    match value {
        Value::Blank => Json::Null,
        Value::Text(text) => text.as_str().into(),
        Value::Date(date) => date.to_string().into(),
        Value::Number(number) => (*number).into(),
    }
}
