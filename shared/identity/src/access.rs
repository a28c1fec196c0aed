//! What the SQL function `access` says of a caller.

use serde::Deserialize;
use sqlx::{Decode, Postgres, Type, error::BoxDynError, postgres::PgTypeInfo, types::Json};
use uuid::Uuid;

/// Who the caller is, and what the child that was asked about is to them: a column of the read that every call begins with,
/// `access($1, child_id) as access`, as `Option<Access>`. Nothing for a subject that the directory does not know. Where the
/// caller may act for somebody else, London's date is asked about too: `access($1, child_id, $2)`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Access {
    /// The worker.
    pub worker_id: Uuid,
    /// How others see the worker.
    pub name: String,
    /// False once the worker has left.
    pub active: bool,
    /// Numbers of `permanence.type.v1.Role`.
    pub roles: Vec<i32>,
    /// The worker's team.
    pub team_id: Option<Uuid>,
    /// The worker's manager.
    pub line_manager_id: Option<Uuid>,
    /// The inboxes that the worker works from.
    pub inboxes: Vec<InboxRef>,
    /// What the worker is to the child: numbers of `permanence.directory.v1.AllocationRole`.
    pub relations: Vec<i32>,
    /// Whether the directory knows the child; false where none was asked about.
    pub child_known: bool,
    /// Whether this is what the directory said within the last five seconds.
    pub fresh: bool,
    /// Whom the caller covers on the day that was asked about; nobody where none was.
    #[serde(default)]
    pub covers: Vec<Absent>,
}

/// An absent worker for whom the caller may act.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Absent {
    /// The worker.
    pub worker_id: Uuid,
    /// How others see the worker.
    pub name: String,
    /// Numbers of `permanence.type.v1.Role`: what the absent worker may be asked to do. Cover does not lend them.
    pub roles: Vec<i32>,
    /// The inboxes that the worker works from.
    pub inboxes: Vec<Uuid>,
    /// What the worker is to the child: numbers of `permanence.directory.v1.AllocationRole`.
    pub relations: Vec<i32>,
}

/// An inbox, by id and exact name.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct InboxRef {
    /// Its id.
    pub id: Uuid,
    /// Its exact name, as "CS QAAG – Inbox".
    pub name: String,
}

impl Type<Postgres> for Access {
    fn type_info() -> PgTypeInfo {
        <Json<Self> as Type<Postgres>>::type_info()
    }

    fn compatible(info: &PgTypeInfo) -> bool {
        <Json<Self> as Type<Postgres>>::compatible(info)
    }
}

impl<'r> Decode<'r, Postgres> for Access {
    fn decode(value: <Postgres as sqlx::Database>::ValueRef<'r>) -> Result<Self, BoxDynError> {
        let Json(access) = Json::decode(value)?;
        Ok(access)
    }
}
