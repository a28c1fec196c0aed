//! A change, written in one guarded statement.

use super::bind_record;
use crate::domain::{
    case::Case,
    change::{CaseWrite, Change, RatificationEnd, StepWrite},
    fact::TimelineEntry,
    people::{Act, Assignee},
    queue::Queue,
    ratification::Ratification,
    request::SentRequest,
    section::Section,
    step::{Step, StepState},
};
use chrono::{DateTime, Utc};
use eventlog::Record;
use serde_json::{Value, json};
use sqlx::PgExecutor;
use uuid::Uuid;

/// Writes a change and what the command leaves behind, all of it or nothing. Raises `stale`, or runs into a row that
/// must be unique, when what it was decided on is no longer so. `entry_ids` number the timeline.
pub(crate) async fn apply(
    executor: impl PgExecutor<'_>,
    change: &Change,
    entry_id: impl Fn() -> Uuid,
    record: &Record,
) -> Result<(), sqlx::Error> {
    let lock = Lock::of(&change.case);
    let step_id = change.step.as_ref().map(|step| step.id);
    let statement = sqlx::query(include_str!("apply.sql"))
        .bind(lock.case_id)
        .bind(lock.version)
        .bind(lock.closed_at)
        .bind(lock.outcome)
        .bind(step_id)
        .bind(change.step.as_ref().map(|step| step.expected_version))
        .bind(step_row(change.step.as_ref(), change.queue.as_ref()))
        .bind(Value::from_iter(lock.opened.map(case_row)))
        .bind(rows(&change.created, created_row))
        .bind(rows(&change.sections, section_row))
        .bind(rows(&change.sent, request_row))
        .bind(rows(&change.answered, request_row))
        .bind(change.ends.as_ref().map(ended_row))
        .bind(Value::from_iter(change.ratified.as_ref().map(ratification_row)))
        .bind(rows(&change.timeline, |entry| timeline_row(entry_id(), entry)));
    bind_record(statement, record).execute(executor).await?;
    Ok(())
}

#[derive(Default)]
struct Lock<'a> {
    case_id: Option<Uuid>,
    version: Option<i64>,
    closed_at: Option<DateTime<Utc>>,
    outcome: Option<&'a str>,
    opened: Option<&'a Case>,
}

impl<'a> Lock<'a> {
    fn of(write: &'a CaseWrite) -> Self {
        match write {
            CaseWrite::Untouched => Self::default(),
            CaseWrite::Opened(case) => Self { opened: Some(case), ..Self::default() },
            CaseWrite::Locked { id, expected_version, closes } => Self {
                case_id: Some(*id),
                version: Some(*expected_version),
                closed_at: closes.as_ref().map(|closed| closed.at),
                outcome: closes.as_ref().map(|closed| closed.outcome.as_str()),
                opened: None,
            },
        }
    }
}

fn rows<T>(values: &[T], row: impl Fn(&T) -> Value) -> Value {
    values.iter().map(row).collect()
}

fn case_row(case: &Case) -> Value {
    json!({
        "id": case.id, "child_id": case.child_id, "process_id": case.process_id,
        "process_version": case.process_version, "version": case.version, "opened_by": case.opened.by,
        "opened_on_behalf_of": case.opened.on_behalf_of, "opened_at": case.opened.at,
    })
}

/// The step's own row as it becomes; without a queue, what stands in the queue stays.
fn step_row(step: Option<&StepWrite>, queue: Option<&Queue>) -> Option<Value> {
    let step = step?;
    let (state, started, ended) = state_columns(&step.state);
    let (worker_id, inbox_id) = holder(&step.assignee);
    let queued = queue.and_then(|queue| queue.last_edit);
    Some(json!({
        "state": state, "worker_id": worker_id, "inbox_id": inbox_id, "outcome": step.outcome,
        "cancel_reason": cancel_reason(&step.state),
        "changed_by": step.act.by, "changed_on_behalf_of": step.act.on_behalf_of, "changed_at": step.act.at,
        "started_by": by(started), "started_on_behalf_of": on_behalf_of(started), "started_at": at(started),
        "ended_by": by(ended), "ended_on_behalf_of": on_behalf_of(ended), "ended_at": at(ended),
        "queue_version": queue.map(|queue| queue.version), "queue": queue.map(|queue| &queue.actions),
        "queued_by": by(queued), "queued_on_behalf_of": on_behalf_of(queued), "queued_at": at(queued),
    }))
}

