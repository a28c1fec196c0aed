//! The table child.

use super::{
    bind_record,
    opening::{Asked, Loaded, Opening, Seen},
    rows::ChildRow,
};
use crate::domain::{
    allocation::Allocation,
    child::Child,
    names::{search_words, searchable},
    place::ChildPlace,
};
use eventlog::Record;
use identity::Access;
use sqlx::{FromRow, PgExecutor, types::Json};

/// A child who was found.
pub(crate) struct Hit {
    /// The child.
    pub child: Child,
    /// The row's place in the list.
    pub place: ChildPlace,
}

#[derive(FromRow)]
struct LoadRow {
    #[sqlx(flatten)]
    opening: Opening,
    child: Option<Json<ChildRow>>,
}

#[derive(FromRow)]
struct SeenRow {
    access: Option<Access>,
    child: Option<Json<ChildRow>>,
}

#[derive(FromRow)]
struct SearchRow {
    access: Option<Access>,
    found: Json<Vec<ChildRow>>,
}

/// What a change of this child's record is decided on: the record with who is allocated.
pub(crate) async fn load(
    executor: impl PgExecutor<'_>,
    asked: &Asked<'_>,
    child_id: &str,
) -> Result<Loaded<Option<(Child, Vec<Allocation>)>>, sqlx::Error> {
    let row: LoadRow = sqlx::query_as(include_str!("child_load.sql"))
        .bind(asked.subject)
        .bind(asked.rpc)
        .bind(asked.request_id)
        .bind(child_id)
        .fetch_one(executor)
        .await?;
    let child = row.child.map(|child| child.0.into());
    Ok(row.opening.with(asked, child))
}

/// Writes a child's record and what the command leaves behind, or raises `stale`.
pub(crate) async fn replace(
    executor: impl PgExecutor<'_>,
    child: &Child,
    record: &Record,
) -> Result<(), sqlx::Error> {
    let Child { id, details, stamp } = child;
    let statement = sqlx::query(include_str!("child_replace.sql"))
        .bind(id)
        .bind(stamp.version)
        .bind(&details.first_name)
        .bind(&details.surname)
        .bind(searchable(&details.first_name))
        .bind(searchable(&details.surname))
        .bind(details.date_of_birth)
        .bind(&details.gender)
        .bind(stamp.by)
        .bind(stamp.at);
    bind_record(statement, record).execute(executor).await?;
    Ok(())
}

/// One child with who is allocated, by role.
pub(crate) async fn get(
    executor: impl PgExecutor<'_>,
    caller: &str,
    child_id: &str,
) -> Result<Seen<Option<(Child, Vec<Allocation>)>>, sqlx::Error> {
    let row: SeenRow = sqlx::query_as(
        "select access($1, $2) as access,
                (select to_json(child_record) from directory.child_record where child_id = $2) as child",
    )
    .bind(caller)
    .bind(child_id)
    .fetch_one(executor)
    .await?;
    let found = row.child.map(|child| child.0.into());
    Ok(Seen::of(row.access, found))
}

/// Children by any part of their names or the beginning of their id, by surname, first name, id; at most so many.
pub(crate) async fn search(
    executor: impl PgExecutor<'_>,
    caller: &str,
    query: &str,
    after: Option<&ChildPlace>,
    rows: i64,
) -> Result<Seen<Vec<Hit>>, sqlx::Error> {
    let row: SearchRow = sqlx::query_as(include_str!("child_search.sql"))
        .bind(caller)
        .bind(search_words(query))
        .bind(query.trim().to_lowercase())
        .bind(after.map(|place| &place.surname_key))
        .bind(after.map(|place| &place.first_name_key))
        .bind(after.map(|place| &place.child_id))
        .bind(rows)
        .fetch_one(executor)
        .await?;
    let found = row.found.0.into_iter().map(Hit::from).collect();
    Ok(Seen::of(row.access, found))
}

impl From<ChildRow> for Hit {
    fn from(row: ChildRow) -> Self {
        let place = ChildPlace {
            surname_key: row.surname_key.clone(),
            first_name_key: row.first_name_key.clone(),
            child_id: row.child_id.clone(),
        };
        Self { child: row.into(), place }
    }
}
