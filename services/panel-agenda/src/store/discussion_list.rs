//! What panels came to, and what is still to be recorded.

use super::opening::{Seen, access};
use crate::domain::{discussion::Discussion, due_discussion::DueDiscussion};
use chrono::{DateTime, NaiveDate, Utc};
use sqlx::postgres::PgRow;
use sqlx::{FromRow, PgConnection, PgExecutor, Row as _};
use std::{collections::HashMap, fmt};
use uuid::Uuid;

#[derive(FromRow)]
struct Row {
    panel_date: NaiveDate,
    child_id: String,
    agenda_id: Uuid,
    cohort: String,
    service_manager: String,
    surname: String,
    first_name: String,
    none_needed_because: Option<String>,
    recorded_by: Option<Uuid>,
    recorded_by_name: Option<String>,
    recorded_at: Option<DateTime<Utc>>,
    late: Option<bool>,
    noted: bool,
}

/// A child's place in the list: the latest panel first, and of one panel by id.
pub type Place = (NaiveDate, String);

/// Which of them are wanted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// One panel's.
    pub panel: Option<NaiveDate>,
    /// One cohort's.
    pub cohort: Option<String>,
    /// One child's.
    pub child_id: Option<String>,
    /// Only what is not recorded.
    pub unrecorded_only: bool,
}

/// For an audit entry.
impl fmt::Display for Filter {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { panel, cohort, child_id, unrecorded_only } = self;
        let panel = panel.map(|panel| panel.to_string()).unwrap_or_default();
        let cohort = cohort.as_deref().unwrap_or_default();
        let child_id = child_id.as_deref().unwrap_or_default();
        write!(out, "child={child_id} panel={panel} cohort={cohort} unrecorded={unrecorded_only}")
    }
}

/// Discussions after that place, at most so many, of panels up to the last day whose panel has begun; those that are recorded with
/// their actions.
pub async fn list(
    connection: &mut PgConnection,
    caller: &str,
    (filter, begun): (&Filter, NaiveDate),
    after: Option<&Place>,
    rows: i64,
) -> Result<Seen<Vec<DueDiscussion>>, sqlx::Error> {
    let rows = sqlx::query(include_str!("discussion_list.sql"))
        .bind(caller)
        .bind(filter.panel)
        .bind(&filter.cohort)
        .bind(&filter.child_id)
        .bind(filter.unrecorded_only)
        .bind(begun)
        .bind(after.map(|place| place.0))
        .bind(after.map(|place| &place.1))
        .bind(rows)
        .fetch_all(&mut *connection)
        .await?;
    let first = rows.first().ok_or(sqlx::Error::RowNotFound)?;
    let access = access(first)?;
    let mut found = rows.iter().filter_map(|row| due(row).transpose()).collect::<Result<Vec<_>, _>>()?;
    with_actions(connection, &mut found).await?;
    Ok(Seen { access, found })
}

/// All discussions that came to no action, of one panel or cohort or of all: the latest panel first, and of one panel by id.
pub async fn none_needed(
    executor: impl PgExecutor<'_>,
    panel: Option<NaiveDate>,
    cohort: Option<&str>,
) -> Result<Vec<DueDiscussion>, sqlx::Error> {
    let rows = sqlx::query(
        "select discussion.panel_date, discussion.child_id, discussion.agenda_id, discussion.cohort,
                coalesce(allocated.display_name, child.service_manager, '') as service_manager, coalesce(child.surname, '') as surname,
                coalesce(child.first_name, '') as first_name, discussion.none_needed_because, discussion.recorded_by,
                recorder.display_name as recorded_by_name, discussion.recorded_at, discussion.late,
                discussion.note_id is not null as noted
           from panels.discussion
           left join panels.agenda_child child on child.agenda_id = discussion.agenda_id and child.child_id = discussion.child_id
           left join people_worker recorder on recorder.worker_id = discussion.recorded_by
           left join people_worker allocated on allocated.worker_id = panels.allocated_manager(discussion.child_id)
          where discussion.none_needed_because <> ''
            and ($1::date is null or discussion.panel_date = $1)
            and ($2::text is null or discussion.cohort = $2)
          order by discussion.panel_date desc, discussion.child_id",
    )
    .bind(panel)
    .bind(cohort)
    .fetch_all(executor)
    .await?;
    rows.iter().filter_map(|row| due(row).transpose()).collect()
}

/// How many children on the issued agendas of those cohorts have nothing recorded, though nobody removed them: of panels from that day
/// on, before that other day, and up to the last day whose panel has begun.
pub async fn unrecorded(
    executor: impl PgExecutor<'_>,
    cohorts: &[&str],
    (from, before): (NaiveDate, NaiveDate),
    begun: NaiveDate,
) -> Result<i32, sqlx::Error> {
    sqlx::query_scalar(include_str!("discussion_unrecorded.sql"))
        .bind(cohorts)
        .bind(from)
        .bind(before)
        .bind(begun)
        .fetch_one(executor)
        .await
}

async fn with_actions(connection: &mut PgConnection, found: &mut [DueDiscussion]) -> Result<(), sqlx::Error> {
    let recorded = || found.iter().filter(|due| due.discussion.is_some());
    let panels: Vec<NaiveDate> = recorded().map(|due| due.panel).collect();
    let children: Vec<&str> = recorded().map(|due| &*due.child_id).collect();
    let mut actions: HashMap<Place, Vec<_>> = HashMap::new();
    for action in super::action::of_discussions(connection, &panels, &children).await? {
        actions.entry((action.panel, action.child_id.clone())).or_default().push(action);
    }
    for due in found {
        let of_it = actions.remove(&(due.panel, due.child_id.clone()));
        if let (Some(discussion), Some(of_it)) = (&mut due.discussion, of_it) {
            discussion.actions = of_it;
        }
    }
    Ok(())
}

fn due(row: &PgRow) -> Result<Option<DueDiscussion>, sqlx::Error> {
    if row.try_get::<Option<String>, _>("child_id")?.is_none() {
        return Ok(None);
    }
    let row = Row::from_row(row)?;
    let recorded = row.recorded_by.zip(row.recorded_at);
    let discussion = recorded.map(|(by, at)| Discussion {
        panel: row.panel_date,
        cohort: row.cohort.clone(),
        child_id: row.child_id.clone(),
        actions: Vec::new(),
        none_needed_because: row.none_needed_because.unwrap_or_default(),
        recorded: (by, row.recorded_by_name.unwrap_or_default(), at),
        late: row.late.unwrap_or_default(),
        noted: row.noted,
    });
    Ok(Some(DueDiscussion {
        panel: row.panel_date,
        child_id: row.child_id,
        agenda_id: row.agenda_id,
        cohort: row.cohort,
        child_name: (row.surname, row.first_name),
        service_manager: row.service_manager,
        discussion,
    }))
}
