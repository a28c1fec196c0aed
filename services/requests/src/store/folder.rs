//! The folder "Incoming requests": what waits for one person.

use super::opening::Seen;
use super::{request::access, row};
use crate::domain::{page::SortedPlace, shown::Shown};
use chrono::NaiveDate;
use contracts::r#type::v1::FolderOrder;
use identity::InFolder;
use sqlx::postgres::PgRow;
use sqlx::{FromRow, PgExecutor, Row as _};
use std::fmt;
use uuid::Uuid;

/// What of the folder is wanted. What is not set does not narrow.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// One inbox of the caller's.
    pub inbox_id: Option<Uuid>,
    /// One child.
    pub child_id: Option<String>,
    /// One type, by its key in the process.
    pub kind: Option<String>,
    /// What was sent on that day or later.
    pub from: Option<NaiveDate>,
    /// What was sent on that day or earlier.
    pub to: Option<NaiveDate>,
    /// The children whose social worker is in that team.
    pub team_id: Option<Uuid>,
    /// How the rows are sorted.
    pub order: FolderOrder,
    /// What is asked about worksteps of that title.
    pub workstep_title: Option<String>,
}

/// For an audit entry: by what the folder was narrowed.
impl fmt::Display for Filter {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let inbox = self.inbox_id.map(|inbox| format!("inbox/{inbox}"));
        let child = self.child_id.as_ref().map(|child| format!("child/{child}"));
        let kind = self.kind.as_ref().map(|kind| format!("type={kind}"));
        let from = self.from.map(|day| format!("from={day}"));
        let to = self.to.map(|day| format!("to={day}"));
        let team = self.team_id.map(|team| format!("team/{team}"));
        // Not what was typed: it could be anything.
        let step = self.workstep_title.as_ref().map(|_| "workstep_title".to_owned());
        let parts: Vec<String> = [inbox, child, kind, from, to, team, step].into_iter().flatten().collect();
        out.write_str(&parts.join(" "))
    }
}

/// One row.
#[derive(Debug)]
pub struct Row {
    /// The request.
    pub shown: Shown,
    /// Why it stands in the folder.
    pub place: InFolder,
    /// By what it is sorted before its date; empty where only the date counts.
    pub key: String,
}

impl Row {
    /// Where the list goes on after this row.
    pub fn place(&self) -> SortedPlace {
        SortedPlace { key: self.key.clone(), place: self.shown.place() }
    }
}

/// A part of the folder.
#[derive(Debug)]
pub struct Part {
    /// The rows, in the order that was asked for.
    pub requests: Vec<Row>,
    /// How many there are under the filter, on all pages.
    pub total: i64,
}

/// What waits in the lists that the caller sees on that day in London, newest first, at most so many rows.
pub async fn incoming(
    executor: impl PgExecutor<'_>,
    caller: &str,
    today: NaiveDate,
    filter: &Filter,
    after: Option<SortedPlace>,
    rows: i64,
) -> Result<Seen<Part>, sqlx::Error> {
    let found = sqlx::query(include_str!("folder.sql"))
        .bind(caller)
        .bind(filter.inbox_id)
        .bind(&filter.child_id)
        .bind(&filter.kind)
        .bind(after.as_ref().map(|after| &after.key))
        .bind(after.as_ref().map(|after| after.place.sent_at))
        .bind(after.as_ref().map(|after| after.place.id))
        .bind(rows)
        .bind(today)
        .bind(filter.from)
        .bind(filter.to)
        .bind(filter.team_id)
        .bind(i32::from(filter.order))
        .bind(&filter.workstep_title)
        .fetch_all(executor)
        .await?;
    let first = found.first().ok_or(sqlx::Error::RowNotFound)?;
    let (access, total) = (access(first)?, first.try_get("total_size")?);
    let requests = found.iter().filter_map(|row| sorted(row).transpose()).collect::<Result<_, _>>()?;
    Ok(Seen { access, found: Part { total, requests } })
}

fn sorted(row: &PgRow) -> Result<Option<Row>, sqlx::Error> {
    let Some((shown, place)) = placed(row)? else { return Ok(None) };
    Ok(Some(Row { shown, place, key: row.try_get("sorted_by")? }))
}

/// The request in a row of the folder, with why it stands there.
pub(super) fn placed(row: &PgRow) -> Result<Option<(Shown, InFolder)>, sqlx::Error> {
    let Some(shown) = row::shown(row)? else { return Ok(None) };
    Ok(Some((shown, InFolder::from_row(row)?)))
}
