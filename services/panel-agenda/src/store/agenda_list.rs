//! Agendas, the latest panel first.

use super::agenda::shown;
use super::opening::{Seen, access};
use crate::domain::agenda::Drawn;
use chrono::{DateTime, NaiveDate, Utc};
use sqlx::PgExecutor;
use std::fmt;
use uuid::Uuid;

/// An agenda's place among the others.
pub type Place = (NaiveDate, DateTime<Utc>, Uuid);

/// Which agendas are wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filter {
    /// For one panel.
    pub panel: Option<NaiveDate>,
    /// Of one cohort.
    pub cohort: Option<String>,
}

/// For an audit entry.
impl fmt::Display for Filter {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let panel = self.panel.map(|panel| panel.to_string()).unwrap_or_default();
        write!(out, "panel={panel} cohort={}", self.cohort.as_deref().unwrap_or_default())
    }
}

/// The place of an agenda.
pub fn place(agenda: &Drawn) -> Place {
    (agenda.panel, agenda.by.2, agenda.id)
}

/// Agendas after that place, at most so many.
pub async fn list(
    executor: impl PgExecutor<'_>,
    caller: &str,
    filter: &Filter,
    after: Option<&Place>,
    rows: i64,
) -> Result<Seen<Vec<Drawn>>, sqlx::Error> {
    let found = sqlx::query(include_str!("agenda_list.sql"))
        .bind(caller)
        .bind(filter.panel)
        .bind(&filter.cohort)
        .bind(after.map(|place| place.0))
        .bind(after.map(|place| place.1))
        .bind(after.map(|place| place.2))
        .bind(rows)
        .fetch_all(executor)
        .await?;
    let first = found.first().ok_or(sqlx::Error::RowNotFound)?;
    let agendas = found.iter().filter_map(|row| shown(row).transpose()).collect::<Result<_, _>>()?;
    Ok(Seen { access: access(first)?, found: agendas })
}
