//! The versions of the processes, as their files were loaded.

use super::{
    bind_record,
    opening::{Asked, Loaded, Opening, Seen},
};
use chrono::{DateTime, Utc};
use eventlog::Record;
use identity::Access;
use sqlx::{FromRow, PgExecutor, types::Json};
use std::collections::BTreeMap;
use uuid::Uuid;

/// Which version of which process.
#[derive(Clone, Debug, PartialEq, Eq, Hash, FromRow)]
pub(crate) struct VersionId {
    /// As `long-term-fostering`.
    pub process_id: String,
    /// Counts from 1.
    pub version: i32,
}

/// A version that shall be kept.
#[derive(Clone, Debug)]
pub(crate) struct NewVersion<'a> {
    /// Which.
    pub id: VersionId,
    /// The text of its file.
    pub yaml: &'a str,
    /// SHA-256 of that text.
    pub digest: [u8; 32],
    /// The title of each kind of step, by its key.
    pub titles: BTreeMap<&'a str, &'a str>,
    /// The administrator; nobody for what came with the software.
    pub loaded_by: Option<Uuid>,
    /// When.
    pub loaded_at: DateTime<Utc>,
}

/// What is known of a process when a file of it is loaded.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Known {
    /// Its newest version; 0 when there is none.
    pub newest: i32,
    /// The version that has the very same text.
    pub same_text: Option<i32>,
}

#[derive(FromRow)]
struct LoadRow {
    #[sqlx(flatten)]
    opening: Opening,
    newest: i32,
    same_text: Option<i32>,
}

#[derive(FromRow)]
struct SeenRow {
    access: Option<Access>,
    process_ids: Vec<String>,
    versions: Vec<i32>,
}

/// What loading this text as a version of a process is decided on.
pub(crate) async fn load(
    executor: impl PgExecutor<'_>,
    asked: &Asked<'_>,
    process_id: &str,
    digest: [u8; 32],
) -> Result<Loaded<Known>, sqlx::Error> {
    let row: LoadRow = sqlx::query_as(
        "select access($1, null) as access, earlier.body_hash, earlier.answer,
                (select coalesce(max(version), 0) from workflow.process_version where process_id = $4) as newest,
                (select version from workflow.process_version where process_id = $4 and digest = $5) as same_text
         from (values (1)) as once (call)
         left join recall($1, $2, $3) as earlier on true",
    )
    .bind(asked.subject)
    .bind(asked.rpc)
    .bind(asked.request_id)
    .bind(process_id)
    .bind(digest)
    .fetch_one(executor)
    .await?;
    Ok(row.opening.with(asked, Known { newest: row.newest, same_text: row.same_text }))
}

/// Keeps a version, if one is given, and what the command leaves behind. Raises `stale` when the version was taken or the
/// text kept meanwhile.
pub(crate) async fn keep(
    executor: impl PgExecutor<'_>,
    new: Option<&NewVersion<'_>>,
    record: &Record,
) -> Result<(), sqlx::Error> {
    let statement = sqlx::query(
        "with kept as (
            insert into workflow.process_version (process_id, version, yaml, digest, loaded_by, loaded_at, titles)
            select $1, $2, $3, $4, $5, $6, $10 where $1 is not null
            on conflict do nothing
            returning 1
         )
         select case when $1 is null or exists (select from kept) then record($7, $8, $9) else stale('process') end",
    )
    .bind(new.map(|new| &new.id.process_id))
    .bind(new.map(|new| new.id.version))
    .bind(new.map(|new| new.yaml))
    .bind(new.map(|new| new.digest))
    .bind(new.and_then(|new| new.loaded_by))
    .bind(new.map(|new| new.loaded_at));
    bind_record(statement, record).bind(new.map(|new| Json(&new.titles))).execute(executor).await?;
    Ok(())
}

/// What is known of a process before a text of it is kept, for what comes with the software.
pub(crate) async fn known(
    executor: impl PgExecutor<'_>,
    process_id: &str,
    digest: [u8; 32],
) -> Result<Known, sqlx::Error> {
    let (newest, same_text) = sqlx::query_as(
        "select coalesce(max(version), 0), max(version) filter (where digest = $2)
         from workflow.process_version where process_id = $1",
    )
    .bind(process_id)
    .bind(digest)
    .fetch_one(executor)
    .await?;
    Ok(Known { newest, same_text })
}

/// The newest version of one process; none when there is no such process.
pub(crate) async fn newest(
    executor: impl PgExecutor<'_>,
    subject: &str,
    process_id: &str,
) -> Result<Seen<Option<VersionId>>, sqlx::Error> {
    let (access, newest): (Option<Access>, Option<i32>) = sqlx::query_as(
        "select access($1, null), (select max(version) from workflow.process_version where process_id = $2)",
    )
    .bind(subject)
    .bind(process_id)
    .fetch_one(executor)
    .await?;
    let found = newest.map(|version| VersionId { process_id: process_id.to_owned(), version });
    Ok(Seen { access, found })
}

/// The newest versions of so many processes after one, by id.
pub(crate) async fn list(
    executor: impl PgExecutor<'_>,
    subject: &str,
    after: &str,
    rows: i64,
) -> Result<Seen<Vec<VersionId>>, sqlx::Error> {
    let row: SeenRow = sqlx::query_as(
        "with newest as (
            select process_id, max(version) as version from workflow.process_version
            where process_id > $2
            group by process_id order by process_id limit $3
         )
         select access($1, null) as access,
                array(select process_id from newest order by process_id) as process_ids,
                array(select version from newest order by process_id) as versions",
    )
    .bind(subject)
    .bind(after)
    .bind(rows)
    .fetch_one(executor)
    .await?;
    let ids = row.process_ids.into_iter().zip(row.versions);
    let found = ids.map(|(process_id, version)| VersionId { process_id, version }).collect();
    Ok(Seen { access: row.access, found })
}

/// The text of one version.
pub(crate) async fn yaml(
    executor: impl PgExecutor<'_>,
    id: &VersionId,
) -> Result<Option<String>, sqlx::Error> {
    sqlx::query_scalar("select yaml from workflow.process_version where process_id = $1 and version = $2")
        .bind(&id.process_id)
        .bind(id.version)
        .fetch_optional(executor)
        .await
}

/// Every version with its text.
pub(crate) async fn all(executor: impl PgExecutor<'_>) -> Result<Vec<(VersionId, String)>, sqlx::Error> {
    let rows: Vec<(String, i32, String)> =
        sqlx::query_as("select process_id, version, yaml from workflow.process_version")
            .fetch_all(executor)
            .await?;
    Ok(rows
        .into_iter()
        .map(|(process_id, version, yaml)| (VersionId { process_id, version }, yaml))
        .collect())
}
