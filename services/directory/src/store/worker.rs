//! The tables worker and worker_role.

use super::{
    bind_record,
    opening::{Asked, Loaded, Opening, Seen},
    rows::{WorkerRow, known},
};
use crate::domain::{
    names::searchable,
    place::WorkerPlace,
    worker::{Surroundings, WantedWorker, Worker, WorkerChange},
};
use contracts::{NO_CASE_WORK, r#type::v1::Role};
use eventlog::Record;
use identity::Access;
use sqlx::{FromRow, PgExecutor, types::Json};
use uuid::Uuid;

/// What the Find button was asked for.
#[derive(Clone, Debug, Default)]
pub(crate) struct Search {
    /// Each occurs in one of the worker's names, as [`crate::domain::names::searchable`] writes them.
    pub words: Vec<String>,
    /// The worker holds one of them; any worker if there are none.
    pub roles: Vec<Role>,
    /// The worker's team.
    pub team_id: Option<Uuid>,
    /// An inbox that the worker works from.
    pub inbox_id: Option<Uuid>,
    /// Whether the caller's line manager comes before all others.
    pub line_manager_first: bool,
}

impl Search {
    /// What the search was narrowed by, for its audit entry: never what was typed.
    pub(crate) fn filters(&self) -> String {
        let named = |name: &str, id: Option<Uuid>| id.map(|id| format!("{name}={id}"));
        let roles: Vec<&str> = self.roles.iter().map(Role::as_str_name).collect();
        [
            (!self.words.is_empty()).then(|| "by name".to_owned()),
            (!roles.is_empty()).then(|| format!("roles={}", roles.join(","))),
            named("team_id", self.team_id),
            named("inbox_id", self.inbox_id),
        ]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join("; ")
    }
}

/// A worker who was found.
pub(crate) struct Hit {
    /// The worker.
    pub worker: Worker,
    /// The row's place in the list.
    pub place: WorkerPlace,
}

#[derive(FromRow)]
struct LoadRow {
    #[sqlx(flatten)]
    opening: Opening,
    worker: Option<Json<WorkerRow>>,
    holder: Option<Uuid>,
    team_known: bool,
    managers: Vec<Uuid>,
    stands_with: Option<Vec<i32>>,
    left_behind: Vec<Uuid>,
    management_version: i64,
}

#[derive(FromRow)]
struct SeenRow {
    access: Option<Access>,
    worker: Option<Json<WorkerRow>>,
}

#[derive(FromRow)]
struct SearchRow {
    access: Option<Access>,
    found: Json<Vec<HitRow>>,
}

#[derive(serde::Deserialize)]
struct HitRow {
    leads: bool,
    #[serde(flatten)]
    worker: WorkerRow,
}

/// What a change of this worker's record is decided on.
pub(crate) async fn load(
    executor: impl PgExecutor<'_>,
    asked: &Asked<'_>,
    wanted: &WantedWorker,
) -> Result<Loaded<(Option<Worker>, Surroundings)>, sqlx::Error> {
    let row: LoadRow = sqlx::query_as(include_str!("worker_load.sql"))
        .bind(asked.subject)
        .bind(asked.rpc)
        .bind(asked.request_id)
        .bind(wanted.id)
        .bind(wanted.details.team_id)
        .bind(wanted.details.line_manager_id)
        .bind(&wanted.details.subject)
        .bind(NO_CASE_WORK.map(i32::from))
        .fetch_one(executor)
        .await?;
    let around = Surroundings {
        holder: row.holder,
        team_known: row.team_known,
        managers: row.managers,
        stands_with: row.stands_with.as_deref().map(known),
        left_behind: row.left_behind,
        management_version: row.management_version,
    };
    let worker = row.worker.map(|worker| worker.0.into());
    Ok(row.opening.with(asked, (worker, around)))
}

/// Writes a worker's record and what the command leaves behind, or raises `stale`.
pub(crate) async fn replace(
    executor: impl PgExecutor<'_>,
    change: &WorkerChange,
    record: &Record,
) -> Result<(), sqlx::Error> {
    let Worker { id, details, stamp } = &change.worker;
    let roles: Vec<i32> = details.roles.iter().map(|role| i32::from(*role)).collect();
    let statement = sqlx::query(include_str!("worker_replace.sql"))
        .bind(id)
        .bind(stamp.version)
        .bind(&details.display_name)
        .bind(searchable(&details.display_name))
        .bind(&details.subject)
        .bind(details.team_id)
        .bind(details.line_manager_id)
        .bind(details.active)
        .bind(stamp.by)
        .bind(stamp.at)
        .bind(roles)
        .bind(change.management_version)
        .bind(&details.contact.email)
        .bind(&details.contact.phone);
    bind_record(statement, record).execute(executor).await?;
    Ok(())
}

/// One worker.
pub(crate) async fn get(
    executor: impl PgExecutor<'_>,
    caller: &str,
    worker_id: Uuid,
) -> Result<Seen<Option<Worker>>, sqlx::Error> {
    let row: SeenRow = sqlx::query_as(
        "select access($1, null) as access,
                (select to_json(worker_record) from directory.worker_record where worker_id = $2) as worker",
    )
    .bind(caller)
    .bind(worker_id)
    .fetch_one(executor)
    .await?;
    Ok(row.into())
}

/// The caller.
pub(crate) async fn get_caller(
    executor: impl PgExecutor<'_>,
    caller: &str,
) -> Result<Seen<Option<Worker>>, sqlx::Error> {
    let row: SeenRow = sqlx::query_as(
        "select access($1, null) as access,
                (select to_json(worker_record) from directory.worker_record where subject = $1) as worker",
    )
    .bind(caller)
    .fetch_one(executor)
    .await?;
    Ok(row.into())
}

/// The worker who signs in under this subject, active or not.
pub(crate) async fn of_subject(
    executor: impl PgExecutor<'_>,
    subject: &str,
) -> Result<Option<Worker>, sqlx::Error> {
    let row: Option<Json<WorkerRow>> =
        sqlx::query_scalar("select to_json(worker_record) from directory.worker_record where subject = $1")
            .bind(subject)
            .fetch_optional(executor)
            .await?;
    Ok(row.map(|row| row.0.into()))
}

/// Makes whoever else would appoint the first administrator wait for the end of this transaction.
pub(crate) async fn lock_administration(executor: impl PgExecutor<'_>) -> Result<(), sqlx::Error> {
    sqlx::query("select pg_advisory_xact_lock(hashtext('directory'), hashtext('administration'))")
        .execute(executor)
        .await?;
    Ok(())
}

/// Whether there is an active administrator.
pub(crate) async fn is_administered(executor: impl PgExecutor<'_>) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar(
        "select exists (select from directory.worker_role held join directory.worker using (worker_id)
                         where held.role = $1 and held.ended_at is null and worker.active)",
    )
    .bind(i32::from(Role::Administrator))
    .fetch_one(executor)
    .await
}

