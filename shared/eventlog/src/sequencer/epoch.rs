use sqlx::PgConnection;
use std::sync::Arc;

/// Today's epoch, begun now if the feed has moved to another database since the last one began.
pub(super) async fn current(connection: &mut PgConnection) -> Result<Arc<str>, sqlx::Error> {
    let begun = sqlx::query(include_str!("../../sql/begin_epoch.sql"))
        .execute(&mut *connection)
        .await?
        .rows_affected();
    let epoch: String = sqlx::query_scalar("select epoch from feed_epoch order by ordinal desc limit 1")
        .fetch_one(connection)
        .await?;
    if begun > 0 {
        tracing::info!(feed.epoch = epoch, "a new epoch of the feed begins");
    }
    Ok(epoch.into())
}
