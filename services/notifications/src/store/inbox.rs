//! What one worker was told.

use super::opening::{Seen, access};
use super::shown;
use crate::domain::notification::Shown;
use sqlx::{PgExecutor, Row as _};
use std::fmt;
use uuid::Uuid;

/// How far its worker is with a notification.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// It is neither read nor settled.
    Unread,
    /// It was read.
    Read,
    /// Nothing is left to do about it.
    Settled,
}

impl State {
    fn as_str(self) -> &'static str {
        match self {
            State::Unread => "UNREAD",
            State::Read => "READ",
            State::Settled => "SETTLED",
        }
    }
}

/// What is wanted of it. What is not set does not narrow.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// What is neither read nor settled.
    pub unread_only: bool,
    /// One kind, by its key in the rules.
    pub kind: Option<String>,
    /// One child.
    pub child_id: Option<String>,
    /// One state.
    pub state: Option<State>,
    /// These.
    pub ids: Option<Vec<Uuid>>,
    /// One case.
    pub case_id: Option<Uuid>,
}

/// For an audit entry: by what the list was narrowed.
impl fmt::Display for Filter {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let unread = self.unread_only.then(|| "unread".to_owned());
        let kind = self.kind.as_ref().map(|kind| format!("kind={kind}"));
        let child = self.child_id.as_ref().map(|child| format!("child/{child}"));
        let state = self.state.map(|state| format!("state={}", state.as_str()));
        let case = self.case_id.map(|case| format!("case/{case}"));
        let ids = self.ids.iter().flatten().map(|id| format!("notification/{id}"));
        let parts: Vec<String> =
            [unread, kind, child, state, case].into_iter().flatten().chain(ids).collect();
        out.write_str(&parts.join(" "))
    }
}

/// A part of it.
#[derive(Debug)]
pub struct Part {
    /// The rows, newest first.
    pub notifications: Vec<Shown>,
    /// How many there are under the filter, on all pages.
    pub total: i64,
    /// How many are neither read nor settled, whatever the filter.
    pub unread: i64,
}

/// What the caller was told, newest first, at most so many rows.
pub async fn list(
    executor: impl PgExecutor<'_>,
    caller: &str,
    filter: &Filter,
    before: Option<i64>,
    rows: i64,
) -> Result<Seen<Part>, sqlx::Error> {
    let found = sqlx::query(include_str!("list.sql"))
        .bind(caller)
        .bind(filter.unread_only)
        .bind(&filter.kind)
        .bind(&filter.child_id)
        .bind(before)
        .bind(rows)
        .bind(filter.state.map(State::as_str))
        .bind(&filter.ids)
        .bind(filter.case_id)
        .fetch_all(executor)
        .await?;
    let first = found.first().ok_or(sqlx::Error::RowNotFound)?;
    Ok(Seen {
        access: access(first)?,
        found: Part {
            total: first.try_get("total_size")?,
            unread: first.try_get("unread_count")?,
            notifications: shown::all(&found)?,
        },
    })
}

/// One notification of the caller's; nothing where there is none of theirs of that id.
pub async fn get(
    executor: impl PgExecutor<'_>,
    caller: &str,
    id: Uuid,
) -> Result<Seen<Option<Shown>>, sqlx::Error> {
    let row = sqlx::query(include_str!("get.sql")).bind(caller).bind(id).fetch_one(executor).await?;
    Ok(Seen { access: access(&row)?, found: shown::all(&[row])?.pop() })
}
