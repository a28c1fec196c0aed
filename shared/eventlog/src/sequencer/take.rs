use super::Ended;
use crate::event::Row;
use sqlx::PgConnection;

/// How many events one batch numbers at most.
pub(super) const BATCH: i64 = 500;

/// Moves up to [`BATCH`] committed events out of outbox, in one statement and one commit, and returns them in their
/// order: positions begin after `last`, which this sequencer saw committed. Another sequencer that gave out the same
/// positions makes it fail on the primary key, and nothing is moved.
pub(super) async fn take(connection: &mut PgConnection, floor: i64, last: i64) -> Result<Vec<Row>, Ended> {
    let taken = sqlx::query_as(include_str!("../../sql/take.sql"))
        .bind(floor)
        .bind(BATCH)
        .bind(last)
        .fetch_all(connection)
        .await;
    let mut rows: Vec<Row> = taken.map_err(|error| match error.as_database_error() {
        Some(refused) if refused.constraint() == Some("events_pkey") => Ended::Another,
        _ => Ended::Database(error),
    })?;
    rows.sort_unstable_by_key(|row| row.position);
    Ok(rows)
}
