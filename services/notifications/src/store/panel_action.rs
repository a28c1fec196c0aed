//! What panels want done, and how far it is.

use crate::domain::panel::Action;
use chrono::NaiveDate;
use sqlx::{FromRow, PgConnection};
use uuid::Uuid;

#[derive(FromRow)]
struct Row {
    panel_action_id: Uuid,
    panel_date: NaiveDate,
    child_id: String,
    owner_id: Uuid,
    due_on: NaiveDate,
}

/// Somebody whose action for a child the tracker does not tell of.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct Untold {
    /// The child.
    pub child_id: String,
    /// Who is to do it.
    pub owner_id: Uuid,
}

/// Keeps actions that were recorded.
pub async fn insert(connection: &mut PgConnection, actions: &[Action]) -> Result<(), sqlx::Error> {
    for action in actions {
        sqlx::query(
            "insert into notifications.panel_action (panel_action_id, panel_date, child_id, owner_id, due_on)
             values ($1, $2, $3, $4, $5)
             on conflict on constraint panel_action_pkey do nothing",
        )
        .bind(action.id)
        .bind(action.panel)
        .bind(&action.child_id)
        .bind(action.owner)
        .bind(action.due_on)
        .execute(&mut *connection)
        .await?;
    }
    Ok(())
}

/// Notes on which day it was said how far an action is, and whether it is still to be done; gives the action, or nothing
/// where that was known.
pub async fn update(
    connection: &mut PgConnection,
    id: Uuid,
    (open, on): (bool, NaiveDate),
    version: i64,
) -> Result<Option<Action>, sqlx::Error> {
    let row: Option<Row> = sqlx::query_as(
        "update notifications.panel_action set open = $2, updated_on = $3, heard_version = $4
          where panel_action_id = $1 and heard_version < $4
         returning panel_action_id, panel_date, child_id, owner_id, due_on",
    )
    .bind(id)
    .bind(open)
    .bind(on)
    .bind(version)
    .fetch_optional(connection)
    .await?;
    Ok(row.map(Action::from))
}

/// An action that is still to be done.
pub async fn open(connection: &mut PgConnection, id: Uuid) -> Result<Option<Action>, sqlx::Error> {
    let row: Option<Row> = sqlx::query_as(
        "select panel_action_id, panel_date, child_id, owner_id, due_on
           from notifications.panel_action
          where panel_action_id = $1 and open",
    )
    .bind(id)
    .fetch_optional(connection)
    .await?;
    Ok(row.map(Action::from))
}

/// All that are still to be done.
pub async fn all_open(connection: &mut PgConnection) -> Result<Vec<Action>, sqlx::Error> {
    let rows: Vec<Row> = sqlx::query_as(
        "select panel_action_id, panel_date, child_id, owner_id, due_on from notifications.panel_action where open",
    )
    .fetch_all(connection)
    .await?;
    Ok(rows.into_iter().map(Action::from).collect())
}

/// Of whose actions for which children, or for one, the tracker does not tell a panel: open ones of earlier panels of its
/// cohort, of which nothing was said since the last of these.
pub async fn untold(
    connection: &mut PgConnection,
    panel: NaiveDate,
    child_id: Option<&str>,
) -> Result<Vec<Untold>, sqlx::Error> {
    sqlx::query_as(include_str!("panel_action_untold.sql"))
        .bind(panel)
        .bind(child_id)
        .fetch_all(connection)
        .await
}

impl From<Row> for Action {
    fn from(row: Row) -> Self {
        let Row { panel_action_id, panel_date, child_id, owner_id, due_on } = row;
        Self { id: panel_action_id, panel: panel_date, child_id, owner: owner_id, due_on }
    }
}
