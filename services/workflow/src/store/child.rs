//! A child, before there is a step: what opening a case and ratifying a placement look at.

use super::{
    names::Names,
    opening::{Asked, Loaded, Opening},
    rows::{ChildRow, PersonRow, RatificationRow},
};
use crate::domain::{people::Child, ratification::Ratification};
use chrono::NaiveDate;
use sqlx::{FromRow, PgExecutor, types::Json};
use std::collections::BTreeMap;
use uuid::Uuid;

/// A child with all that stands around them.
pub(crate) struct ChildFound {
    /// The child.
    pub child: Child,
    /// The child's open case, if there is one.
    pub open_case: Option<Uuid>,
    /// The newest version of the process that was asked for; none when there is no such process.
    pub process_version: Option<i32>,
    /// The ratification of the child's placement that stands.
    pub ratification: Option<Ratification>,
    /// The names of the child, and of whoever recorded that ratification.
    pub names: Names,
}

#[derive(FromRow)]
struct Row {
    #[sqlx(flatten)]
    opening: Opening,
    child: Option<Json<ChildRow>>,
    open_case: Option<Uuid>,
    process_version: Option<i32>,
    ratification: Option<Json<RatificationRow>>,
    people: Json<BTreeMap<Uuid, PersonRow>>,
}

/// What a command on this child is decided on; none when the directory's copy lacks the child.
pub(crate) async fn load(
    executor: impl PgExecutor<'_>,
    asked: &Asked<'_>,
    child_id: &str,
    process_id: Option<&str>,
    today: NaiveDate,
) -> Result<Loaded<Option<ChildFound>>, sqlx::Error> {
    let mut row: Row = sqlx::query_as(include_str!("child_load.sql"))
        .bind(asked.subject)
        .bind(asked.rpc)
        .bind(asked.request_id)
        .bind(child_id)
        .bind(process_id)
        .bind(today)
        .fetch_one(executor)
        .await?;
    let opening = std::mem::take(&mut row.opening);
    Ok(opening.with(asked, row.found()))
}

impl Row {
    fn found(self) -> Option<ChildFound> {
        let child = Child::from(self.child?.0);
        let names = Names::of(&self.people.0, &[], Some(&child));
        Some(ChildFound {
            child,
            open_case: self.open_case,
            process_version: self.process_version,
            ratification: self.ratification.map(|row| row.0.into()),
            names,
        })
    }
}