fn created_row(step: &Step) -> Value {
    let (worker_id, inbox_id) = holder(&step.assignee);
    json!({
        "id": step.id, "case_id": step.case_id, "child_id": step.child_id, "kind": step.kind,
        "version": step.version, "worker_id": worker_id, "inbox_id": inbox_id, "purpose": step.purpose,
        "parent_id": step.parent, "by_action": step.by_action, "sent_immediately": step.sent_immediately,
        "arrived_at": step.arrived, "queue_version": step.queue.version, "queue": step.queue.actions,
    })
}

fn section_row(section: &Section) -> Value {
    json!({
        "form": section.form.as_deref().unwrap_or_default(), "number": section.number, "version": section.version, "text_version": section.text_version,
        "answers": section.answers, "complete": section.complete, "author_ids": section.authors,
        "edited_by": by(section.last_edit), "edited_on_behalf_of": on_behalf_of(section.last_edit),
        "edited_at": at(section.last_edit),
    })
}

fn request_row(request: &SentRequest) -> Value {
    let (worker_id, inbox_id) = holder(&request.assignee);
    json!({
        "id": request.id, "kind": request.kind, "worker_id": worker_id, "inbox_id": inbox_id,
        "sent_by": request.sent.by, "sent_on_behalf_of": request.sent.on_behalf_of, "sent_at": request.sent.at,
        "replaces_id": request.replaces, "answer": request.answer,
    })
}

fn ended_row(RatificationEnd { id, ended }: &RatificationEnd) -> Value {
    json!({
        "id": id, "ended_by": ended.act.by, "ended_on_behalf_of": ended.act.on_behalf_of,
        "ended_at": ended.act.at, "ended_on": ended.on,
    })
}

fn ratification_row(ratification: &Ratification) -> Value {
    let recorded = ratification.recorded;
    json!({
        "id": ratification.id, "child_id": ratification.child_id, "placement": ratification.placement,
        "ratified_on": ratification.ratified_on, "under_sixteen": ratification.under_sixteen,
        "recorded_by": recorded.by, "recorded_on_behalf_of": recorded.on_behalf_of, "recorded_at": recorded.at,
    })
}

/// An entry of a case's timeline.
pub(super) fn timeline_row(id: Uuid, entry: &TimelineEntry) -> Value {
    let (worker_id, inbox_id) = entry.to.as_ref().map_or((None, None), holder);
    json!({
        "id": id, "case_id": entry.case_id, "kind": i32::from(entry.kind), "acted_by": entry.act.by,
        "on_behalf_of": entry.act.on_behalf_of, "acted_at": entry.act.at, "workstep_id": entry.step,
        "request_id": entry.request, "title": entry.title, "worker_id": worker_id, "inbox_id": inbox_id,
        "comment": entry.comment, "dated_on": entry.date,
    })
}

fn state_columns(state: &StepState) -> (&'static str, Option<Act>, Option<Act>) {
    match state {
        StepState::Incoming => ("incoming", None, None),
        StepState::Started { started } => ("started", Some(*started), None),
        StepState::Finished { started, finished } => ("finished", Some(*started), Some(*finished)),
        StepState::Cancelled { started, cancelled, .. } => ("cancelled", *started, Some(*cancelled)),
    }
}

fn cancel_reason(state: &StepState) -> Option<&str> {
    match state {
        StepState::Cancelled { reason, .. } => Some(reason),
        StepState::Incoming | StepState::Started { .. } | StepState::Finished { .. } => None,
    }
}

fn holder(assignee: &Assignee) -> (Option<Uuid>, Option<Uuid>) {
    match *assignee {
        Assignee::Worker(id) => (Some(id), None),
        Assignee::Inbox(id) => (None, Some(id)),
    }
}

fn by(act: Option<Act>) -> Option<Uuid> {
    act.map(|act| act.by)
}

fn on_behalf_of(act: Option<Act>) -> Option<Uuid> {
    act.and_then(|act| act.on_behalf_of)
}

fn at(act: Option<Act>) -> Option<DateTime<Utc>> {
    act.map(|act| act.at)
}
