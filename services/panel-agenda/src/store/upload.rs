//! Uploads: bytes in pieces of equal size, written as they arrive.

use sqlx::{PgExecutor, PgPool};
use uuid::Uuid;

/// How many bytes a piece has; the last one has fewer.
pub const PIECE_BYTES: usize = 256 << 10;

/// Begins an upload.
pub async fn begin(executor: impl PgExecutor<'_>, upload_id: Uuid) -> Result<(), sqlx::Error> {
    let begin = sqlx::query("insert into panels.extract_upload (upload_id) values ($1)");
    begin.bind(upload_id).execute(executor).await.map(drop)
}

/// Keeps the next piece.
pub async fn add(
    executor: impl PgExecutor<'_>,
    upload_id: Uuid,
    number: i32,
    bytes: &[u8],
) -> Result<(), sqlx::Error> {
    sqlx::query("insert into panels.extract_piece (upload_id, number, bytes) values ($1, $2, $3)")
        .bind(upload_id)
        .bind(number)
        .bind(bytes)
        .execute(executor)
        .await
        .map(drop)
}

/// One piece.
pub async fn piece(
    executor: impl PgExecutor<'_>,
    upload_id: Uuid,
    number: i32,
) -> Result<Vec<u8>, sqlx::Error> {
    sqlx::query_scalar("select bytes from panels.extract_piece where upload_id = $1 and number = $2")
        .bind(upload_id)
        .bind(number)
        .fetch_one(executor)
        .await
}

/// Throws an upload away that no import came of.
pub async fn discard(executor: impl PgExecutor<'_>, upload_id: Uuid) -> Result<(), sqlx::Error> {
    sqlx::query(
        "delete from panels.extract_upload upload
          where upload_id = $1
            and not exists (select from panels.extract_import import where import.upload_id = upload.upload_id)",
    )
    .bind(upload_id)
    .execute(executor)
    .await
    .map(drop)
}

/// Throws away what was begun more than a day ago and no import came of: the caller was cut off.
pub async fn sweep(pool: &PgPool) -> Result<(), sqlx::Error> {
    sqlx::query(
        "delete from panels.extract_upload upload
          where begun_at < now() - interval '1 day'
            and not exists (select from panels.extract_import import where import.upload_id = upload.upload_id)",
    )
    .execute(pool)
    .await
    .map(drop)
}
