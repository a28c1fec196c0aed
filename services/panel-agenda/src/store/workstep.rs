//! Steps of which workflow told. Written by whoever applies its feed.

use crate::domain::discussion::LinkedStep;
use sqlx::PgExecutor;
use std::collections::HashMap;
use uuid::Uuid;

/// Keeps a step that came to somebody; once, however often it is told.
pub async fn keep(
    executor: impl PgExecutor<'_>,
    step: &LinkedStep,
    child_id: &str,
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "insert into panels.workstep (workstep_id, child_id, title) values ($1, $2, $3) on conflict do nothing",
    )
    .bind(step.id)
    .bind(child_id)
    .bind(&step.title)
    .execute(executor)
    .await
    .map(drop)
}

/// Notes that a step is finished or cancelled; its title, if it is known. Whoever is recording an action that this step does is
/// waited for, and finds the step over if they come later.
pub async fn end(executor: impl PgExecutor<'_>, id: Uuid) -> Result<Option<String>, sqlx::Error> {
    sqlx::query_scalar("update panels.workstep set over = true where workstep_id = $1 returning title")
        .bind(id)
        .fetch_optional(executor)
        .await
}

/// Those of these steps that are the child's, and whether they are over.
pub async fn of_child(
    executor: impl PgExecutor<'_>,
    child_id: &str,
    ids: &[Uuid],
) -> Result<HashMap<Uuid, (LinkedStep, bool)>, sqlx::Error> {
    let found: Vec<(Uuid, String, bool)> = sqlx::query_as(
        "select workstep_id, title, over from panels.workstep where child_id = $1 and workstep_id = any ($2)",
    )
    .bind(child_id)
    .bind(ids)
    .fetch_all(executor)
    .await?;
    Ok(found.into_iter().map(|(id, title, over)| (id, (LinkedStep { id, title }, over))).collect())
}
