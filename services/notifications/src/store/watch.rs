//! What is new for one worker.

use super::opening::{Seen, access};
use super::shown;
use crate::domain::notification::Shown;
use eventlog::Audit;
use sqlx::types::Json;
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
    /// What the caller has access to, word for word.
    pub standing: Option<String>,
    /// Whether the audit entry of it is written.
    pub entered: bool,
}

/// What was permitted before: a look is entered at once as long as that stands.
#[derive(Clone, Copy, Debug)]
pub struct Permitted<'a> {
    /// What the caller had access to then, as [`News::standing`] gave it.
    pub standing: Option<&'a str>,
    /// The entry, but for what it shows.
    pub entry: &'a Audit,
}

/// How many rows a look takes at most. The statement says the same by itself: of a number that is given Postgres thinks that it may be a
/// tenth of all rows, and plans anew each time.
pub const AT_ONCE: usize = 100;

/// What the caller was told after a position, oldest first, at most [`AT_ONCE`]; without a position nothing, but where it ends now.
pub async fn since(
    executor: impl PgExecutor<'_>,
    caller: &str,
    position: Option<i64>,
    permitted: Permitted<'_>,
) -> Result<Seen<News>, sqlx::Error> {
    let found = sqlx::query(include_str!("since.sql"))
        .bind(caller)
        .bind(position)
        .bind(permitted.standing)
        .bind(Json(permitted.entry))
        .fetch_all(executor)
        .await?;
    let first = found.first().ok_or(sqlx::Error::RowNotFound)?;
    Ok(Seen {
        access: access(first)?,
        found: News {
            from: first.try_get("from_position")?,
            unread: first.try_get("unread_count")?,
            standing: first.try_get("standing")?,
            entered: first.try_get("entered")?,
            notifications: shown::all(&found)?,
        },
    })
}
