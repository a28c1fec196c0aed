//! The tables inbox and inbox_member.

use super::{
    bind_record,
    opening::{Asked, Loaded, Opening, Seen},
    rows::{InboxRow, PersonRow},
};
use crate::domain::{
    inbox::{Inbox, Person, Surroundings, WantedInbox},
    names::comparable,
    place::NamePlace,
};
use eventlog::Record;
use identity::Access;
use sqlx::{FromRow, PgExecutor, types::Json};
use uuid::Uuid;

#[derive(FromRow)]
struct LoadRow {
    #[sqlx(flatten)]
    opening: Opening,
    inbox: Option<Json<InboxRow>>,
    known: Json<Vec<PersonRow>>,
    holder: Option<Uuid>,
}

#[derive(FromRow)]
struct ListRow {
    access: Option<Access>,
    inboxes: Json<Vec<InboxRow>>,
}

/// What a change of this inbox is decided on: as it is, and what else there is that bears on it.
pub(crate) async fn load(
    executor: impl PgExecutor<'_>,
    asked: &Asked<'_>,
    wanted: &WantedInbox,
) -> Result<Loaded<(Option<Inbox>, Surroundings)>, sqlx::Error> {
    let row: LoadRow = sqlx::query_as(include_str!("inbox_load.sql"))
        .bind(asked.subject)
        .bind(asked.rpc)
        .bind(asked.request_id)
        .bind(wanted.id)
        .bind(&wanted.members)
        .bind(comparable(&wanted.name))
        .fetch_one(executor)
        .await?;
    let inbox = row.inbox.map(|inbox| inbox.0.into());
    let known = row.known.0.into_iter().map(Person::from).collect();
    Ok(row.opening.with(asked, (inbox, Surroundings { known, holder: row.holder })))
}

/// Writes an inbox with its members and what the command leaves behind, or raises `stale`.
pub(crate) async fn replace(
    executor: impl PgExecutor<'_>,
    inbox: &Inbox,
    record: &Record,
) -> Result<(), sqlx::Error> {
    let members: Vec<Uuid> = inbox.members.iter().map(|member| member.id).collect();
    let statement = sqlx::query(include_str!("inbox_replace.sql"))
        .bind(inbox.id)
        .bind(inbox.stamp.version)
        .bind(&inbox.name)
        .bind(comparable(&inbox.name))
        .bind(inbox.stamp.by)
        .bind(inbox.stamp.at)
        .bind(members);
    bind_record(statement, record).execute(executor).await?;
    Ok(())
}

/// So many inboxes with their members, after a place, in order of name.
pub(crate) async fn list(
    executor: impl PgExecutor<'_>,
    caller: &str,
    after: Option<&NamePlace>,
    rows: i64,
) -> Result<Seen<Vec<Inbox>>, sqlx::Error> {
    let row: ListRow = sqlx::query_as(
        "with page as (
            select * from directory.inbox_record where $2::text is null or name_key > $2 order by name_key limit $3
         )
         select access($1, null) as access,
                (select coalesce(json_agg(page order by name_key), '[]') from page) as inboxes",
    )
    .bind(caller)
    .bind(after.map(|place| &place.name_key))
    .bind(rows)
    .fetch_one(executor)
    .await?;
    let found = row.inboxes.0.into_iter().map(Inbox::from).collect();
    Ok(Seen::of(row.access, found))
}
