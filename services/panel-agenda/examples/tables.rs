//! Writes a table as it leaves the service, for readers that are not ours: `tables XLSX CSV` takes rows from standard input, a
//! JSON list of lists of null, text, whole numbers and `{"date": "2026-11-26"}`, and writes both files.

use panel_agenda::export::{Heading, Table, Value};
use serde_json::Value as Json;
use std::error::Error;

const HEADINGS: [&str; 6] = ["Service manager", "Surname", "Born", "Age", "Why", "Open actions"];

fn main() -> Result<(), Box<dyn Error>> {
    let [xlsx, csv] =
        std::env::args().skip(1).collect::<Vec<_>>().try_into().map_err(|_| "tables XLSX CSV")?;
    let rows: Vec<Vec<Json>> = serde_json::from_reader(std::io::stdin().lock())?;
    let table = Table {
        title: "Permanence Panel 26/11/2026: s20 +12 weeks".to_owned(),
        made_on: "2026-11-23".parse()?,
        headings: HEADINGS.map(|title| Heading { title, width: 20 }).to_vec(),
        rows: rows.iter().map(|row| row.iter().map(value).collect()).collect::<Result<_, _>>()?,
        beside: Vec::new(),
        parted_by: 0,
    };
    std::fs::write(xlsx, table.to_xlsx()?)?;
    std::fs::write(csv, table.to_csv())?;
    Ok(())
}

fn value(json: &Json) -> Result<Value, Box<dyn Error>> {
    Ok(match json {
        Json::Null => Value::Blank,
        Json::String(text) => Value::Text(text.clone()),
        Json::Number(number) => Value::Number(i32::try_from(number.as_i64().ok_or("a whole number")?)?),
        Json::Object(object) => Value::Date(object["date"].as_str().ok_or("a date")?.parse()?),
        other => return Err(format!("{other} is no value").into()),
    })
}
