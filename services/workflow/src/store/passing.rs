//! Steps that change hands.

use super::{
    apply::timeline_row,
    bind_record,
    names::Names,
    opening::{Asked, Loaded, Opening},
    rows::{InboxRow, PersonRow, StepRow},
};
use crate::domain::{
    decide::pass_on::PassedOn,
    people::{Act, Assignee, Inbox, Person},
    step::Step,
};
use chrono::NaiveDate;
use eventlog::Record;
use serde::Deserialize;
use serde_json::{Value, json};
use sqlx::{FromRow, PgExecutor, types::Json};
use std::collections::BTreeMap;
use uuid::Uuid;

/// A step that shall be passed on.
pub(crate) struct InHandFound {
    /// The step, without its form and requests.
    pub step: Step,
    /// By which process it runs.
    pub process_id: String,
    /// By which version of it.
    pub process_version: i32,
    /// The managers of the worker in whose hands it lies, upwards.
    pub managers: Vec<Uuid>,
    /// Who changed it or anything in it last; none where it only arrived, and where nobody noted that yet.
    pub changed: Option<Act>,
}

/// What passing on is decided on.
pub(crate) struct PassingFound {
    /// Those of the steps that there are.
    pub steps: Vec<InHandFound>,
    /// The council's inboxes.
    pub inboxes: Vec<Inbox>,
    /// Whoever has them, and who shall.
    pub people: BTreeMap<Uuid, Person>,
    /// The names of all of them.
    pub names: Names,
}

#[derive(FromRow)]
struct Row {
    #[sqlx(flatten)]
    opening: Opening,
    steps: Json<Vec<InHandRow>>,
    inboxes: Json<Vec<InboxRow>>,
    people: Json<BTreeMap<Uuid, PersonRow>>,
}

#[derive(Deserialize)]
struct InHandRow {
    step: StepRow,
    process_id: String,
    process_version: i32,
    managers: Vec<Uuid>,
    changed: Option<Act>,
}

/// What passing these steps on to that worker is decided on, on that day in London.
pub(crate) async fn load(
    executor: impl PgExecutor<'_>,
    asked: &Asked<'_>,
    steps: &[Uuid],
    receiver: Option<Uuid>,
    today: NaiveDate,
) -> Result<Loaded<PassingFound>, sqlx::Error> {
    let row: Row = sqlx::query_as(include_str!("passing_load.sql"))
        .bind(asked.subject)
        .bind(asked.rpc)
        .bind(asked.request_id)
        .bind(steps)
        .bind(receiver)
        .bind(today)
        .fetch_one(executor)
        .await?;
    let found = PassingFound {
        names: Names::of(&row.people.0, &row.inboxes.0, None),
        steps: row.steps.0.into_iter().map(InHandFound::from).collect(),
        inboxes: row.inboxes.0.into_iter().map(Inbox::from).collect(),
        people: row.people.0.into_iter().map(|(id, person)| (id, person.into())).collect(),
    };
    Ok(row.opening.with(asked, found))
}

impl From<InHandRow> for InHandFound {
    fn from(row: InHandRow) -> Self {
        let InHandRow { step, process_id, process_version, managers, changed } = row;
        Self { step: step.with(Vec::new(), Vec::new()), process_id, process_version, managers, changed }
    }
}

/// Writes that steps changed hands and what the command leaves behind, all of it or nothing, or raises `stale`.
pub(crate) async fn apply(
    executor: impl PgExecutor<'_>,
    passed: &[PassedOn],
    entry_id: impl Fn() -> Uuid,
    record: &Record,
) -> Result<(), sqlx::Error> {
    let steps: Value = passed.iter().map(row).collect();
    let timeline: Value = passed.iter().map(|it| timeline_row(entry_id(), &it.timeline)).collect();
    let statement = sqlx::query(include_str!("passing.sql")).bind(steps).bind(timeline);
    bind_record(statement, record).execute(executor).await?;
    Ok(())
}

fn row(passed: &PassedOn) -> Value {
    let (worker_id, inbox_id) = match passed.step.assignee {
        Assignee::Worker(id) => (Some(id), None),
        Assignee::Inbox(id) => (None, Some(id)),
    };
    let PassedOn { before, act, .. } = passed;
    json!({
        "id": before.id, "version": before.version, "worker_id": worker_id, "inbox_id": inbox_id,
        "changed_by": act.by, "changed_on_behalf_of": act.on_behalf_of, "changed_at": act.at,
    })
}
