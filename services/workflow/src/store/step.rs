//! One step with all that a decision about it may look at.

use super::{
    names::Names,
    opening::{Asked, Loaded, Opening, Seen},
    rows::{
        AllocationRow, CaseRow, ChildRow, InboxRow, PersonRow, RatificationRow, RequestRow, SectionRow,
        SourceRow, StepRow, SummaryRow,
    },
};
use crate::domain::{
    case::{Case, StepSummary},
    people::{Child, Inbox, Person},
    ratification::Ratification,
    section::Section,
    step::Step,
};
use chrono::NaiveDate;
use contracts::directory::v1::AllocationRole;
use sqlx::{FromRow, PgConnection, PgExecutor, types::Json};
use std::collections::BTreeMap;
use uuid::Uuid;

/// Which step, and what a command wants to know beyond it.
#[derive(Clone, Debug)]
pub(crate) struct Wanted {
    /// The step.
    pub workstep_id: Uuid,
    /// Workers whom the command names.
    pub workers: Vec<Uuid>,
    /// Whether the newest forms of the case are needed too, to copy from.
    pub sources: bool,
    /// Today in London: whom the caller covers depends on it.
    pub today: NaiveDate,
}

/// A step with all that stands around it.
pub(crate) struct StepFound {
    /// The case with all its steps.
    pub case: Case,
    /// The step.
    pub step: Step,
    /// Whose record it is.
    pub child: Child,
    /// Who is what to the child now.
    pub allocations: BTreeMap<AllocationRole, Uuid>,
    /// The council's inboxes.
    pub inboxes: Vec<Inbox>,
    /// Everybody whom the step or the command mentions.
    pub people: BTreeMap<Uuid, Person>,
    /// The ratification of the child's placement that stands.
    pub ratification: Option<Ratification>,
    /// The sections of the case's newest forms, by kind of step and number.
    pub sources: BTreeMap<(String, i32), Section>,
    /// The names of all of them.
    pub names: Names,
}

#[derive(FromRow)]
struct Row {
    #[sqlx(flatten)]
    opening: Opening,
    step: Option<Json<StepRow>>,
    sections: Json<Vec<SectionRow>>,
    requests: Json<Vec<RequestRow>>,
    permanence_case: Option<Json<CaseRow>>,
    steps: Json<Vec<SummaryRow>>,
    child: Option<Json<ChildRow>>,
    allocations: Json<Vec<AllocationRow>>,
    inboxes: Json<Vec<InboxRow>>,
    people: Json<BTreeMap<Uuid, PersonRow>>,
    ratification: Option<Json<RatificationRow>>,
    #[sqlx(default)]
    sources: Json<Vec<SourceRow>>,
}

const ALONE: &str = include_str!("step_load.sql");
const WITH_SOURCES: &str = concat!(include_str!("step_load.sql"), include_str!("step_sources.sql"));

/// What a command on this step is decided on; none when there is no such step.
pub(crate) async fn load(
    executor: impl PgExecutor<'_>,
    asked: &Asked<'_>,
    wanted: &Wanted,
) -> Result<Loaded<Option<StepFound>>, sqlx::Error> {
    let mut row = fetch(executor, asked.subject, Some((asked.rpc, asked.request_id)), wanted).await?;
    let opening = std::mem::take(&mut row.opening);
    Ok(opening.with(asked, row.found()))
}

/// What a reader of this step sees, and what a decision that shall not be applied is made on.
pub(crate) async fn see(
    executor: impl PgExecutor<'_>,
    subject: &str,
    wanted: &Wanted,
) -> Result<Seen<Option<StepFound>>, sqlx::Error> {
    let mut row = fetch(executor, subject, None, wanted).await?;
    let opening = std::mem::take(&mut row.opening);
    Ok(opening.seen(row.found()))
}

async fn fetch(
    executor: impl PgExecutor<'_>,
    subject: &str,
    command: Option<(&'static str, Uuid)>,
    wanted: &Wanted,
) -> Result<Row, sqlx::Error> {
    let (rpc, request_id) = command.unzip();
    sqlx::query_as(if wanted.sources { WITH_SOURCES } else { ALONE })
        .bind(subject)
        .bind(rpc)
        .bind(request_id)
        .bind(wanted.workstep_id)
        .bind(&wanted.workers)
        .bind(wanted.today)
        .fetch_one(executor)
        .await
}

impl Row {
    /// A step whose child the directory's copy lacks is nobody's to see.
    fn found(self) -> Option<StepFound> {
        let (step, case, child) = (self.step?.0, self.permanence_case?.0, Child::from(self.child?.0));
        let names = Names::of(&self.people.0, &self.inboxes.0, Some(&child));
        Some(StepFound {
            case: case.with_steps(self.steps.0.into_iter().map(StepSummary::from).collect()),
            step: step.with(self.sections.0, self.requests.0),
            child,
            allocations: self.allocations.0.into_iter().map(|row| (row.role.0, row.worker_id)).collect(),
            inboxes: self.inboxes.0.into_iter().map(Inbox::from).collect(),
            people: self.people.0.into_iter().map(|(id, row)| (id, row.into())).collect(),
            ratification: self.ratification.map(|row| row.0.into()),
            sources: self.sources.0.into_iter().map(SourceRow::keyed).collect(),
            names,
        })
    }
}

impl SourceRow {
    fn keyed(self) -> ((String, i32), Section) {
        let section = Section::from(self.section);
        ((self.kind, section.number), section)
    }
}

/// The step on which a request was sent, locked until the transaction ends; none when no such request was sent. The lock
/// comes first, by a statement of its own: what is read under it is what the last one who held it left.
pub(crate) async fn lock_by_request(
    connection: &mut PgConnection,
    request_id: Uuid,
) -> Result<Option<StepFound>, sqlx::Error> {
    let locked: Option<Uuid> = sqlx::query_scalar(
        "select w.id from workflow.request_sent r join workflow.workstep w on w.id = r.workstep_id
         where r.id = $1 for update of w",
    )
    .bind(request_id)
    .fetch_optional(&mut *connection)
    .await?;
    let Some(workstep_id) = locked else { return Ok(None) };
    // Nobody asks, so nobody covers anybody either.
    let today = NaiveDate::default();
    let wanted = Wanted { workstep_id, workers: Vec::new(), sources: false, today };
    Ok(see(connection, "", &wanted).await?.found)
}
