//! What was heard from workflow, written in the transaction that moves the cursor.

use super::{row, standing};
use crate::domain::request::Request;
use sqlx::PgConnection;
use uuid::Uuid;

/// A request, locked until the transaction ends.
pub async fn lock(connection: &mut PgConnection, id: Uuid) -> Result<Option<Request>, sqlx::Error> {
    let found = sqlx::query(include_str!("lock.sql")).bind(id).fetch_optional(connection).await?;
    found.as_ref().map(row::request).transpose()
}

/// Writes a request, and says whether it is new here; one that is there already stays as it is.
pub async fn save_sent(connection: &mut PgConnection, request: &Request) -> Result<bool, sqlx::Error> {
    let roles: Vec<i32> = request.answered_by.iter().map(|role| i32::from(*role)).collect();
    let written = standing::bind(sqlx::query(include_str!("sent.sql")), request)
        .bind(&request.kind)
        .bind(&request.type_title)
        .bind(&request.workstep_title)
        .bind(&request.child_id)
        .bind(request.workstep_id)
        .bind(request.case_id)
        .bind(request.sent.by)
        .bind(request.sent.on_behalf_of)
        .bind(request.sent.at)
        .bind(request.must_be_sent)
        .bind(request.blocks_finish)
        .bind(roles)
        .bind(request.replaces)
        .bind(request.decides)
        .execute(connection)
        .await?;
    Ok(written.rows_affected() > 0)
}

/// Writes what became of a request that this transaction has locked.
pub async fn save(connection: &mut PgConnection, request: &Request) -> Result<(), sqlx::Error> {
    standing::bind(sqlx::query(include_str!("heard.sql")), request).execute(connection).await?;
    Ok(())
}
