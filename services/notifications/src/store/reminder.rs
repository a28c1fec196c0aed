//! Reminders: planned with their causes, claimed when they fall due.

use crate::domain::reminder::{Of, Planned};
use chrono::{DateTime, NaiveDate, Utc};
use fault::BoxError;
use sqlx::{FromRow, PgConnection, PgExecutor};
use uuid::Uuid;

/// A reminder that fell due.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Due {
    /// The reminder.
    pub id: Uuid,
    /// Its key in the rules.
    pub kind: String,
    /// Of what.
    pub of: Of,
    /// When it fell due.
    pub at: DateTime<Utc>,
}

/// How a reminder ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// People were told.
    Fired,
    /// There was nothing left to remind of.
    Withdrawn,
}

#[derive(FromRow)]
struct DueRow {
    reminder_id: Uuid,
    kind: String,
    #[sqlx(flatten)]
    of: OfColumns,
    due_at: DateTime<Utc>,
}

/// What a reminder is of, as the columns of which some are filled.
#[derive(Clone, Debug, Default, PartialEq, Eq, FromRow)]
struct OfColumns {
    case_id: Option<Uuid>,
    request_id: Option<Uuid>,
    workstep_id: Option<Uuid>,
    panel_date: Option<NaiveDate>,
    child_id: Option<String>,
    panel_action_id: Option<Uuid>,
}

/// A reminder for which it was not known yet when it falls due.
#[derive(Debug, FromRow)]
pub struct Undated {
    /// The reminder.
    pub reminder_id: Uuid,
    /// Its key in the rules.
    pub kind: String,
    /// The date from which its days are counted.
    pub counted_from: NaiveDate,
}

/// Plans reminders, each with the id beside it. One that waits or has fired stays as it is; one whose cause had gone is another,
/// of a cause that has come again.
pub async fn plan(connection: &mut PgConnection, planned: &[(Uuid, Planned)]) -> Result<(), sqlx::Error> {
    if planned.is_empty() {
        return Ok(());
    }
    let rows = planned.iter().map(|(id, planned)| row(*id, planned)).collect();
    sqlx::query(include_str!("reminder_plan.sql"))
        .bind(serde_json::Value::Array(rows))
        .execute(connection)
        .await
        .map(drop)
}

fn row(id: Uuid, planned: &Planned) -> serde_json::Value {
    let of = OfColumns::from(&planned.of);
    serde_json::json!({
        "reminder_id": id,
        "kind": planned.kind,
        "case_id": of.case_id,
        "request_id": of.request_id,
        "workstep_id": of.workstep_id,
        "panel_date": of.panel_date,
        "child_id": of.child_id,
        "panel_action_id": of.panel_action_id,
        "counted_from": planned.counted_from,
        "due_at": planned.due_at,
    })
}

/// Withdraws what waits of this: its cause is gone. Of a panel's matters also what has fired, so that it is told again should the
/// cause come again.
pub async fn withdraw(connection: &mut PgConnection, of: &Of, at: DateTime<Utc>) -> Result<(), sqlx::Error> {
    let standing: &[&str] = match of {
        Of::Request { .. } | Of::Workstep { .. } | Of::Review(_) => &["WAITING"],
        Of::PanelAction { .. } | Of::Recording(_) | Of::Tracker { .. } => &["WAITING", "FIRED"],
    };
    end_all(connection, of, standing, at).await
}

/// Takes back what has fired of this, so that what is planned again is told again.
pub async fn take_back(connection: &mut PgConnection, of: &Of, at: DateTime<Utc>) -> Result<(), sqlx::Error> {
    end_all(connection, of, &["FIRED"], at).await
}

async fn end_all(
    connection: &mut PgConnection,
    of: &Of,
    standing: &[&str],
    at: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    let of = OfColumns::from(of);
    let withdrawn = match of.panel_date {
        None => sqlx::query(
            "update notifications.reminder
                set state = 'WITHDRAWN', ended_at = $1
              where state = any ($2)
                and case_id = $3 and request_id is not distinct from $4 and workstep_id is not distinct from $5",
        )
        .bind(at)
        .bind(standing)
        .bind(of.case_id)
        .bind(of.request_id)
        .bind(of.workstep_id),
        Some(panel) => sqlx::query(
            "update notifications.reminder
                set state = 'WITHDRAWN', ended_at = $1
              where state = any ($2)
                and panel_date = $3 and child_id is not distinct from $4 and panel_action_id is not distinct from $5",
        )
        .bind(at)
        .bind(standing)
        .bind(panel)
        .bind(of.child_id)
        .bind(of.panel_action_id),
    };
    withdrawn.execute(connection).await.map(drop)
}

/// Withdraws what there is of a panel that does not take place: not of what earlier panels want done.
pub async fn withdraw_of_panel(
    connection: &mut PgConnection,
    panel: NaiveDate,
    at: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "update notifications.reminder
            set state = 'WITHDRAWN', ended_at = $2
          where panel_date = $1 and panel_action_id is null and state in ('WAITING', 'FIRED')",
    )
    .bind(panel)
    .bind(at)
    .execute(connection)
    .await
    .map(drop)
}

/// The panels before which it is to be told that the tracker does not tell of a child.
pub async fn of_tracker(
    connection: &mut PgConnection,
    child_id: &str,
) -> Result<Vec<NaiveDate>, sqlx::Error> {
    sqlx::query_scalar(
        "select distinct panel_date from notifications.reminder
          where child_id = $1 and panel_action_id is null and state in ('WAITING', 'FIRED')",
    )
    .bind(child_id)
    .fetch_all(connection)
    .await
}

