//! Actions of panels: loaded and changed one by one, listed by due date.

use super::opening::{Asked, Loaded, Seen, access, recalled};
use crate::domain::{
    discussion::{ActionState, LinkedStep, PanelAction},
    service_manager::Responsible,
};
use chrono::{DateTime, NaiveDate, Utc};
use eventlog::Record;
use sqlx::postgres::PgRow;
use sqlx::{FromRow, PgExecutor, Row as _};
use std::fmt;
use uuid::Uuid;

#[derive(FromRow)]
struct Row {
    panel_action_id: Uuid,
    child_id: String,
    panel_date: NaiveDate,
    cohort: String,
    what: String,
    owner_id: Uuid,
    owner_name: String,
    due_on: NaiveDate,
    service_manager: String,
    service_manager_id: Option<Uuid>,
    allocated_manager_id: Option<Uuid>,
    workstep_id: Option<Uuid>,
    workstep_title: Option<String>,
    state: i16,
    progress: String,
    updated_by: Option<Uuid>,
    updated_by_name: Option<String>,
    updated_at: Option<DateTime<Utc>>,
    version: i32,
    surname: String,
    first_name: String,
    recorded_late: bool,
}

/// An action's place in the list: those due first come first.
pub type Place = (NaiveDate, Uuid);

/// Which actions are wanted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// One child's.
    pub child_id: Option<String>,
    /// One panel's.
    pub panel: Option<NaiveDate>,
    /// One cohort's.
    pub cohort: Option<String>,
    /// One owner's.
    pub owner: Option<Uuid>,
    /// Not what has ended.
    pub open_only: bool,
    /// Only what was due before that day.
    pub due_before: Option<NaiveDate>,
}

/// For an audit entry.
impl fmt::Display for Filter {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { child_id, panel, cohort, owner, open_only, due_before } = self;
        let child_id = child_id.as_deref().unwrap_or_default();
        let cohort = cohort.as_deref().unwrap_or_default();
        let panel = panel.map(|panel| panel.to_string()).unwrap_or_default();
        let owner = owner.map(|owner| owner.to_string()).unwrap_or_default();
        let overdue = due_before.is_some();
        write!(
            out,
            "child={child_id} panel={panel} cohort={cohort} owner={owner} open={open_only} overdue={overdue}"
        )
    }
}

/// What updating an action is decided on.
pub async fn load(
    executor: impl PgExecutor<'_>,
    asked: &Asked<'_>,
    id: Uuid,
    today: NaiveDate,
) -> Result<Loaded<Option<PanelAction>>, sqlx::Error> {
    let row = sqlx::query(
        "select access($1, shown.child_id, $5) as access, receipt.body_hash, receipt.answer, shown.*
           from (select) as always
           left join panels.panel_action_shown shown on shown.panel_action_id = $2
           left join lateral recall($1, $3, $4) receipt on true",
    )
    .bind(asked.subject)
    .bind(id)
    .bind(asked.rpc)
    .bind(asked.request_id)
    .bind(today)
    .fetch_one(executor)
    .await?;
    Ok(Loaded { access: access(&row)?, recalled: recalled(&row, asked)?, found: action(&row)? })
}

/// Writes an update; its end is remembered in the next state of the open actions.
pub async fn update(
    executor: impl PgExecutor<'_>,
    action: &PanelAction,
    record: &Record,
) -> Result<(), sqlx::Error> {
    let by = action.updated.as_ref();
    sqlx::query(include_str!("action_update.sql"))
        .bind(action.id)
        .bind(action.version)
        .bind(number_of(action.state))
        .bind(&action.progress)
        .bind(by.map(|by| by.0))
        .bind(by.map(|by| by.2))
        .bind(record.events_json())
        .bind(record.audit_json())
        .bind(record.receipt_json())
        .execute(executor)
        .await
        .map(drop)
}