/// Active workers in order of name, at most so many.
pub(crate) async fn search(
    executor: impl PgExecutor<'_>,
    caller: &str,
    search: &Search,
    after: Option<&WorkerPlace>,
    rows: i64,
) -> Result<Seen<Vec<Hit>>, sqlx::Error> {
    let roles: Vec<i32> = search.roles.iter().map(|role| i32::from(*role)).collect();
    let row: SearchRow = sqlx::query_as(include_str!("worker_search.sql"))
        .bind(caller)
        .bind(&search.words)
        .bind(roles)
        .bind(search.team_id)
        .bind(search.inbox_id)
        .bind(search.line_manager_first)
        .bind(after.and_then(|place| place.head))
        .bind(after.map(|place| &place.name_key))
        .bind(after.map(|place| place.worker_id))
        .bind(rows)
        .fetch_one(executor)
        .await?;
    let shown_before = after.and_then(|place| place.head);
    let head = row.found.0.iter().find(|hit| hit.leads).map(|hit| hit.worker.worker_id).or(shown_before);
    let found = row.found.0.into_iter().map(|hit| hit.below(head)).collect();
    Ok(Seen::of(row.access, found))
}

impl From<SeenRow> for Seen<Option<Worker>> {
    fn from(row: SeenRow) -> Self {
        Seen::of(row.access, row.worker.map(|worker| worker.0.into()))
    }
}

impl HitRow {
    /// The worker with the row's place in a list that has this line manager at its head.
    fn below(self, head: Option<Uuid>) -> Hit {
        let (name_key, worker_id) = match self.leads {
            true => (String::new(), Uuid::nil()),
            false => (self.worker.name_key.clone(), self.worker.worker_id),
        };
        Hit { place: WorkerPlace { head, name_key, worker_id }, worker: self.worker.into() }
    }
}
