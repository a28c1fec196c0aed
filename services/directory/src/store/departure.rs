//! What ends in several tables when a worker leaves.

use super::{
    bind_record,
    opening::{Asked, Loaded, Opening},
    rows::{CoverRow, InboxRow, WorkerRow, known},
};
use crate::domain::{
    departure::{Departure, Ties},
    worker::Worker,
};
use chrono::NaiveDate;
use eventlog::Record;
use sqlx::{FromRow, PgExecutor, types::Json};
use uuid::Uuid;

#[derive(FromRow)]
struct LoadRow {
    #[sqlx(flatten)]
    opening: Opening,
    worker: Option<Json<WorkerRow>>,
    held: Vec<i32>,
    stands_with: Option<Vec<i32>>,
    inboxes: Json<Vec<InboxRow>>,
    covers: Json<Vec<CoverRow>>,
}

/// What this worker's departure is decided on, on that day in London.
pub(crate) async fn load(
    executor: impl PgExecutor<'_>,
    asked: &Asked<'_>,
    worker_id: Uuid,
    today: NaiveDate,
) -> Result<Loaded<(Option<Worker>, Ties)>, sqlx::Error> {
    let row: LoadRow = sqlx::query_as(include_str!("departure_load.sql"))
        .bind(asked.subject)
        .bind(asked.rpc)
        .bind(asked.request_id)
        .bind(worker_id)
        .bind(today)
        .fetch_one(executor)
        .await?;
    let ties = Ties {
        held: known(&row.held),
        stands_with: row.stands_with.as_deref().map(known),
        inboxes: row.inboxes.0.into_iter().map(Into::into).collect(),
        covers: row.covers.0.into_iter().map(Into::into).collect(),
    };
    let worker = row.worker.map(|worker| worker.0.into());
    Ok(row.opening.with(asked, (worker, ties)))
}

/// Writes a departure and what the command leaves behind, or raises `stale`.
pub(crate) async fn apply(
    executor: impl PgExecutor<'_>,
    departure: &Departure,
    record: &Record,
) -> Result<(), sqlx::Error> {
    let Departure { worker, inboxes, covers } = departure;
    let versions = |inbox: &crate::domain::inbox::Inbox| (inbox.id, inbox.stamp.version);
    let (inbox_ids, inbox_versions): (Vec<Uuid>, Vec<i64>) = inboxes.iter().map(versions).unzip();
    let versions = |cover: &crate::domain::cover::Cover| (cover.id, cover.stamp.version);
    let (cover_ids, cover_versions): (Vec<Uuid>, Vec<i64>) = covers.iter().map(versions).unzip();
    let statement = sqlx::query(include_str!("departure_apply.sql"))
        .bind(worker.id)
        .bind(worker.stamp.version)
        .bind(worker.stamp.by)
        .bind(worker.stamp.at)
        .bind(inbox_ids)
        .bind(inbox_versions)
        .bind(cover_ids)
        .bind(cover_versions);
    bind_record(statement, record).execute(executor).await?;
    Ok(())
}
