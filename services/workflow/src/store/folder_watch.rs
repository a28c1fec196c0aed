//! What changed in the folder Incoming work.

use super::{folder::Incoming, opening::Seen};
use chrono::NaiveDate;
use eventlog::Held;
use identity::Access;
use sqlx::{FromRow, PgExecutor, types::Json};
use uuid::Uuid;

/// Of how many of the newest rows a reader is told.
const NEWEST: i64 = 500;

/// What a reader has to be told.
pub(crate) struct Changed {
    /// How many rows the whole folder has.
    pub total: i64,
    /// Rows that the reader has not, or has otherwise, newest first, each with the mark of how it looks.
    pub worksteps: Vec<(Incoming, i32)>,
    /// Rows that the reader has and that are there no longer.
    pub gone: Vec<Uuid>,
    /// The lists that make up the folder.
    pub lists: Vec<Uuid>,
}

#[derive(FromRow)]
struct Row {
    access: Option<Access>,
    total: i64,
    worksteps: Json<Vec<(Incoming, i32)>>,
    gone: Vec<Uuid>,
    lists: Vec<Uuid>,
}

/// What a reader who has this is told next, on that day in London: at most so many rows.
pub(crate) async fn since(
    executor: impl PgExecutor<'_>,
    subject: &str,
    today: NaiveDate,
    held: &Held,
    rows: usize,
) -> Result<Seen<Changed>, sqlx::Error> {
    let (ids, marks) = held.columns();
    let row: Row = sqlx::query_as(include_str!("folder_watch.sql"))
        .bind(subject)
        .bind(today)
        .bind(ids)
        .bind(marks)
        .bind(NEWEST)
        .bind(i64::try_from(rows).unwrap_or(NEWEST))
        .fetch_one(executor)
        .await?;
    let Row { access, total, worksteps, gone, lists } = row;
    Ok(Seen { access, found: Changed { total, worksteps: worksteps.0, gone, lists } })
}
