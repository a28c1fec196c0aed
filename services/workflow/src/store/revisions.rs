//! Everything that was ever written in a section, or stood in a queue of next actions.

use super::{
    names::Names,
    opening::Seen,
    place::Place,
    rows::{InboxRow, PersonRow},
};
use crate::domain::{
    people::Act,
    queue::QueuedAction,
    section::{Answers, SectionId},
};
use chrono::{DateTime, Utc};
use identity::Access;
use serde::{Deserialize, de::DeserializeOwned};
use sqlx::{FromRow, PgExecutor, Postgres, postgres::PgArguments, query::QueryAs, types::Json};
use std::collections::BTreeMap;
use uuid::Uuid;

/// A part of what was ever written in one place of a step.
pub(crate) struct Revisions<W> {
    /// The child whose record it is.
    pub child_id: String,
    /// The step's key in the process.
    pub kind: String,
    /// By which process the case runs.
    pub process_id: String,
    /// By which version of it.
    pub process_version: i32,
    /// Newest first.
    pub revisions: Vec<Revision<W>>,
    /// The names of everybody they mention.
    pub names: Names,
}

/// What was written there once, whole.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Revision<W> {
    at: DateTime<Utc>,
    id: Uuid,
    /// The version of the place once this was saved; of a refused one the version that its writer had read.
    pub version: i64,
    /// The version that stood instead of a refused one; none of one that was saved.
    pub standing_version: Option<i64>,
    /// What was written.
    #[serde(flatten)]
    pub written: W,
    /// Who wrote it and when; none of what a step began with.
    pub edit: Option<Act>,
}

/// What stood in a section.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Text {
    /// What was answered.
    pub answers: Answers,
    /// Whether it was ticked.
    pub complete: bool,
}

/// What stood in a queue of next actions.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Chosen {
    /// All of them, in their order.
    pub actions: Vec<QueuedAction>,
}

impl<W> Revision<W> {
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
    revisions: Json<serde_json::Value>,
    inboxes: Json<Vec<InboxRow>>,
    people: Json<BTreeMap<Uuid, PersonRow>>,
}

/// So many texts of a section after a place; none when there is no such step.
pub(crate) async fn of_section(
    executor: impl PgExecutor<'_>,
    subject: &str,
    workstep_id: Uuid,
    section: &SectionId,
    after: Place,
    rows: i64,
) -> Result<Seen<Option<Revisions<Text>>>, sqlx::Error> {
    let asked = sqlx::query_as(include_str!("revisions.sql"))
        .bind(subject)
        .bind(workstep_id)
        .bind(section.form.as_deref().unwrap_or_default())
        .bind(section.number);
    list(executor, asked, after, rows).await
}

/// So many queues of a step after a place; none when there is no such step.
pub(crate) async fn of_queue(
    executor: impl PgExecutor<'_>,
    subject: &str,
    workstep_id: Uuid,
    after: Place,
    rows: i64,
) -> Result<Seen<Option<Revisions<Chosen>>>, sqlx::Error> {
    let asked = sqlx::query_as(include_str!("queue_revisions.sql")).bind(subject).bind(workstep_id);
    list(executor, asked, after, rows).await
}

async fn list<'q, W: DeserializeOwned>(
    executor: impl PgExecutor<'_>,
    asked: QueryAs<'q, Postgres, Row, PgArguments>,
    after: Place,
    rows: i64,
) -> Result<Seen<Option<Revisions<W>>>, sqlx::Error> {
    let mut row = asked.bind(after.at).bind(after.id).bind(rows).fetch_one(executor).await?;
    let access = row.access.take();
    Ok(Seen { access, found: row.found()? })
}

impl Row {
    fn found<W: DeserializeOwned>(self) -> Result<Option<Revisions<W>>, sqlx::Error> {
        let Self { child_id: Some(child_id), kind: Some(kind), process_id: Some(process_id), .. } = self
        else {
            return Ok(None);
        };
        let Some(process_version) = self.process_version else { return Ok(None) };
        let revisions = serde_json::from_value(self.revisions.0);
        Ok(Some(Revisions {
            child_id,
            kind,
            process_id,
            process_version,
            revisions: revisions.map_err(|error| sqlx::Error::Decode(error.into()))?,
            names: Names::of(&self.people.0, &self.inboxes.0, None),
        }))
    }
}