/// Whether any of these kinds has fallen due of which all is heard that could have withdrawn it.
pub async fn any_due(
    executor: impl PgExecutor<'_>,
    now: DateTime<Utc>,
    kinds: &[&str],
) -> Result<bool, sqlx::Error> {
    let due = "select exists (
                 select from notifications.reminder cross join notifications.hearing
                  where state = 'WAITING' and due_at <= $1 and kind = any ($2)
                    and case when panel_date is null then hearing.work else hearing.panels end)";
    sqlx::query_scalar(due).bind(now).bind(kinds).fetch_one(executor).await
}

/// Claims some of these kinds that have fallen due, the earliest first, but for the first `passed_over`; whoever else looks passes them
/// over until the transaction ends. What could be withdrawn by something that is not heard yet waits.
pub async fn claim(
    connection: &mut PgConnection,
    now: DateTime<Utc>,
    kinds: &[&str],
    so_many: i64,
    passed_over: i64,
) -> Result<Vec<Due>, sqlx::Error> {
    let rows: Vec<DueRow> = sqlx::query_as(
        "select reminder_id, kind, request_id, workstep_id, case_id, panel_date, child_id, panel_action_id, due_at
           from notifications.reminder cross join notifications.hearing
          where state = 'WAITING' and due_at <= $1 and kind = any ($2)
            and case when panel_date is null then hearing.work else hearing.panels end
          order by due_at, reminder_id
          limit $3 offset $4
            for update of reminder skip locked",
    )
    .bind(now)
    .bind(kinds)
    .bind(so_many)
    .bind(passed_over)
    .fetch_all(connection)
    .await?;
    rows.into_iter().map(DueRow::into_due).collect::<Result<_, _>>().map_err(sqlx::Error::Decode)
}

/// Ends a reminder that this transaction has claimed.
pub async fn end(
    connection: &mut PgConnection,
    id: Uuid,
    end: End,
    at: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    let state = match end {
        End::Fired => "FIRED",
        End::Withdrawn => "WITHDRAWN",
    };
    sqlx::query("update notifications.reminder set state = $2, ended_at = $3 where reminder_id = $1")
        .bind(id)
        .bind(state)
        .bind(at)
        .execute(connection)
        .await
        .map(drop)
}

/// Those for which it was not known when they fall due.
pub async fn undated(executor: impl PgExecutor<'_>) -> Result<Vec<Undated>, sqlx::Error> {
    let undated = "select reminder_id, kind, counted_from
                     from notifications.reminder where state = 'WAITING' and due_at is null";
    sqlx::query_as(undated).fetch_all(executor).await
}

/// Notes when a reminder falls due, now that it is known.
pub async fn date(executor: impl PgExecutor<'_>, id: Uuid, due_at: DateTime<Utc>) -> Result<(), sqlx::Error> {
    sqlx::query("update notifications.reminder set due_at = $2 where reminder_id = $1 and due_at is null")
        .bind(id)
        .bind(due_at)
        .execute(executor)
        .await
        .map(drop)
}

impl DueRow {
    fn into_due(self) -> Result<Due, BoxError> {
        let of = self.of.into_of();
        let of = of.ok_or_else(|| {
            format!("reminder {}: it reminds of nothing, or of several things", self.reminder_id)
        })?;
        Ok(Due { id: self.reminder_id, kind: self.kind, of, at: self.due_at })
    }
}

impl From<&Of> for OfColumns {
    fn from(of: &Of) -> Self {
        let nothing = Self::default();
        match of {
            Of::Request { id, case_id } => Self { request_id: Some(*id), case_id: Some(*case_id), ..nothing },
            Of::Workstep { id, case_id } => {
                Self { workstep_id: Some(*id), case_id: Some(*case_id), ..nothing }
            }
            Of::Review(case_id) => Self { case_id: Some(*case_id), ..nothing },
            Of::PanelAction { panel, child_id, id } => Self {
                panel_date: Some(*panel),
                child_id: Some(child_id.clone()),
                panel_action_id: Some(*id),
                ..nothing
            },
            Of::Recording(panel) => Self { panel_date: Some(*panel), ..nothing },
            Of::Tracker { panel, child_id } => {
                Self { panel_date: Some(*panel), child_id: Some(child_id.clone()), ..nothing }
            }
        }
    }
}

impl OfColumns {
    fn into_of(self) -> Option<Of> {
        let Self { case_id, request_id, workstep_id, panel_date, child_id, panel_action_id } = self;
        Some(match (case_id, request_id, workstep_id, panel_date, child_id, panel_action_id) {
            (Some(case_id), Some(id), None, None, None, None) => Of::Request { id, case_id },
            (Some(case_id), None, Some(id), None, None, None) => Of::Workstep { id, case_id },
            (Some(case_id), None, None, None, None, None) => Of::Review(case_id),
            (None, None, None, Some(panel), Some(child_id), Some(id)) => {
                Of::PanelAction { panel, child_id, id }
            }
            (None, None, None, Some(panel), None, None) => Of::Recording(panel),
            (None, None, None, Some(panel), Some(child_id), None) => Of::Tracker { panel, child_id },
            _ => return None,
        })
    }
}
