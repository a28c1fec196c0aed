//! The panels that are planned, as panels told.

use crate::domain::panel::PlannedPanel;
use chrono::{DateTime, NaiveDate, Utc};
use sqlx::PgConnection;

/// Keeps what is planned now in place of what was planned before; gives the days on which one of these cohorts is considered no more.
/// What was planned later than this stays.
pub async fn replace(
    connection: &mut PgConnection,
    planned: &[PlannedPanel],
    at: DateTime<Utc>,
) -> Result<Vec<NaiveDate>, sqlx::Error> {
    sqlx::query_scalar(
        "with given as materialized (
           select cohort, panel_date
             from unnest($1::text[], $2::date[]) as given (cohort, panel_date)
            where not exists (select from notifications.planned_panel where told_at > $3)
         ), kept as (
           insert into notifications.planned_panel as known (cohort, panel_date, told_at)
           select cohort, panel_date, $3 from given
           on conflict on constraint planned_panel_pkey do update set told_at = excluded.told_at
         )
         delete from notifications.planned_panel
          where exists (select from given)
            and (cohort, panel_date) not in (select cohort, panel_date from given)
         returning panel_date",
    )
    .bind(planned.iter().map(|planned| planned.cohort.as_str()).collect::<Vec<_>>())
    .bind(planned.iter().map(|planned| planned.date).collect::<Vec<_>>())
    .bind(at)
    .fetch_all(connection)
    .await
}

/// The panels of the same cohort that come after that day's.
pub async fn after(connection: &mut PgConnection, panel: NaiveDate) -> Result<Vec<NaiveDate>, sqlx::Error> {
    sqlx::query_scalar(
        "select later.panel_date
           from notifications.panel
           join notifications.cohort_panel later using (cohort)
          where panel.panel_date = $1 and later.panel_date > panel.panel_date
          order by later.panel_date",
    )
    .bind(panel)
    .fetch_all(connection)
    .await
}

/// The panels that are to come, from that day on.
pub async fn coming(connection: &mut PgConnection, from: NaiveDate) -> Result<Vec<NaiveDate>, sqlx::Error> {
    sqlx::query_scalar("select panel_date from notifications.cohort_panel where panel_date >= $1")
        .bind(from)
        .fetch_all(connection)
        .await
}
