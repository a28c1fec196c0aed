//! The row that says how far a feed is applied, and who follows it.

use crate::cursor::Cursor;
use sqlx::{FromRow, PgConnection, PgExecutor, PgPool};
use uuid::Uuid;

/// The cursor moved: its row is locked until the transaction ends.
#[derive(FromRow)]
pub(super) struct Advanced {
    /// Whether this replica still has the lease.
    pub(super) held: bool,
    /// The keys of which events are parked.
    pub(super) parked: Vec<String>,
    /// Those among them that an operator wants tried again.
    pub(super) asked: Vec<String>,
}

/// One move of the cursor.
pub(super) struct Advance<'a> {
    pub(super) upstream: &'static str,
    pub(super) from: &'a str,
    pub(super) to: &'a Cursor,
    /// Whether the reader then has all that there is.
    pub(super) heard_all: bool,
    pub(super) replica: Uuid,
}

impl Advance<'_> {
    /// Moves the cursor if it still stands where it was read; `None` where somebody else moved it.
    pub(super) async fn make(&self, connection: &mut PgConnection) -> Result<Option<Advanced>, sqlx::Error> {
        sqlx::query_as(include_str!("../../sql/advance.sql"))
            .bind(self.upstream)
            .bind(self.from)
            .bind(self.to.to_string())
            .bind(self.heard_all)
            .bind(self.replica)
            .fetch_optional(connection)
            .await
    }
}

/// Makes sure that the row exists, and gives a new replica its name.
pub(super) async fn enlist(pool: &PgPool, upstream: &str) -> Result<Uuid, sqlx::Error> {
    sqlx::query("insert into feed_cursor (upstream) values ($1) on conflict do nothing")
        .bind(upstream)
        .execute(pool)
        .await?;
    sqlx::query_scalar("select gen_random_uuid()").fetch_one(pool).await
}

/// The cursor as it stands.
pub(super) async fn cursor(executor: impl PgExecutor<'_>, upstream: &str) -> Result<String, sqlx::Error> {
    sqlx::query_scalar("select cursor from feed_cursor where upstream = $1")
        .bind(upstream)
        .fetch_one(executor)
        .await
}

/// Takes or renews the lease to follow the feed in the background; false while another replica has it.
pub(super) async fn hold(
    executor: impl PgExecutor<'_>,
    upstream: &str,
    replica: Uuid,
) -> Result<bool, sqlx::Error> {
    let held = sqlx::query(
        "update feed_cursor set holder = $2, held_until = now() + interval '2500 milliseconds'
         where upstream = $1 and (holder is null or holder = $2 or held_until < now())",
    );
    Ok(held.bind(upstream).bind(replica).execute(executor).await?.rows_affected() == 1)
}

/// Gives the lease back, so that another replica need not wait for its end.
pub(super) async fn release(
    executor: impl PgExecutor<'_>,
    upstream: &str,
    replica: Uuid,
) -> Result<(), sqlx::Error> {
    sqlx::query("update feed_cursor set holder = null, held_until = null where upstream = $1 and holder = $2")
        .bind(upstream)
        .bind(replica)
        .execute(executor)
        .await
        .map(drop)
}

/// Goes back to before the first event, if the cursor still stands at `from`. All events come again, so those that were
/// parked are forgotten.
pub(super) async fn begin_again(pool: &PgPool, upstream: &str, from: &str) -> Result<(), sqlx::Error> {
    sqlx::query(
        "with moved as (
             update feed_cursor set cursor = '', heard_at = null where upstream = $1 and cursor = $2 returning 1)
         delete from parked where upstream = $1 and exists (select from moved)",
    )
    .bind(upstream)
    .bind(from)
    .execute(pool)
    .await
    .map(drop)
}
