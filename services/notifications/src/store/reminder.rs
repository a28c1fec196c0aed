//! Reminders: planned with their causes, claimed when they fall due.

use crate::domain::reminder::{Of, Planned};
use chrono::{DateTime, NaiveDate, Utc};
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
    /// The case.
    pub case_id: Uuid,
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
    request_id: Option<Uuid>,
    workstep_id: Option<Uuid>,
    case_id: Uuid,
    due_at: DateTime<Utc>,
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

/// Plans a reminder, with this id where it is new. One that was withdrawn waits again; one that fired stays as it is.
pub async fn plan(connection: &mut PgConnection, id: Uuid, planned: &Planned) -> Result<(), sqlx::Error> {
    let (request_id, workstep_id) = match planned.of {
        Of::Request(id) => (Some(id), None),
        Of::Workstep(id) => (None, Some(id)),
        Of::Review => (None, None),
    };
    sqlx::query(
        "insert into notifications.reminder as planned (reminder_id, kind, request_id, workstep_id, case_id, counted_from,
                                                        due_at)
         values ($1, $2, $3, $4, $5, $6, $7)
         on conflict on constraint reminder_once do update
            set state = 'WAITING', ended_at = null, due_at = excluded.due_at
          where planned.state = 'WITHDRAWN'",
    )
    .bind(id)
    .bind(&planned.kind)
    .bind(request_id)
    .bind(workstep_id)
    .bind(planned.case_id)
    .bind(planned.counted_from)
    .bind(planned.due_at)
    .execute(connection)
    .await
    .map(drop)
}

/// Withdraws what waits of a request, of a step, or of the case's next review: its cause is gone.
pub async fn withdraw(
    connection: &mut PgConnection,
    case_id: Uuid,
    of: Of,
    at: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    let (request_id, workstep_id) = match of {
        Of::Request(id) => (Some(id), None),
        Of::Workstep(id) => (None, Some(id)),
        Of::Review => (None, None),
    };
    sqlx::query(
        "update notifications.reminder
            set state = 'WITHDRAWN', ended_at = $4
          where case_id = $1 and request_id is not distinct from $2 and workstep_id is not distinct from $3
            and state = 'WAITING'",
    )
    .bind(case_id)
    .bind(request_id)
    .bind(workstep_id)
    .bind(at)
    .execute(connection)
    .await
    .map(drop)
}

/// Whether any has fallen due.
pub async fn any_due(executor: impl PgExecutor<'_>, now: DateTime<Utc>) -> Result<bool, sqlx::Error> {
    let due = "select exists (select from notifications.reminder where state = 'WAITING' and due_at <= $1)";
    sqlx::query_scalar(due).bind(now).fetch_one(executor).await
}

/// Claims some that have fallen due, the earliest first; whoever else looks passes them over until the transaction ends.
pub async fn claim(
    connection: &mut PgConnection,
    now: DateTime<Utc>,
    so_many: i64,
) -> Result<Vec<Due>, sqlx::Error> {
    let rows: Vec<DueRow> = sqlx::query_as(
        "select reminder_id, kind, request_id, workstep_id, case_id, due_at
           from notifications.reminder
          where state = 'WAITING' and due_at <= $1
          order by due_at, reminder_id
          limit $2
            for update skip locked",
    )
    .bind(now)
    .bind(so_many)
    .fetch_all(connection)
    .await?;
    Ok(rows.into_iter().map(Due::from).collect())
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

impl From<DueRow> for Due {
    fn from(row: DueRow) -> Self {
        let of = match (row.request_id, row.workstep_id) {
            (Some(request), _) => Of::Request(request),
            (None, Some(step)) => Of::Workstep(step),
            (None, None) => Of::Review,
        };
        Self { id: row.reminder_id, kind: row.kind, of, case_id: row.case_id, at: row.due_at }
    }
}
