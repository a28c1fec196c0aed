//! Cases with all their steps, as people look at them.

use super::{
    names::Names,
    opening::Seen,
    place::Place,
    rows::{CaseRow, ChildRow, InboxRow, PersonRow, SummaryRow},
};
use crate::domain::{
    case::{Case, StepSummary},
    people::{Assignee, Child},
};
use identity::Access;
use sqlx::{FromRow, PgExecutor, types::Json};
use std::collections::BTreeMap;
use uuid::Uuid;

/// Cases of one child.
pub(crate) struct CasesFound {
    /// The child, where the directory's copy has them.
    pub child_id: Option<String>,
    /// Newest first.
    pub cases: Vec<Case>,
    /// In whose hands each of their steps lies.
    pub assignees: BTreeMap<Uuid, Assignee>,
    /// The names of everybody they mention.
    pub names: Names,
}

/// Where a list of cases goes on after this one.
pub(crate) fn place(case: &Case) -> Place {
    Place { at: case.opened.at, id: case.id }
}

#[derive(FromRow)]
struct Row {
    access: Option<Access>,
    child: Option<Json<ChildRow>>,
    cases: Json<Vec<CaseRow>>,
    steps: Json<Vec<SummaryRow>>,
    inboxes: Json<Vec<InboxRow>>,
    people: Json<BTreeMap<Uuid, PersonRow>>,
}

/// One case; none when there is no such case.
pub(crate) async fn get(
    executor: impl PgExecutor<'_>,
    subject: &str,
    case_id: Uuid,
) -> Result<Seen<CasesFound>, sqlx::Error> {
    fetch(executor, subject, Some(case_id), None, Place::NEWEST, 1).await
}

/// So many cases of a child after a place.
pub(crate) async fn list(
    executor: impl PgExecutor<'_>,
    subject: &str,
    child_id: &str,
    after: Place,
    rows: i64,
) -> Result<Seen<CasesFound>, sqlx::Error> {
    fetch(executor, subject, None, Some(child_id), after, rows).await
}

async fn fetch(
    executor: impl PgExecutor<'_>,
    subject: &str,
    case_id: Option<Uuid>,
    child_id: Option<&str>,
    after: Place,
    rows: i64,
) -> Result<Seen<CasesFound>, sqlx::Error> {
    let row: Row = sqlx::query_as(include_str!("cases.sql"))
        .bind(subject)
        .bind(case_id)
        .bind(child_id)
        .bind(after.at)
        .bind(after.id)
        .bind(rows)
        .fetch_one(executor)
        .await?;
    Ok(row.into())
}

impl From<Row> for Seen<CasesFound> {
    fn from(row: Row) -> Self {
        let child = row.child.map(|child| Child::from(child.0));
        let names = Names::of(&row.people.0, &row.inboxes.0, child.as_ref());
        let assignees = row.steps.0.iter().map(SummaryRow::in_hand).collect();
        let mut steps: BTreeMap<Uuid, Vec<StepSummary>> = BTreeMap::new();
        for step in row.steps.0 {
            steps.entry(step.case_id).or_default().push(step.into());
        }
        let with_steps = |case: CaseRow| {
            let steps = steps.remove(&case.id).unwrap_or_default();
            case.with_steps(steps)
        };
        let cases = row.cases.0.into_iter().map(with_steps).collect();
        Seen {
            access: row.access,
            found: CasesFound { child_id: child.map(|child| child.id), cases, assignees, names },
        }
    }
}
