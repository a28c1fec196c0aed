//! What changed in the folder "Incoming requests".

use super::folder::placed;
use super::opening::Seen;
use super::request::access;
use crate::domain::shown::Shown;
use chrono::NaiveDate;
use eventlog::Held;
use identity::InFolder;
use sqlx::postgres::PgRow;
use sqlx::{PgExecutor, Row as _};
use uuid::Uuid;

/// Of how many of the newest rows a reader is told.
const NEWEST: i64 = 500;

/// A row, why it stands in the folder, and the mark of how it looks.
pub type Row = (Shown, InFolder, i32);

/// What a reader has to be told.
pub struct Changed {
    /// How many rows the whole folder has.
    pub total: i64,
    /// Rows that the reader has not, or has otherwise, newest first.
    pub requests: Vec<Row>,
    /// Rows that the reader has and that are there no longer.
    pub gone: Vec<Uuid>,
    /// The lists that make up the folder.
    pub lists: Vec<Uuid>,
}

/// What a reader who has this is told next, on that day in London: at most so many rows.
pub async fn since(
    executor: impl PgExecutor<'_>,
    caller: &str,
    today: NaiveDate,
    held: &Held,
    rows: usize,
) -> Result<Seen<Changed>, sqlx::Error> {
    let (ids, marks) = held.columns();
    let found = sqlx::query(include_str!("folder_watch.sql"))
        .bind(caller)
        .bind(today)
        .bind(ids)
        .bind(marks)
        .bind(NEWEST)
        .bind(i64::try_from(rows).unwrap_or(NEWEST))
        .fetch_all(executor)
        .await?;
    let first = found.first().ok_or(sqlx::Error::RowNotFound)?;
    let changed = Changed {
        total: first.try_get("total_size")?,
        requests: found.iter().filter_map(|row| marked(row).transpose()).collect::<Result<_, _>>()?,
        gone: first.try_get("gone")?,
        lists: first.try_get("lists")?,
    };
    Ok(Seen { access: access(first)?, found: changed })
}

fn marked(row: &PgRow) -> Result<Option<Row>, sqlx::Error> {
    let Some((shown, place)) = placed(row)? else { return Ok(None) };
    Ok(Some((shown, place, row.try_get("mark")?)))
}
