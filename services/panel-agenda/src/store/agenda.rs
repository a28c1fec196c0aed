//! Agendas: found by what they were drawn from, kept with their children in one transaction.

use super::extract_import::import;
use super::opening::{Asked, Loaded, Seen, access, recalled};
use crate::domain::agenda::{Drawn, Issue, States};
use crate::domain::extract_import::ExtractImport;
use crate::domain::plan::Plan;
use chrono::{DateTime, NaiveDate, Utc};
use eventlog::Record;
use serde::Deserialize;
use sqlx::postgres::PgRow;
use sqlx::types::Json;
use sqlx::{FromRow, PgConnection, PgExecutor, Row as _};
use uuid::Uuid;

#[derive(FromRow)]
struct Row {
    agenda_id: Uuid,
    extract_import_id: Uuid,
    panel_date: NaiveDate,
    cohort: String,
    cohort_title: String,
    as_of: NaiveDate,
    draw_on: NaiveDate,
    inputs: String,
    filters: Json<Vec<crate::domain::agenda::FilterSaid>>,
    sha256: String,
    stale: bool,
    late: bool,
    listed_count: i32,
    not_listed_count: i32,
    drawn_by: Uuid,
    drawn_by_name: Option<String>,
    drawn_at: DateTime<Utc>,
    issue_number: Option<i32>,
    circulated_by: Option<Uuid>,
    circulated_by_name: Option<String>,
    circulated_at: Option<DateTime<Utc>>,
}

/// What a draw is decided on.
pub struct Ground {
    /// The extract of that id or, without one, the newest up to that day.
    pub extract: Option<ExtractImport>,
    /// The states of what is remembered.
    pub states: States,
    /// When panels take place.
    pub plan: Plan,
    /// The text of the rules that hold for the panel; none where those that come with the software do.
    pub rules: Option<String>,
}

/// What a draw begins with.
pub async fn load(
    executor: impl PgExecutor<'_>,
    asked: &Asked<'_>,
    extract: Option<Uuid>,
    (up_to, panel): (NaiveDate, NaiveDate),
) -> Result<Loaded<Ground>, sqlx::Error> {
    let found = sqlx::query(include_str!("agenda_load.sql"))
        .bind(asked.subject)
        .bind(asked.rpc)
        .bind(asked.request_id)
        .bind(extract)
        .bind(up_to)
        .bind(panel)
        .fetch_one(executor)
        .await?;
    let states = super::remembered::states(&found)?;
    let ground = Ground {
        extract: import(&found)?,
        states,
        plan: super::plan::plan(&found)?,
        rules: found.try_get("rules_yaml")?,
    };
    Ok(Loaded { access: access(&found)?, recalled: recalled(&found, asked)?, found: ground })
}

/// The agenda that was drawn from equal inputs.
pub async fn drawn_from(
    executor: impl PgExecutor<'_>,
    inputs_sha256: [u8; 32],
) -> Result<Option<Drawn>, sqlx::Error> {
    let row = sqlx::query("select * from panels.agenda_shown where inputs_sha256 = $1")
        .bind(inputs_sha256)
        .fetch_optional(executor)
        .await?;
    row.as_ref().map(drawn).transpose()
}

/// One agenda, with whom the caller covers on that day.
pub async fn get(
    executor: impl PgExecutor<'_>,
    caller: &str,
    id: Uuid,
    today: NaiveDate,
) -> Result<Seen<Option<Drawn>>, sqlx::Error> {
    let found = sqlx::query(
        "select access($1, null, $3) as access, shown.*
           from (select) as always
           left join panels.agenda_shown shown on shown.agenda_id = $2",
    )
    .bind(caller)
    .bind(id)
    .bind(today)
    .fetch_one(executor)
    .await?;
    Ok(Seen { access: access(&found)?, found: shown(&found)? })
}

/// One agenda, for whoever may draw.
pub async fn one(executor: impl PgExecutor<'_>, id: Uuid) -> Result<Option<Drawn>, sqlx::Error> {
    let row = sqlx::query("select * from panels.agenda_shown where agenda_id = $1").bind(id);
    row.fetch_optional(executor).await?.as_ref().map(drawn).transpose()
}

/// A child on an agenda, and whose.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Own {
    /// The child.
    pub child_id: String,
    /// Whom the directory allocates as service manager or, where that is nobody, for whom the name was kept.
    pub manager: Option<Uuid>,
    /// The child was removed from the panel's agenda.
    pub removed: bool,
}

/// A child whom the cross-reference took off, and whose.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Referred {
    /// The child.
    pub child_id: String,
    /// Whom the directory allocates as service manager.
    pub allocated: Option<Uuid>,
    /// The service manager as the extract names them.
    pub said: String,
}

