//! What happened in a case.

use super::{
    names::Names,
    opening::Seen,
    place::Place,
    rows::{InboxRow, Number, PersonRow},
};
use crate::domain::people::{Act, Assignee};
use chrono::NaiveDate;
use contracts::workflow::v1::TimelineKind;
use identity::Access;
use serde::{Deserialize, Deserializer};
use sqlx::{FromRow, PgExecutor, types::Json};
use std::collections::BTreeMap;
use uuid::Uuid;

/// A part of a case's timeline.
pub(crate) struct Timeline {
    /// The child whose case it is.
    pub child_id: String,
    /// By which process the case runs.
    pub process_id: String,
    /// By which version of it.
    pub process_version: i32,
    /// Oldest first.
    pub entries: Vec<Entry>,
    /// The names of everybody they mention.
    pub names: Names,
}

/// One thing that happened.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Entry {
    /// A UUID.
    pub id: Uuid,
    /// What happened.
    #[serde(deserialize_with = "kind")]
    pub kind: TimelineKind,
    /// Who did it and when.
    pub act: Act,
    /// The step concerned; none for the case itself.
    pub step: Option<Uuid>,
    /// The step's key in the process.
    pub step_kind: Option<String>,
    /// The request concerned.
    pub request: Option<Uuid>,
    /// The exact title of the request or next action concerned.
    pub title: Option<String>,
    /// To whom work or a request was passed.
    pub to: Option<Assignee>,
    /// What was said with an answer, or which placement a ratification is of.
    pub comment: Option<String>,
    /// When a placement was ratified, or its ratification ended.
    pub date: Option<NaiveDate>,
}

impl Entry {
    /// Where the list goes on after this entry.
    pub(crate) fn place(&self) -> Place {
        Place { at: self.act.at, id: self.id }
    }
}

fn kind<'de, D: Deserializer<'de>>(from: D) -> Result<TimelineKind, D::Error> {
    Number::deserialize(from).map(|number| number.0)
}

#[derive(FromRow)]
struct Row {
    access: Option<Access>,
    child_id: Option<String>,
    process_id: Option<String>,
    process_version: Option<i32>,
    entries: Json<Vec<Entry>>,
    inboxes: Json<Vec<InboxRow>>,
    people: Json<BTreeMap<Uuid, PersonRow>>,
}

/// So many entries after a place; none when there is no such case.
pub(crate) async fn list(
    executor: impl PgExecutor<'_>,
    subject: &str,
    case_id: Uuid,
    after: Place,
    rows: i64,
) -> Result<Seen<Option<Timeline>>, sqlx::Error> {
    let mut row: Row = sqlx::query_as(include_str!("timeline.sql"))
        .bind(subject)
        .bind(case_id)
        .bind(after.at)
        .bind(after.id)
        .bind(rows)
        .fetch_one(executor)
        .await?;
    let access = row.access.take();
    Ok(Seen { access, found: row.found() })
}

impl Row {
    fn found(self) -> Option<Timeline> {
        Some(Timeline {
            child_id: self.child_id?,
            process_id: self.process_id?,
            process_version: self.process_version?,
            entries: self.entries.0,
            names: Names::of(&self.people.0, &self.inboxes.0, None),
        })
    }
}
