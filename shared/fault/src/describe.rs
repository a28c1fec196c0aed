//! An error's whole chain in one line, without what somebody typed.

use std::error::Error;

/// An error and its sources in one line, fit for a log. What Postgres says about data is left out, because it quotes the
/// data: the state code and the names of table and constraint stay.
pub fn describe(error: &(dyn Error + 'static)) -> String {
    let mut parts = Vec::new();
    let mut next = Some(error);
    while let Some(error) = next {
        if let Some(sqlx::Error::Database(database)) = error.downcast_ref::<sqlx::Error>() {
            parts.push(describe_database(database.as_ref()));
            break;
        }
        parts.push(error.to_string());
        next = error.source();
    }
    parts.join(": ")
}

fn describe_database(error: &dyn sqlx::error::DatabaseError) -> String {
    let state = error.code().unwrap_or_default();
    let quotes_data = state.starts_with("22");
    let mut line = format!("postgres {state}");
    if !quotes_data {
        line = format!("{line} {}", error.message());
    }
    for (label, name) in [("table", error.table()), ("constraint", error.constraint())] {
        if let Some(name) = name {
            line = format!("{line} {label}={name}");
        }
    }
    line
}
