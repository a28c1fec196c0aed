//! The table cover.

use super::{
    bind_record,
    opening::{Asked, Loaded, Opening, Seen},
    rows::{CoverRow, WorkerRow},
};
use crate::domain::{
    cover::{Colleague, Cover, WantedCover},
    place::CoverPlace,
};
use chrono::NaiveDate;
use eventlog::Record;
use identity::Access;
use sqlx::{FromRow, PgExecutor, types::Json};
use uuid::Uuid;

/// What a cover is decided on: as it is, the absent worker, and who acts for them.
pub(crate) struct Around {
    /// The cover, if there is one.
    pub cover: Option<Cover>,
    /// Who is absent, where the directory knows them.
    pub covered: Option<Colleague>,
    /// Who acts for them, where the directory knows them.
    pub covering: Option<Colleague>,
}

#[derive(FromRow)]
struct LoadRow {
    #[sqlx(flatten)]
    opening: Opening,
    cover: Option<Json<CoverRow>>,
    covered: Option<Json<WorkerRow>>,
    covering: Option<Json<WorkerRow>>,
}

#[derive(FromRow)]
struct ListRow {
    access: Option<Access>,
    found: Json<Vec<CoverRow>>,
}

/// What this cover is decided on; the two are the wanted ones, or else those of the cover as it stands.
pub(crate) async fn load(
    executor: impl PgExecutor<'_>,
    asked: &Asked<'_>,
    cover_id: Uuid,
    wanted: Option<&WantedCover>,
) -> Result<Loaded<Around>, sqlx::Error> {
    let row: LoadRow = sqlx::query_as(include_str!("cover_load.sql"))
        .bind(asked.subject)
        .bind(asked.rpc)
        .bind(asked.request_id)
        .bind(cover_id)
        .bind(wanted.map(|wanted| wanted.covered_id))
        .bind(wanted.map(|wanted| wanted.covering_id))
        .fetch_one(executor)
        .await?;
    let around = Around {
        cover: row.cover.map(|cover| cover.0.into()),
        covered: row.covered.map(|worker| worker.0.into()),
        covering: row.covering.map(|worker| worker.0.into()),
    };
    Ok(row.opening.with(asked, around))
}

/// Writes a cover and what the command leaves behind, or raises `stale`.
pub(crate) async fn replace(
    executor: impl PgExecutor<'_>,
    cover: &Cover,
    record: &Record,
) -> Result<(), sqlx::Error> {
    let statement = sqlx::query(include_str!("cover_replace.sql"))
        .bind(cover.id)
        .bind(cover.stamp.version)
        .bind(cover.covered.id)
        .bind(cover.covering.id)
        .bind(cover.days.first)
        .bind(cover.days.last)
        .bind(cover.ended)
        .bind(cover.stamp.by)
        .bind(cover.stamp.at);
    bind_record(statement, record).execute(executor).await?;
    Ok(())
}

/// Which covers of a worker are wanted.
pub(crate) struct Wanted {
    /// Who is covered or covering; the caller when empty.
    pub worker_id: Option<Uuid>,
    /// Those that are not over on this day; all when empty.
    pub on_or_after: Option<NaiveDate>,
}

/// The covers in which a worker is covered or covering, by first day and id; at most so many.
pub(crate) async fn list(
    executor: impl PgExecutor<'_>,
    caller: &str,
    wanted: &Wanted,
    after: Option<&CoverPlace>,
    rows: i64,
) -> Result<Seen<Vec<Cover>>, sqlx::Error> {
    let row: ListRow = sqlx::query_as(include_str!("cover_list.sql"))
        .bind(caller)
        .bind(wanted.worker_id)
        .bind(wanted.on_or_after)
        .bind(after.map(|place| place.first_day))
        .bind(after.map(|place| place.cover_id))
        .bind(rows)
        .fetch_one(executor)
        .await?;
    let found = row.found.0.into_iter().map(Cover::from).collect();
    Ok(Seen::of(row.access, found))
}
