//! The people around something that happened.

use crate::domain::happening::Happening;
use crate::domain::hearing::{Allocated, Around};
use chrono::NaiveDate;
use contracts::directory::v1::AllocationRole;
use contracts::r#type::v1::Role;
use sqlx::{FromRow, PgConnection};
use uuid::Uuid;

#[derive(FromRow)]
struct Row {
    relation: String,
    worker_id: Uuid,
    child_id: Option<String>,
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
        .bind(happening.may_concern_business_support().then_some(i32::from(Role::BusinessSupport)))
        .bind(i32::from(Role::System))
        .bind(happening.about.panel)
        .bind(i32::from(AllocationRole::ServiceManager))
        .fetch_all(connection)
        .await?;
    let mut around = Around::default();
    for row in rows {
        match row.relation.as_str() {
            "member" => around.members.push(row.worker_id),
            "allocated" => {
                // A role that is newer than this program is none that the rules could name.
                let role = row.role.and_then(|role| AllocationRole::try_from(role).ok());
                let allocated = row.child_id.zip(role);
                let to_the_child = |(child_id, role)| Allocated { child_id, role, worker_id: row.worker_id };
                around.allocated.extend(allocated.map(to_the_child));
            }
            "support" => around.business_support.push(row.worker_id),
            "system" => {
                around.systems.insert(row.worker_id);
            }
            "manager" => around.line_managers.push(row.worker_id),
            "covered" => around.covers.extend(row.other_id.map(|covering| (row.worker_id, covering))),
            _ => {
                around.gone.insert(row.worker_id, row.other_id);
            }
        }
    }
    Ok(around)
}
