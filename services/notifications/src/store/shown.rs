//! A notification as the view shows it.

use crate::domain::notification::Shown;
use chrono::{DateTime, NaiveDate, Utc};
use sqlx::postgres::PgRow;
use sqlx::{FromRow, Row as _};
use uuid::Uuid;

#[derive(FromRow)]
struct Row {
    notification_id: Uuid,
    position: i64,
    kind: String,
    title: String,
    child_id: Option<String>,
    child_name: Option<String>,
    case_id: Option<Uuid>,
    workstep_id: Option<Uuid>,
    request_id: Option<Uuid>,
    panel_date: Option<NaiveDate>,
    panel_action_id: Option<Uuid>,
    extract_import_id: Option<Uuid>,
    caused_by: Option<Uuid>,
    caused_by_name: Option<String>,
    happened_at: DateTime<Utc>,
    read_at: Option<DateTime<Utc>>,
    settled_at: Option<DateTime<Utc>>,
}

/// The notifications in such rows; none in one where an outer join found none.
pub(super) fn all(rows: &[PgRow]) -> Result<Vec<Shown>, sqlx::Error> {
    let mut shown = Vec::with_capacity(rows.len());
    for row in rows {
        if row.try_get::<Option<Uuid>, _>("notification_id")?.is_some() {
            shown.push(Row::from_row(row)?.into());
        }
    }
    Ok(shown)
}

impl From<Row> for Shown {
    fn from(row: Row) -> Self {
        let child_name = row.child_name.unwrap_or_default();
        let causer_name = row.caused_by_name.unwrap_or_default();
        Self {
            id: row.notification_id,
            position: row.position,
            kind: row.kind,
            title: row.title,
            child: row.child_id.map(|child_id| (child_id, child_name)),
            case_id: row.case_id,
            workstep_id: row.workstep_id,
            request_id: row.request_id,
            panel: row.panel_date,
            panel_action_id: row.panel_action_id,
            extract_import_id: row.extract_import_id,
            caused_by: row.caused_by.map(|worker_id| (worker_id, causer_name)),
            at: row.happened_at,
            read_at: row.read_at,
            settled_at: row.settled_at,
        }
    }
}
