//! The people around what happened.

use crate::domain::around::{Allocated, Around};
use crate::domain::happening::Happening;
use chrono::NaiveDate;
use contracts::NO_CASE_WORK;
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

/// Who they are, as the directory last told, business support where that is asked. The things are of one kind: all about one panel,
/// or none about any.
pub async fn around(
    connection: &mut PgConnection,
    happenings: &[Happening],
    today: NaiveDate,
    support: bool,
) -> Result<Around, sqlx::Error> {
    let rows: Vec<Row> = sqlx::query_as(include_str!("around.sql"))
        .bind(happenings.iter().filter_map(Happening::inbox).collect::<Vec<_>>())
        .bind(happenings.iter().flat_map(Happening::children).collect::<Vec<_>>())
        .bind(happenings.iter().flat_map(Happening::named).collect::<Vec<_>>())
        .bind(happenings.iter().filter_map(Happening::holder).collect::<Vec<_>>())
        .bind(today)
        .bind(support.then_some(i32::from(Role::BusinessSupport)))
        .bind(i32::from(Role::System))
        .bind(happenings.first().and_then(|happening| happening.about.panel))
        .bind(i32::from(AllocationRole::ServiceManager))
        .bind(NO_CASE_WORK.map(i32::from))
        .fetch_all(connection)
        .await?;
    let mut around = Around::default();
    for row in rows {
        match row.relation.as_str() {
            "member" => around.members.extend(row.other_id.map(|inbox| (inbox, row.worker_id))),
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
            "manager" => around.line_managers.extend(row.other_id.map(|managed| (managed, row.worker_id))),
            "covered" => around.covers.extend(row.other_id.map(|covering| (row.worker_id, covering))),
            _ => {
                around.gone.insert(row.worker_id, row.other_id);
            }
        }
    }
    Ok(around)
}
