//! Every text of a section.

use super::{names::Names, opening::Seen, place::Place, rows::PersonRow};
use crate::domain::{
    people::Act,
    section::{Answers, SectionId},
};
use chrono::{DateTime, Utc};
use identity::Access;
use serde::Deserialize;
use sqlx::{FromRow, PgExecutor, types::Json};
use std::collections::BTreeMap;
use uuid::Uuid;

/// A part of what was ever written in a section.
pub(crate) struct Revisions {
    /// The child whose record it is.
    pub child_id: String,
    /// The step's key in the process.
    pub kind: String,
    /// By which process the case runs.
    pub process_id: String,
    /// By which version of it.
    pub process_version: i32,
    /// Newest first.
    pub revisions: Vec<Revision>,
    /// The names of everybody they mention.
    pub names: Names,
}

/// One text, whole.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Revision {
    at: DateTime<Utc>,
    id: Uuid,
    /// The section's version once it was saved; of a refused one the version that its writer had read.
    pub version: i64,
    /// The version that stood instead of a refused one; none of one that was saved.
    pub standing_version: Option<i64>,
    /// What was answered.
    pub answers: Answers,
    /// Whether it was ticked.
    pub complete: bool,
    /// Who wrote it and when; none of what a step began with.
    pub edit: Option<Act>,
}

impl Revision {
    /// Where the list goes on after this text.
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
    revisions: Json<Vec<Revision>>,
    people: Json<BTreeMap<Uuid, PersonRow>>,
}

/// So many texts of a section after a place; none when there is no such step.
pub(crate) async fn list(
    executor: impl PgExecutor<'_>,
    subject: &str,
    workstep_id: Uuid,
    section: &SectionId,
    after: Place,
    rows: i64,
) -> Result<Seen<Option<Revisions>>, sqlx::Error> {
    let mut row: Row = sqlx::query_as(include_str!("revisions.sql"))
        .bind(subject)
        .bind(workstep_id)
        .bind(section.form.as_deref().unwrap_or_default())
        .bind(section.number)
        .bind(after.at)
        .bind(after.id)
        .bind(rows)
        .fetch_one(executor)
        .await?;
    let access = row.access.take();
    Ok(Seen { access, found: row.found() })
}

impl Row {
    fn found(self) -> Option<Revisions> {
        Some(Revisions {
            child_id: self.child_id?,
            kind: self.kind?,
            process_id: self.process_id?,
            process_version: self.process_version?,
            revisions: self.revisions.0,
            names: Names::of(&self.people.0, &[], None),
        })
    }
}
