//! Everything that ever stood in a queue of next actions.

use super::{
    names::Names,
    opening::Seen,
    place::Place,
    rows::{InboxRow, PersonRow},
};
use crate::domain::{people::Act, queue::QueuedAction};
use chrono::{DateTime, Utc};
use identity::Access;
use serde::Deserialize;
use sqlx::{FromRow, PgExecutor, types::Json};
use std::collections::BTreeMap;
use uuid::Uuid;

/// A part of what ever stood in a step's queue.
pub(crate) struct QueueRevisions {
    /// The child whose record it is.
    pub child_id: String,
    /// The step's key in the process.
    pub kind: String,
    /// By which process the case runs.
    pub process_id: String,
    /// By which version of it.
    pub process_version: i32,
    /// Newest first.
    pub revisions: Vec<QueueRevision>,
    /// The names of everybody they mention.
    pub names: Names,
}

/// One queue, whole.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct QueueRevision {
    at: DateTime<Utc>,
    id: Uuid,
    /// The queue's version once it was saved; of a refused one the version that its writer had read.
    pub version: i64,
    /// The version that stood instead of a refused one; none of one that was saved.
    pub standing_version: Option<i64>,
    /// What stood in it, in its order.
    pub actions: Vec<QueuedAction>,
    /// Who changed it and when.
    pub edit: Act,
}

impl QueueRevision {
    /// Where the list goes on after this one.
    pub(crate) fn place(&self) -> Place {
        Place { at: self.at, id: self.id }
    }
}

#[derive(FromRow)]
struct Row {
    access: Option<Access>,
    child_id: Option<String>,
    kind: Option<String>,
    process_id: Option<String>,
    process_version: Option<i32>,
    revisions: Json<Vec<QueueRevision>>,
    inboxes: Json<Vec<InboxRow>>,
    people: Json<BTreeMap<Uuid, PersonRow>>,
}

/// So many of them after a place; none when there is no such step.
pub(crate) async fn list(
    executor: impl PgExecutor<'_>,
    subject: &str,
    workstep_id: Uuid,
    after: Place,
    rows: i64,
) -> Result<Seen<Option<QueueRevisions>>, sqlx::Error> {
    let mut row: Row = sqlx::query_as(include_str!("queue_revisions.sql"))
        .bind(subject)
        .bind(workstep_id)
        .bind(after.at)
        .bind(after.id)
        .bind(rows)
        .fetch_one(executor)
        .await?;
    let access = row.access.take();
    Ok(Seen { access, found: row.found() })
}

impl Row {
    fn found(self) -> Option<QueueRevisions> {
        Some(QueueRevisions {
            child_id: self.child_id?,
            kind: self.kind?,
            process_id: self.process_id?,
            process_version: self.process_version?,
            revisions: self.revisions.0,
            names: Names::of(&self.people.0, &self.inboxes.0, None),
        })
    }
}
