//! The people around something that happened.

use crate::domain::happening::Happening;
use crate::domain::hearing::Around;
use chrono::NaiveDate;
use contracts::directory::v1::AllocationRole;
use contracts::r#type::v1::Role;
use sqlx::{FromRow, PgConnection};
use uuid::Uuid;

#[derive(FromRow)]
struct Row {
    relation: String,
    worker_id: Uuid,
    role: Option<i32>,
    other_id: Option<Uuid>,
}

/// Who they are, as the directory last told.
pub async fn around(
    connection: &mut PgConnection,
    happening: &Happening,
    today: NaiveDate,
) -> Result<Around, sqlx::Error> {
    let rows: Vec<Row> = sqlx::query_as(include_str!("around.sql"))
        .bind(happening.inbox())
        .bind(happening.children())
        .bind(happening.named())
        .bind(happening.holder())
        .bind(today)
        .bind(happening.is_of_panels().then_some(i32::from(Role::BusinessSupport)))
        .fetch_all(connection)
        .await?;
    let mut around = Around::default();
    for row in rows {
        match row.relation.as_str() {
            "member" => around.members.push(row.worker_id),
            "allocated" => {
                // A role that is newer than this program is none that the rules could name.
                let role = row.role.and_then(|role| AllocationRole::try_from(role).ok());
                around.allocated.extend(role.map(|role| (role, row.worker_id)));
            }
            "support" => around.business_support.push(row.worker_id),
            "manager" => around.line_managers.push(row.worker_id),
            "covered" => around.covers.extend(row.other_id.map(|covering| (row.worker_id, covering))),
            _ => {
                around.gone.insert(row.worker_id, row.other_id);
            }
        }
    }
    Ok(around)
}
