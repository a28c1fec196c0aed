//! What a preview is compared with: agendas that were issued, and what became of children on them.

use chrono::NaiveDate;
use sqlx::{FromRow, PgExecutor};
use std::collections::HashMap;
use uuid::Uuid;

/// An agenda that was issued.
#[derive(Clone, Copy, Debug, PartialEq, Eq, FromRow)]
pub struct Issued {
    /// The panel's date.
    pub panel_date: NaiveDate,
    /// The agenda that was issued for it last.
    pub agenda_id: Uuid,
}

/// What became of a child on an agenda.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Before {
    /// On it.
    pub listed: bool,
    /// The filter that took the child off; empty for who is on it.
    pub off_by: String,
}

/// The agendas of a cohort that are issued for that panel and for the last one before it, the latest first.
pub async fn issued(
    executor: impl PgExecutor<'_>,
    cohort: &str,
    panel: NaiveDate,
) -> Result<Vec<Issued>, sqlx::Error> {
    sqlx::query_as(
        "select issue.panel_date, issue.agenda_id
           from panels.issue
           join panels.agenda using (agenda_id)
          where agenda.cohort = $1 and issue.panel_date <= $2
            and not exists (select from panels.issue later
                             where later.panel_date = issue.panel_date and later.number > issue.number)
          order by issue.panel_date desc
          limit 2",
    )
    .bind(cohort)
    .bind(panel)
    .fetch_all(executor)
    .await
}

/// What became of these children on that agenda; nothing is said of whom its extract did not have.
pub async fn before(
    executor: impl PgExecutor<'_>,
    agenda_id: Uuid,
    child_ids: &[&str],
) -> Result<HashMap<String, Before>, sqlx::Error> {
    let found: Vec<(String, bool, String)> = sqlx::query_as(
        "select child_id, listed, off_by from panels.agenda_child where agenda_id = $1 and child_id = any ($2)",
    )
    .bind(agenda_id)
    .bind(child_ids)
    .fetch_all(executor)
    .await?;
    Ok(found.into_iter().map(|(id, listed, off_by)| (id, Before { listed, off_by })).collect())
}

/// How many children are on that agenda whom the extract does not have, and the first so many of them.
pub async fn gone(
    executor: impl PgExecutor<'_>,
    agenda_id: Uuid,
    extract_import_id: Uuid,
    so_many: i64,
) -> Result<(i64, Vec<String>), sqlx::Error> {
    let (count, first): (i64, Vec<String>) = sqlx::query_as(
        "with gone as (
           select child.child_id from panels.agenda_child child
            where child.agenda_id = $1 and child.listed
              and not exists (select from panels.child_record record
                               where record.extract_import_id = $2 and record.child_id = child.child_id)
         )
         select (select count(*) from gone),
                coalesce((select array_agg(child_id order by child_id)
                            from (select child_id from gone order by child_id limit $3) first), '{}')",
    )
    .bind(agenda_id)
    .bind(extract_import_id)
    .bind(so_many)
    .fetch_one(executor)
    .await?;
    Ok((count, first))
}