/// An agenda that is to be issued.
pub struct ToIssue {
    /// The agenda.
    pub agenda: Drawn,
    /// The children on it by their ids.
    pub listed: Vec<Own>,
    /// Whom the cross-reference took off, and off no version that was issued for the panel before, by their ids.
    pub referred: Vec<Referred>,
}

/// One agenda, with the children whom its issue concerns.
pub async fn to_issue(executor: impl PgExecutor<'_>, id: Uuid) -> Result<Option<ToIssue>, sqlx::Error> {
    let found = sqlx::query(
        "select shown.*, (select coalesce(jsonb_agg(jsonb_build_object(
                            'child_id', child.child_id,
                            'manager', coalesce(own.worker_id, child.service_manager_id),
                            'removed', coalesce(change.removed, false)) order by child.child_id), '[]')
                            from panels.agenda_child child
                            left join people_allocation own on own.child_id = child.child_id and own.role = 3
                            left join lateral (
                              select last.removed from panels.item_change last
                               where last.panel_date = shown.panel_date and last.child_id = child.child_id
                               order by last.number desc limit 1) change on true
                           where child.agenda_id = $1 and child.listed) as own,
                (select coalesce(jsonb_agg(jsonb_build_object(
                            'child_id', child.child_id,
                            'allocated', panels.allocated_manager(child.child_id),
                            'said', coalesce(record.service_manager, '')) order by child.child_id), '[]')
                   from panels.agenda_child child
                   left join panels.child_record record
                     on record.extract_import_id = shown.extract_import_id and record.child_id = child.child_id
                  where child.agenda_id = $1 and child.referred
                    and not exists (
                      select from panels.issue before
                        join panels.agenda_child its on its.agenda_id = before.agenda_id and its.child_id = child.child_id
                       where before.panel_date = shown.panel_date and its.referred
                         and not exists (
                           select from panels.issue since
                             join panels.agenda_child then_its
                               on then_its.agenda_id = since.agenda_id and then_its.child_id = child.child_id
                            where since.panel_date = shown.panel_date and since.number > before.number
                              and then_its.listed))) as referred
           from panels.agenda_shown shown
          where shown.agenda_id = $1",
    )
    .bind(id)
    .fetch_optional(executor)
    .await?;
    let to_issue = |row: PgRow| {
        let Json(listed) = row.try_get("own")?;
        let Json(referred) = row.try_get("referred")?;
        Ok(ToIssue { agenda: drawn(&row)?, listed, referred })
    };
    found.map(to_issue).transpose()
}

/// Keeps a new agenda, whose children this transaction has written, with what it leaves behind.
pub async fn insert(
    transaction: &mut PgConnection,
    agenda: &Drawn,
    inputs_sha256: [u8; 32],
    record: &Record,
) -> Result<(), sqlx::Error> {
    sqlx::query(include_str!("agenda_insert.sql"))
        .bind(agenda.id)
        .bind(agenda.extract_import_id)
        .bind(agenda.panel)
        .bind(&agenda.cohort)
        .bind(&agenda.cohort_title)
        .bind(agenda.as_of)
        .bind(agenda.draw_on)
        .bind(&agenda.inputs)
        .bind(inputs_sha256)
        .bind(Json(&agenda.filters))
        .bind(&agenda.sha256)
        .bind(agenda.stale)
        .bind(agenda.late)
        .bind(agenda.listed)
        .bind(agenda.not_listed)
        .bind(agenda.by.0)
        .bind(agenda.by.2)
        .bind(record.events_json())
        .bind(record.audit_json())
        .bind(record.receipt_json())
        .execute(transaction)
        .await
        .map(drop)
}

/// The agenda in a row of `panels.agenda_shown`, or none where an outer join found none.
pub(super) fn shown(row: &PgRow) -> Result<Option<Drawn>, sqlx::Error> {
    let found = row.try_get::<Option<Uuid>, _>("agenda_id")?.is_some();
    found.then(|| drawn(row)).transpose()
}

fn drawn(row: &PgRow) -> Result<Drawn, sqlx::Error> {
    let row = Row::from_row(row)?;
    let circulated = row.circulated_by.zip(row.circulated_at);
    let circulated = circulated.map(|(by, at)| (by, row.circulated_by_name.unwrap_or_default(), at));
    Ok(Drawn {
        id: row.agenda_id,
        extract_import_id: row.extract_import_id,
        panel: row.panel_date,
        cohort: row.cohort,
        cohort_title: row.cohort_title,
        as_of: row.as_of,
        draw_on: row.draw_on,
        inputs: row.inputs,
        filters: row.filters.0,
        sha256: row.sha256,
        stale: row.stale,
        late: row.late,
        listed: row.listed_count,
        not_listed: row.not_listed_count,
        by: (row.drawn_by, row.drawn_by_name.unwrap_or_default(), row.drawn_at),
        issue: row.issue_number.zip(circulated).map(|(number, by)| Issue { number, by }),
    })
}
