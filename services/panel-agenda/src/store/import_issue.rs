//! What is wrong with the rows of an import.

use super::extract_import::import;
use super::opening::{Seen, access};
use crate::domain::extract_import::ExtractImport;
use sqlx::{FromRow, PgExecutor, Row as _};
use uuid::Uuid;

/// One issue, as it is kept.
#[derive(Clone, Debug, FromRow)]
pub struct Issue {
    /// The number of the row.
    pub row_number: i32,
    /// The number of the kind in the contracts.
    pub kind: i16,
    /// The column's key.
    pub column_key: String,
    /// Whether the row is rejected for it.
    pub rejects: bool,
    /// What stands in the cell.
    pub value: String,
}

/// An issue's place among those of its import: row, kind, column.
pub type Place = (i32, i16, String);

/// Which of the issues are wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filter {
    /// The import.
    pub extract_import_id: Uuid,
    /// Only what rejects.
    pub rejected_only: bool,
    /// Only this kind.
    pub kind: Option<i16>,
}

/// The import with some of its issues, by row.
pub async fn list(
    executor: impl PgExecutor<'_>,
    caller: &str,
    filter: &Filter,
    after: Option<&Place>,
    rows: i64,
) -> Result<Seen<(Option<ExtractImport>, Vec<Issue>)>, sqlx::Error> {
    let found = sqlx::query(include_str!("import_issue_list.sql"))
        .bind(caller)
        .bind(filter.extract_import_id)
        .bind(filter.rejected_only)
        .bind(filter.kind)
        .bind(after.map(|place| place.0))
        .bind(after.map(|place| place.1))
        .bind(after.map(|place| &place.2))
        .bind(rows)
        .fetch_all(executor)
        .await?;
    let first = found.first().ok_or(sqlx::Error::RowNotFound)?;
    let issues =
        found.iter().filter(|row| matches!(row.try_get::<Option<i32>, _>("row_number"), Ok(Some(_))));
    let issues = issues.map(Issue::from_row).collect::<Result<_, _>>()?;
    Ok(Seen { access: access(first)?, found: (import(first)?, issues) })
}
