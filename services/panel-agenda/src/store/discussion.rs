//! Discussions with their actions, and the case notes that are still to be written.

use crate::domain::discussion::{Discussion, PanelAction};
use chrono::NaiveDate;
use eventlog::Record;
use sqlx::{FromRow, PgExecutor};
use std::collections::HashMap;
use uuid::Uuid;

/// A note that this process is to write.
#[derive(Clone, Debug, FromRow)]
pub struct Note {
    /// The panel's date.
    pub panel_date: NaiveDate,
    /// The child.
    pub child_id: String,
    /// Who recorded the discussion.
    pub recorded_by: Uuid,
    /// On which agenda the child was.
    pub agenda_id: Uuid,
    /// The note's title.
    pub note_title: String,
    /// The note's text.
    pub note_text: String,
    /// How often it was tried, this time included.
    pub note_attempts: i32,
}

/// Those of these workers who are here, with how the directory shows them.
pub async fn owners(
    executor: impl PgExecutor<'_>,
    ids: &[Uuid],
) -> Result<HashMap<Uuid, String>, sqlx::Error> {
    let found: Vec<(Uuid, String)> = sqlx::query_as(
        "select worker_id, display_name from people_worker where worker_id = any ($1) and active",
    )
    .bind(ids)
    .fetch_all(executor)
    .await?;
    Ok(found.into_iter().collect())
}

/// How the directory shows these workers, whether they are here or have left.
pub async fn names(
    executor: impl PgExecutor<'_>,
    ids: &[Uuid],
) -> Result<HashMap<Uuid, String>, sqlx::Error> {
    let found: Vec<(Uuid, String)> =
        sqlx::query_as("select worker_id, display_name from people_worker where worker_id = any ($1)")
            .bind(ids)
            .fetch_all(executor)
            .await?;
    Ok(found.into_iter().collect())
}

/// Records a discussion of an item in that version, with its actions, each in the next state of what is remembered; raises `stale`
/// where something else was said of the item meanwhile, or a step that does one of the actions is over.
pub async fn insert(
    executor: impl PgExecutor<'_>,
    (agenda_id, version): (Uuid, i32),
    discussion: &Discussion,
    record: &Record,
) -> Result<(), sqlx::Error> {
    let actions = &discussion.actions;
    let texts = |text: fn(&PanelAction) -> &str| -> Vec<&str> { actions.iter().map(text).collect() };
    sqlx::query(include_str!("discussion_insert.sql"))
        .bind(discussion.panel)
        .bind(&discussion.child_id)
        .bind(agenda_id)
        .bind(&discussion.cohort)
        .bind(&discussion.none_needed_because)
        .bind(discussion.recorded.0)
        .bind(discussion.recorded.2)
        .bind(discussion.late)
        .bind(discussion.note_title())
        .bind(discussion.note_text())
        .bind(actions.iter().map(|action| action.id).collect::<Vec<_>>())
        .bind(texts(|action| &action.what))
        .bind(actions.iter().map(|action| action.owner.0).collect::<Vec<_>>())
        .bind(texts(|action| &action.owner.1))
        .bind(actions.iter().map(|action| action.due_on).collect::<Vec<_>>())
        .bind(actions.first().map(|action| action.service_manager.said.as_str()).unwrap_or_default())
        .bind(record.events_json())
        .bind(record.audit_json())
        .bind(record.receipt_json())
        .bind(actions.first().and_then(|action| action.service_manager.kept))
        .bind(actions.iter().map(|action| action.workstep.as_ref().map(|step| step.id)).collect::<Vec<_>>())
        .bind(version)
        .execute(executor)
        .await
        .map(drop)
}

/// Claims the note that waits longest, for half a minute.
pub async fn claim_note(executor: impl PgExecutor<'_>) -> Result<Option<Note>, sqlx::Error> {
    sqlx::query_as(
        "update panels.discussion
            set note_attempts = note_attempts + 1, note_next_at = now() + interval '30 seconds'
          where (panel_date, child_id) in (
            select panel_date, child_id from panels.discussion
             where note_id is null and note_next_at <= now()
             order by note_next_at
             limit 1
               for update skip locked)
         returning panel_date, child_id, recorded_by, agenda_id, note_title, note_text, note_attempts",
    )
    .fetch_optional(executor)
    .await
}

/// Lets a note wait for so many seconds before it is tried again.
pub async fn put_off(executor: impl PgExecutor<'_>, note: &Note, seconds: f64) -> Result<(), sqlx::Error> {
    sqlx::query(
        "update panels.discussion set note_next_at = now() + make_interval(secs => $3)
          where panel_date = $1 and child_id = $2 and note_id is null",
    )
    .bind(note.panel_date)
    .bind(&note.child_id)
    .bind(seconds)
    .execute(executor)
    .await
    .map(drop)
}

/// Notes that the note is written; once, whoever wrote it.
pub async fn noted(
    executor: impl PgExecutor<'_>,
    note: &Note,
    note_id: Uuid,
    record: &Record,
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "with guard as (
           update panels.discussion set note_id = $3
            where panel_date = $1 and child_id = $2 and note_id is null
           returning 1
         )
         select record($4, null, null) from guard",
    )
    .bind(note.panel_date)
    .bind(&note.child_id)
    .bind(note_id)
    .bind(record.events_json())
    .execute(executor)
    .await
    .map(drop)
}
