//! Names of service managers, in numbered states.

use super::opening::{Asked, Loaded, Seen, access, recalled};
use crate::domain::service_manager::{KeptName, Manager, ServiceManagers};
use chrono::{DateTime, Utc};
use contracts::r#type::v1::Role;
use eventlog::Record;
use serde::Deserialize;
use sqlx::types::Json;
use sqlx::{PgExecutor, Row as _};
use uuid::Uuid;

#[derive(Deserialize)]
struct NameRow {
    name: String,
    worker_id: Uuid,
    worker_name: String,
    kept_by: Uuid,
    kept_by_name: String,
    kept_at: DateTime<Utc>,
    since: i64,
}

#[derive(Deserialize)]
struct ManagerRow {
    id: Uuid,
    name: String,
}

/// What keeping a name is decided on.
pub struct Ground {
    /// The state of the names.
    pub state: i64,
    /// For whom the name is kept.
    pub standing: Option<KeptName>,
    /// The worker who was asked about, if they are a service manager who is here.
    pub worker: Option<Manager>,
}

/// What the list of names is made of.
pub struct Material {
    /// Those that are kept.
    pub kept: Vec<KeptName>,
    /// What the newest extract says, and of how many children; at most 10,000 texts.
    pub said: Vec<(String, i32)>,
    /// The service managers who are here.
    pub here: Vec<Manager>,
}

/// What keeping that name for that worker, or for nobody, is decided on.
pub async fn load(
    executor: impl PgExecutor<'_>,
    asked: &Asked<'_>,
    folded: &str,
    worker: Option<Uuid>,
) -> Result<Loaded<Ground>, sqlx::Error> {
    let row = sqlx::query(include_str!("service_manager_name_load.sql"))
        .bind(asked.subject)
        .bind(asked.rpc)
        .bind(asked.request_id)
        .bind(folded)
        .bind(worker)
        .bind(i32::from(Role::ServiceManager))
        .fetch_one(executor)
        .await?;
    let standing: Option<Json<NameRow>> = row.try_get("standing")?;
    let worker: Option<Json<ManagerRow>> = row.try_get("worker")?;
    let found = Ground {
        state: row.try_get("state")?,
        standing: standing.map(|Json(row)| row.into()),
        worker: worker.map(|Json(row)| row.into()),
    };
    Ok(Loaded { access: access(&row)?, recalled: recalled(&row, asked)?, found })
}

/// Keeps a name as that one from the state after this one on, or for nobody; raises `stale` where another state stands.
pub async fn keep(
    executor: impl PgExecutor<'_>,
    state: i64,
    folded: &str,
    kept: Option<&KeptName>,
    record: &Record,
) -> Result<(), sqlx::Error> {
    sqlx::query(include_str!("service_manager_name_keep.sql"))
        .bind(state)
        .bind(folded)
        .bind(kept.map(|kept| &kept.name))
        .bind(kept.map(|kept| kept.manager.id))
        .bind(kept.map(|kept| &kept.manager.name))
        .bind(kept.map(|kept| kept.kept.0))
        .bind(kept.map(|kept| kept.kept.2))
        .bind(record.events_json())
        .bind(record.audit_json())
        .bind(record.receipt_json())
        .execute(executor)
        .await
        .map(drop)
}

/// What the list is made of.
pub async fn list(executor: impl PgExecutor<'_>, caller: &str) -> Result<Seen<Material>, sqlx::Error> {
    let row = sqlx::query(include_str!("service_manager_name_list.sql"))
        .bind(caller)
        .bind(i32::from(Role::ServiceManager))
        .fetch_one(executor)
        .await?;
    let Json(kept) = row.try_get::<Json<Vec<NameRow>>, _>("kept")?;
    let Json(said) = row.try_get::<Json<Vec<(String, i32)>>, _>("said")?;
    let Json(here) = row.try_get::<Json<Vec<ManagerRow>>, _>("here")?;
    let found = Material {
        kept: kept.into_iter().map(Into::into).collect(),
        said,
        here: here.into_iter().map(Into::into).collect(),
    };
    Ok(Seen { access: access(&row)?, found })
}

/// The names as they stand.
pub async fn now(executor: impl PgExecutor<'_> + Copy) -> Result<ServiceManagers, sqlx::Error> {
    let states = super::remembered::now(executor).await?;
    in_state(executor, states.service_manager_names).await
}

/// The names in that state.
pub async fn in_state(executor: impl PgExecutor<'_>, state: i64) -> Result<ServiceManagers, sqlx::Error> {
    if state == 0 {
        return Ok(ServiceManagers::default());
    }
    let rows: Vec<(String, Uuid, String)> = sqlx::query_as(
        "select folded, worker_id, worker_name from panels.service_manager_name
          where since_state <= $1 and (until_state is null or until_state > $1)",
    )
    .bind(state)
    .fetch_all(executor)
    .await?;
    let named = rows.into_iter().map(|(folded, id, name)| (folded, Manager { id, name }));
    Ok(ServiceManagers::new(state, named.collect()))
}

impl From<NameRow> for KeptName {
    fn from(row: NameRow) -> Self {
        Self {
            name: row.name,
            manager: Manager { id: row.worker_id, name: row.worker_name },
            kept: (row.kept_by, row.kept_by_name, row.kept_at),
            since: row.since,
        }
    }
}

impl From<ManagerRow> for Manager {
    fn from(ManagerRow { id, name }: ManagerRow) -> Self {
        Self { id, name }
    }
}
