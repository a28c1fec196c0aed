//! Who handed which extract in.

use chrono::NaiveDate;
use sqlx::{FromRow, PgConnection};
use uuid::Uuid;

/// An extract of which it is to be told what came of it.
#[derive(Clone, Copy, Debug, FromRow)]
pub struct HandedIn {
    /// The day on which the export was made.
    pub as_of: NaiveDate,
    /// Who handed it in.
    pub imported_by: Option<Uuid>,
}

/// Keeps who handed an extract in.
pub async fn insert(connection: &mut PgConnection, id: Uuid, handed_in: HandedIn) -> Result<(), sqlx::Error> {
    sqlx::query(
        "insert into notifications.extract_import (extract_import_id, as_of, imported_by) values ($1, $2, $3)
         on conflict on constraint extract_import_pkey do nothing",
    )
    .bind(id)
    .bind(handed_in.as_of)
    .bind(handed_in.imported_by)
    .execute(connection)
    .await
    .map(drop)
}

/// Notes that it is known what came of an extract, and gives who handed it in; nothing where it was known before.
pub async fn end(connection: &mut PgConnection, id: Uuid) -> Result<Option<HandedIn>, sqlx::Error> {
    sqlx::query_as(
        "update notifications.extract_import set ended = true
          where extract_import_id = $1 and not ended
         returning as_of, imported_by",
    )
    .bind(id)
    .fetch_optional(connection)
    .await
}
