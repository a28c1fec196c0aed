//! Panels whose agenda was circulated, and the children on it.

use crate::domain::panel::{Listed, Panel};
use chrono::NaiveDate;
use sqlx::{FromRow, PgConnection};
use uuid::Uuid;

#[derive(FromRow)]
struct Row {
    panel_date: NaiveDate,
    cohort: String,
    issue_number: i32,
    circulated_by: Option<Uuid>,
}

/// Keeps an agenda that was circulated, with the children on it; false where that version was known, or its panel does not take place.
pub async fn circulate(
    connection: &mut PgConnection,
    panel: &Panel,
    children: &[Listed],
) -> Result<bool, sqlx::Error> {
    let kept = sqlx::query_scalar(
        "with kept as (
           insert into notifications.panel as known (panel_date, cohort, issue_number, circulated_by)
           values ($1, $2, $3, $4)
           on conflict on constraint panel_pkey do update
              set cohort = excluded.cohort, issue_number = excluded.issue_number, circulated_by = excluded.circulated_by
            where known.issue_number < excluded.issue_number
           returning cancelled
         ), listed as (
           insert into notifications.panel_child (panel_date, child_id, issue_number, service_manager_id, removed)
           select $1, child_id, $3, service_manager_id, removed
             from unnest($5::text[], $6::uuid[], $7::boolean[]) as given (child_id, service_manager_id, removed)
            where exists (select from kept)
           on conflict on constraint panel_child_pkey do update
              set issue_number = excluded.issue_number, service_manager_id = excluded.service_manager_id
         )
         select not cancelled from kept",
    );
    let stands: Option<bool> = kept
        .bind(panel.date)
        .bind(&panel.cohort)
        .bind(panel.issue_number)
        .bind(panel.circulated_by)
        .bind(children.iter().map(|it| it.child_id.as_str()).collect::<Vec<_>>())
        .bind(children.iter().map(|it| it.service_manager).collect::<Vec<_>>())
        .bind(children.iter().map(|it| it.removed).collect::<Vec<_>>())
        .fetch_optional(connection)
        .await?;
    Ok(stands == Some(true))
}

/// Keeps whose a child is whom a panel does not consider because the record is to be corrected.
pub async fn refer(
    connection: &mut PgConnection,
    (panel, child_id): (NaiveDate, &str),
    service_manager: Option<Uuid>,
) -> Result<(), sqlx::Error> {
    let kept = sqlx::query(
        "insert into notifications.panel_child (panel_date, child_id, issue_number, service_manager_id)
         values ($1, $2, 0, $3)
         on conflict on constraint panel_child_pkey do update set service_manager_id = excluded.service_manager_id",
    );
    kept.bind(panel).bind(child_id).bind(service_manager).execute(connection).await.map(drop)
}

/// Notes whose a child is whom a panel considers, where panels said so: earlier events of its do not.
pub async fn belongs_to(
    connection: &mut PgConnection,
    (panel, child_id): (NaiveDate, &str),
    service_manager: Option<Uuid>,
) -> Result<(), sqlx::Error> {
    let Some(service_manager) = service_manager else { return Ok(()) };
    let noted = sqlx::query(
        "update notifications.panel_child set service_manager_id = $3
          where panel_date = $1 and child_id = $2 and service_manager_id is distinct from $3",
    );
    noted.bind(panel).bind(child_id).bind(service_manager).execute(connection).await.map(drop)
}

/// The panel of that day, unless it was cancelled or its agenda was never circulated.
pub async fn get(connection: &mut PgConnection, date: NaiveDate) -> Result<Option<Panel>, sqlx::Error> {
    let row: Option<Row> = sqlx::query_as(
        "select panel_date, cohort, issue_number, circulated_by
           from notifications.panel
          where panel_date = $1 and not cancelled",
    )
    .bind(date)
    .fetch_optional(connection)
    .await?;
    Ok(row.map(Panel::from))
}

/// The children on the agenda that is issued.
pub async fn listed(connection: &mut PgConnection, panel: NaiveDate) -> Result<Vec<Listed>, sqlx::Error> {
    let rows: Vec<(String, Option<Uuid>, bool)> = sqlx::query_as(
        "select child.child_id, child.service_manager_id, child.removed
           from notifications.panel
           join notifications.panel_child child using (panel_date, issue_number)
          where panel_date = $1",
    )
    .bind(panel)
    .fetch_all(connection)
    .await?;
    let listed = |(child_id, service_manager, removed)| Listed { child_id, service_manager, removed };
    Ok(rows.into_iter().map(listed).collect())
}

/// Notes that a panel does not take place, whether or not its agenda was heard of.
pub async fn cancel(connection: &mut PgConnection, date: NaiveDate) -> Result<(), sqlx::Error> {
    sqlx::query(
        "insert into notifications.panel (panel_date, cohort, issue_number, cancelled) values ($1, '', 0, true)
         on conflict on constraint panel_pkey do update set cancelled = true",
    )
    .bind(date)
    .execute(connection)
    .await
    .map(drop)
}

/// Notes that a child was removed from the agenda, or restored to it; false where that was known.
pub async fn change_item(
    connection: &mut PgConnection,
    (panel, child_id): (NaiveDate, &str),
    removed: bool,
    version: i64,
) -> Result<bool, sqlx::Error> {
    let changed = sqlx::query(
        "update notifications.panel_child set removed = $3, heard_version = $4
          where panel_date = $1 and child_id = $2 and heard_version < $4",
    );
    let changed = changed.bind(panel).bind(child_id).bind(removed).bind(version).execute(connection).await?;
    Ok(changed.rows_affected() == 1)
}

/// Notes that what the panel came to for a child is recorded; false where that was known.
pub async fn record(
    connection: &mut PgConnection,
    panel: NaiveDate,
    child_id: &str,
) -> Result<bool, sqlx::Error> {
    let recorded = sqlx::query(
        "insert into notifications.panel_child as known (panel_date, child_id, issue_number, recorded)
         values ($1, $2, 0, true)
         on conflict on constraint panel_child_pkey do update set recorded = true where not known.recorded",
    );
    Ok(recorded.bind(panel).bind(child_id).execute(connection).await?.rows_affected() == 1)
}

/// Whether what the panel came to is still to be recorded for a child on its agenda.
pub async fn is_to_be_recorded(connection: &mut PgConnection, panel: NaiveDate) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar(
        "select exists (
           select from notifications.panel
             join notifications.panel_child child using (panel_date, issue_number)
            where panel_date = $1 and not panel.cancelled and not child.removed and not child.recorded)",
    )
    .bind(panel)
    .fetch_one(connection)
    .await
}

/// The panels of which something is still to be recorded.
pub async fn to_be_recorded(connection: &mut PgConnection) -> Result<Vec<NaiveDate>, sqlx::Error> {
    sqlx::query_scalar(
        "select distinct panel_date
           from notifications.panel
           join notifications.panel_child child using (panel_date, issue_number)
          where not panel.cancelled and not child.removed and not child.recorded",
    )
    .fetch_all(connection)
    .await
}

impl From<Row> for Panel {
    fn from(row: Row) -> Self {
        let Row { panel_date, cohort, issue_number, circulated_by } = row;
        Self { date: panel_date, cohort, issue_number, circulated_by }
    }
}
