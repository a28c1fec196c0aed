//! Everything that was asked on a step, in a case, or about a child.

use super::opening::Seen;
use super::{request::access, row};
use crate::domain::{page::Place, shown::Shown};
use sqlx::PgExecutor;
use std::fmt;
use uuid::Uuid;

/// Whose requests are wanted.
#[derive(Clone, Debug)]
pub enum Of {
    /// One step's.
    Workstep(Uuid),
    /// One case's.
    Case(Uuid),
    /// One child's.
    Child(String),
}

impl Of {
    /// Whose record the list is: all of a step's and a case's requests are one child's. Nobody's where there are none.
    pub fn child_of(&self, rows: &[Shown]) -> String {
        match self {
            Of::Child(child) => child.clone(),
            Of::Workstep(_) | Of::Case(_) => {
                rows.first().map(|shown| shown.request.child_id.clone()).unwrap_or_default()
            }
        }
    }
}

/// For an audit entry.
impl fmt::Display for Of {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Of::Workstep(workstep) => write!(out, "workstep/{workstep}"),
            Of::Case(case) => write!(out, "case/{case}"),
            Of::Child(child) => write!(out, "child/{child}"),
        }
    }
}

/// Requests, answered ones too, newest first, at most so many.
pub async fn list(
    executor: impl PgExecutor<'_>,
    caller: &str,
    of: &Of,
    after: Option<Place>,
    rows: i64,
) -> Result<Seen<Vec<Shown>>, sqlx::Error> {
    let (workstep, case, child) = match of {
        Of::Workstep(workstep) => (Some(workstep), None, None),
        Of::Case(case) => (None, Some(case), None),
        Of::Child(child) => (None, None, Some(child)),
    };
    let found = sqlx::query(include_str!("list.sql"))
        .bind(caller)
        .bind(workstep)
        .bind(case)
        .bind(child)
        .bind(after.map(|place| place.sent_at))
        .bind(after.map(|place| place.id))
        .bind(rows)
        .fetch_all(executor)
        .await?;
    let first = found.first().ok_or(sqlx::Error::RowNotFound)?;
    Ok(Seen { access: access(first)?, found: row::all_shown(&found)? })
}
