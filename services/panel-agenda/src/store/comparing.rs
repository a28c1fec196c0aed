//! The difference between two agendas, by their children's lines.

use super::opening::{Seen, access};
use sqlx::{FromRow, PgExecutor, Row as _};
use uuid::Uuid;

/// A child who is on at least one of two agendas.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct Compared {
    /// The council's own id.
    pub child_id: String,
    /// On the earlier one.
    pub on_earlier: bool,
    /// On the later one.
    pub on_later: bool,
    /// The filter that keeps the child off one of them; empty where that one's extract does not have the child.
    pub off_by: String,
    /// As the extract of the later one names them or, where it does not have the child, that of the earlier.
    pub service_manager: String,
}

/// Both agendas' children, by id; nothing where one of the agendas is not there.
pub async fn compare(
    executor: impl PgExecutor<'_>,
    caller: &str,
    earlier: Uuid,
    later: Uuid,
) -> Result<Seen<Option<Vec<Compared>>>, sqlx::Error> {
    let rows = sqlx::query(include_str!("comparing.sql"))
        .bind(caller)
        .bind(earlier)
        .bind(later)
        .fetch_all(executor)
        .await?;
    let first = rows.first().ok_or(sqlx::Error::RowNotFound)?;
    let both: bool = first.try_get("both")?;
    let found = rows.iter().filter(|row| matches!(row.try_get::<Option<String>, _>("child_id"), Ok(Some(_))));
    let found = found.map(Compared::from_row).collect::<Result<_, _>>()?;
    Ok(Seen { access: access(first)?, found: both.then_some(found) })
}
