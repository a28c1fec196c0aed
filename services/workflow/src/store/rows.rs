//! How rows come out of the database: as JSON, whole. None of these leaves the store.

use crate::domain::{
    case::{Case, Closed, Progress, StepSummary},
    note::{CaseNote, NoteContent, NotedStep},
    people::{Act, Assignee, Child, Inbox, Person},
    queue::{Queue, QueuedAction},
    ratification::{Ended, Ratification},
    request::{Answer, SentRequest},
    section::{Answers, Section},
    step::{Step, StepState},
};
use chrono::{DateTime, NaiveDate, Utc};
use contracts::{directory::v1::AllocationRole, r#type::v1::Role};
use serde::{Deserialize, Deserializer, de};
use std::collections::BTreeSet;
use uuid::Uuid;

#[derive(Deserialize)]
pub(super) struct CaseRow {
    pub(super) id: Uuid,
    child_id: String,
    process_id: String,
    process_version: i32,
    version: i64,
    opened: Act,
    closed_at: Option<DateTime<Utc>>,
    outcome: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct SummaryRow {
    id: Uuid,
    pub(super) case_id: Uuid,
    kind: String,
    #[serde(deserialize_with = "progress")]
    state: Progress,
    assignee: Assignee,
    purpose: Option<String>,
    parent: Option<Uuid>,
    by_action: Option<String>,
    sent_immediately: bool,
    arrived: DateTime<Utc>,
    started_at: Option<DateTime<Utc>>,
    ended_at: Option<DateTime<Utc>>,
    outcome: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct StepRow {
    id: Uuid,
    case_id: Uuid,
    child_id: String,
    kind: String,
    version: i64,
    #[serde(flatten)]
    state: StateRow,
    assignee: Assignee,
    from_inbox: Option<Uuid>,
    purpose: Option<String>,
    parent: Option<Uuid>,
    by_action: Option<String>,
    sent_immediately: bool,
    arrived: DateTime<Utc>,
    queue: QueueRow,
}

#[derive(Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
enum StateRow {
    Incoming,
    Started { started: Act },
    Finished { started: Act, ended: Act },
    Cancelled { started: Option<Act>, ended: Act, cancel_reason: String },
}

#[derive(Deserialize)]
struct QueueRow {
    version: i64,
    actions: Vec<QueuedAction>,
    last_edit: Option<Act>,
}

#[derive(Deserialize)]
pub(super) struct SectionRow {
    form: Option<String>,
    number: i32,
    version: i64,
    text_version: i64,
    answers: Answers,
    complete: bool,
    authors: BTreeSet<Uuid>,
    last_edit: Option<Act>,
}

#[derive(Deserialize)]
pub(super) struct SourceRow {
    pub(super) kind: String,
    pub(super) section: SectionRow,
}

#[derive(Deserialize)]
pub(super) struct RequestRow {
    id: Uuid,
    kind: String,
    sent: Act,
    assignee: Assignee,
    replaces: Option<Uuid>,
    answer: Answer,
}

#[derive(Deserialize)]
pub(super) struct RatificationRow {
    id: Uuid,
    child_id: String,
    placement: String,
    ratified_on: NaiveDate,
    under_sixteen: bool,
    recorded: Act,
    ended: Option<Act>,
    ended_on: Option<NaiveDate>,
}

#[derive(Deserialize)]
pub(super) struct NoteRow {
    id: Uuid,
    child_id: String,
    case_id: Option<Uuid>,
    step: Option<NotedStepRow>,
    kind: String,
    title: String,
    text: String,
    written: Act,
    source_key: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct NotedStepRow {
    id: Uuid,
    case_id: Uuid,
    kind: String,
    #[serde(deserialize_with = "progress")]
    state: Progress,
    process_id: String,
    process_version: i32,
}

#[derive(Deserialize)]
pub(super) struct ChildRow {
    child_id: String,
    first_name: String,
    surname: String,
    date_of_birth: Option<NaiveDate>,
    gender: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct AllocationRow {
    pub(super) role: Number<AllocationRole>,
    pub(super) worker_id: Uuid,
}

#[derive(Deserialize)]
pub(super) struct PersonRow {
    pub(super) name: String,
    active: bool,
    roles: Vec<Number<Role>>,
}

#[derive(Deserialize)]
pub(super) struct InboxRow {
    pub(super) id: Uuid,
    pub(super) name: String,
}

/// One of an enum's values, stored as its number in the contracts.
pub(super) struct Number<E>(pub(super) E);

impl<'de, E: TryFrom<i32>> Deserialize<'de> for Number<E> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let number = i32::deserialize(from)?;
        E::try_from(number).map(Self).map_err(|_| de::Error::custom(format_args!("no value {number}")))
    }
}

pub(super) fn progress<'de, D: Deserializer<'de>>(from: D) -> Result<Progress, D::Error> {
    match String::deserialize(from)?.as_str() {
        "incoming" => Ok(Progress::Incoming),
        "started" => Ok(Progress::Started),
        "finished" => Ok(Progress::Finished),
        "cancelled" => Ok(Progress::Cancelled),
        other => Err(de::Error::custom(format_args!("no state {other}"))),
    }
}

impl CaseRow {
    pub(super) fn with_steps(self, steps: Vec<StepSummary>) -> Case {
        Case {
            id: self.id,
            child_id: self.child_id,
            process_id: self.process_id,
            process_version: self.process_version,
            version: self.version,
            opened: self.opened,
            closed: self.closed_at.zip(self.outcome).map(|(at, outcome)| Closed { at, outcome }),
            steps,
        }
    }
}

impl SummaryRow {
    pub(super) fn in_hand(&self) -> (Uuid, Assignee) {
        (self.id, self.assignee)
    }
}

impl From<SummaryRow> for StepSummary {
    fn from(row: SummaryRow) -> Self {
        Self {
            id: row.id,
            kind: row.kind,
            progress: row.state,
            purpose: row.purpose,
            parent: row.parent,
            by_action: row.by_action,
            sent_immediately: row.sent_immediately,
            arrived: row.arrived,
            started_at: row.started_at,
            ended_at: row.ended_at,
            outcome: row.outcome,
        }
    }
}

impl StepRow {
    pub(super) fn with(self, sections: Vec<SectionRow>, requests: Vec<RequestRow>) -> Step {
        Step {
            id: self.id,
            case_id: self.case_id,
            child_id: self.child_id,
            kind: self.kind,
            version: self.version,
            state: self.state.into(),
            assignee: self.assignee,
            from_inbox: self.from_inbox,
            purpose: self.purpose,
            parent: self.parent,
            by_action: self.by_action,
            sent_immediately: self.sent_immediately,
            arrived: self.arrived,
            sections: sections.into_iter().map(Section::from).collect(),
            queue: self.queue.into(),
            requests: requests.into_iter().map(SentRequest::from).collect(),
        }
    }
}

impl From<StateRow> for StepState {
    fn from(row: StateRow) -> Self {
        match row {
            StateRow::Incoming => Self::Incoming,
            StateRow::Started { started } => Self::Started { started },
            StateRow::Finished { started, ended } => Self::Finished { started, finished: ended },
            StateRow::Cancelled { started, ended, cancel_reason } => {
                Self::Cancelled { started, cancelled: ended, reason: cancel_reason }
            }
        }
    }
}

impl From<QueueRow> for Queue {
    fn from(row: QueueRow) -> Self {
        Self { version: row.version, actions: row.actions, last_edit: row.last_edit }
    }
}

impl From<SectionRow> for Section {
    fn from(row: SectionRow) -> Self {
        Self {
            form: row.form,
            number: row.number,
            version: row.version,
            text_version: row.text_version,
            answers: row.answers,
            complete: row.complete,
            authors: row.authors,
            last_edit: row.last_edit,
        }
    }
}

impl From<RequestRow> for SentRequest {
    fn from(row: RequestRow) -> Self {
        Self {
            id: row.id,
            kind: row.kind,
            sent: row.sent,
            assignee: row.assignee,
            replaces: row.replaces,
            answer: row.answer,
        }
    }
}

impl From<RatificationRow> for Ratification {
    fn from(row: RatificationRow) -> Self {
        Self {
            id: row.id,
            child_id: row.child_id,
            placement: row.placement,
            ratified_on: row.ratified_on,
            recorded: row.recorded,
            under_sixteen: row.under_sixteen,
            ended: row.ended.zip(row.ended_on).map(|(act, on)| Ended { act, on }),
        }
    }
}

impl From<NoteRow> for CaseNote {
    fn from(row: NoteRow) -> Self {
        Self {
            id: row.id,
            child_id: row.child_id,
            case_id: row.case_id,
            step: row.step.map(NotedStep::from),
            content: NoteContent { kind: row.kind, title: row.title, text: row.text },
            written: row.written,
            source_key: row.source_key,
        }
    }
}

impl From<NotedStepRow> for NotedStep {
    fn from(row: NotedStepRow) -> Self {
        Self {
            id: row.id,
            case_id: row.case_id,
            kind: row.kind,
            progress: row.state,
            process_id: row.process_id,
            process_version: row.process_version,
        }
    }
}

impl From<ChildRow> for Child {
    fn from(row: ChildRow) -> Self {
        Self {
            id: row.child_id,
            first_name: row.first_name,
            surname: row.surname,
            gender: row.gender.unwrap_or_default(),
            date_of_birth: row.date_of_birth,
        }
    }
}

impl From<PersonRow> for Person {
    fn from(row: PersonRow) -> Self {
        Self { active: row.active, roles: row.roles.into_iter().map(|role| role.0).collect() }
    }
}

impl From<InboxRow> for Inbox {
    fn from(row: InboxRow) -> Self {
        Self { id: row.id, name: row.name }
    }
}