/// An action that a step did.
#[derive(Clone, Debug, FromRow)]
pub struct DoneByStep {
    /// The action.
    pub panel_action_id: Uuid,
    /// Its new version.
    pub version: i32,
    /// Who answers for it: whom the directory allocates or, where that is nobody, for whom the name was kept.
    pub service_manager_id: Option<Uuid>,
}

/// The open actions that a step does are done, as that person finished it at that instant.
pub async fn done_by_step(
    executor: impl PgExecutor<'_>,
    workstep_id: Uuid,
    progress: &str,
    (by, at): (Uuid, DateTime<Utc>),
) -> Result<Vec<DoneByStep>, sqlx::Error> {
    sqlx::query_as(include_str!("action_done_by_step.sql"))
        .bind(workstep_id)
        .bind(progress)
        .bind(by)
        .bind(at)
        .fetch_all(executor)
        .await
}

/// Actions after that place, at most so many.
pub async fn list(
    executor: impl PgExecutor<'_>,
    caller: &str,
    filter: &Filter,
    after: Option<&Place>,
    rows: i64,
) -> Result<Seen<Vec<PanelAction>>, sqlx::Error> {
    let rows = sqlx::query(include_str!("action_list.sql"))
        .bind(caller)
        .bind(&filter.child_id)
        .bind(filter.panel)
        .bind(&filter.cohort)
        .bind(filter.owner)
        .bind(filter.open_only)
        .bind(filter.due_before)
        .bind(after.map(|place| place.0))
        .bind(after.map(|place| place.1))
        .bind(rows)
        .fetch_all(executor)
        .await?;
    let first = rows.first().ok_or(sqlx::Error::RowNotFound)?;
    let found = rows.iter().filter_map(|row| action(row).transpose()).collect::<Result<_, _>>()?;
    Ok(Seen { access: access(first)?, found })
}

/// The actions of these discussions, each by its panel and child, in the order in which they were recorded.
pub async fn of_discussions(
    executor: impl PgExecutor<'_>,
    panels: &[NaiveDate],
    children: &[&str],
) -> Result<Vec<PanelAction>, sqlx::Error> {
    let rows = sqlx::query(
        "select shown.* from unnest($1::date[], $2::text[]) as given (panel_date, child_id)
           join panels.panel_action_shown shown using (panel_date, child_id)
          order by shown.panel_date, shown.child_id, shown.number",
    )
    .bind(panels)
    .bind(children)
    .fetch_all(executor)
    .await?;
    rows.iter().filter_map(|row| action(row).transpose()).collect()
}

fn action(row: &PgRow) -> Result<Option<PanelAction>, sqlx::Error> {
    if row.try_get::<Option<Uuid>, _>("panel_action_id")?.is_none() {
        return Ok(None);
    }
    let row = Row::from_row(row)?;
    let updated = row.updated_by.zip(row.updated_at);
    Ok(Some(PanelAction {
        id: row.panel_action_id,
        child_id: row.child_id,
        panel: row.panel_date,
        cohort: row.cohort,
        what: row.what,
        owner: (row.owner_id, row.owner_name),
        due_on: row.due_on,
        service_manager: Responsible {
            allocated: row.allocated_manager_id,
            kept: row.service_manager_id,
            said: row.service_manager,
        },
        workstep: row.workstep_id.zip(row.workstep_title).map(|(id, title)| LinkedStep { id, title }),
        state: match row.state {
            2 => ActionState::Done,
            3 => ActionState::NotNeeded,
            _ => ActionState::Open,
        },
        progress: row.progress,
        updated: updated.map(|(by, at)| (by, row.updated_by_name.unwrap_or_default(), at)),
        version: row.version,
        child_name: (row.surname, row.first_name),
        recorded_late: row.recorded_late,
    }))
}

fn number_of(state: ActionState) -> i16 {
    match state {
        ActionState::Open => 1,
        ActionState::Done => 2,
        ActionState::NotNeeded => 3,
    }
}
