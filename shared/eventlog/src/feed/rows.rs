use crate::{
    cursor::{Cursor, foreign},
    event::{BATCH, Row, one_batch},
    log::Shared,
};
use contracts::events::v1::Event;
use fault::Fault;
use sqlx::{FromRow, Row as _, postgres::PgRow};

/// The batch after the cursor, out of the database. Refused with `CURSOR_FOREIGN` once another epoch has
/// begun: the table may then be another one.
pub(super) async fn after(shared: &Shared, cursor: &Cursor) -> Result<Vec<Event>, Fault> {
    let rows: Vec<PgRow> = sqlx::query(include_str!("../../sql/read_feed.sql"))
        .bind(cursor.position)
        .bind(BATCH as i64)
        .fetch_all(&shared.pool)
        .await?;
    let mut events = Vec::with_capacity(rows.len());
    for row in &rows {
        if row.try_get::<&str, _>("epoch")? != &*cursor.epoch {
            return Err(foreign());
        }
        // Where there is no event the row holds the epoch alone.
        if row.try_get::<Option<i64>, _>("position")?.is_some() {
            events.push(Row::from_row(row)?.into_event(shared.source));
        }
    }
    Ok(one_batch(events))
}
