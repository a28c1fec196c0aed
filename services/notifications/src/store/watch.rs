//! What is new for one worker.

use super::opening::{Seen, access};
use super::shown;
use crate::domain::notification::Shown;
use sqlx::{PgExecutor, Row as _};

/// What is new since somebody looked.
#[derive(Debug)]
pub struct News {
    /// Where they stood; for whoever comes newly, the end.
    pub from: i64,
    /// What came after it, oldest first.
    pub notifications: Vec<Shown>,
    /// How many are neither read nor settled.
    pub unread: i64,
}

/// What the caller was told after a position, oldest first, at most so many rows; without a position nothing, but
/// where it ends now.
pub async fn since(
    executor: impl PgExecutor<'_>,
    caller: &str,
    position: Option<i64>,
    rows: i64,
) -> Result<Seen<News>, sqlx::Error> {
    let found = sqlx::query(include_str!("since.sql"))
        .bind(caller)
        .bind(position)
        .bind(rows)
        .fetch_all(executor)
        .await?;
    let first = found.first().ok_or(sqlx::Error::RowNotFound)?;
    Ok(Seen {
        access: access(first)?,
        found: News {
            from: first.try_get("from_position")?,
            unread: first.try_get("unread_count")?,
            notifications: shown::all(&found)?,
        },
    })
}
