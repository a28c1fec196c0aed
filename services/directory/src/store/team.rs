//! The table team.

use super::{
    bind_record,
    opening::{Asked, Loaded, Opening, Seen},
    rows::TeamRow,
};
use crate::domain::{
    names::comparable,
    place::NamePlace,
    team::{Team, WantedTeam},
};
use eventlog::Record;
use identity::Access;
use sqlx::{FromRow, PgExecutor, types::Json};
use uuid::Uuid;

#[derive(FromRow)]
struct LoadRow {
    #[sqlx(flatten)]
    opening: Opening,
    team: Option<Json<TeamRow>>,
    holder: Option<Uuid>,
}

#[derive(FromRow)]
struct ListRow {
    access: Option<Access>,
    teams: Json<Vec<TeamRow>>,
}

/// What a change of this team is decided on: as it is, and the other team that has the wanted name.
pub(crate) async fn load(
    executor: impl PgExecutor<'_>,
    asked: &Asked<'_>,
    wanted: &WantedTeam,
) -> Result<Loaded<(Option<Team>, Option<Uuid>)>, sqlx::Error> {
    let row: LoadRow = sqlx::query_as(include_str!("team_load.sql"))
        .bind(asked.subject)
        .bind(asked.rpc)
        .bind(asked.request_id)
        .bind(wanted.id)
        .bind(comparable(&wanted.name))
        .fetch_one(executor)
        .await?;
    let team = row.team.map(|team| team.0.into());
    Ok(row.opening.with(asked, (team, row.holder)))
}

/// Writes a team and what the command leaves behind, or raises `stale`.
pub(crate) async fn replace(
    executor: impl PgExecutor<'_>,
    team: &Team,
    record: &Record,
) -> Result<(), sqlx::Error> {
    let statement = sqlx::query(include_str!("team_replace.sql"))
        .bind(team.id)
        .bind(team.stamp.version)
        .bind(&team.name)
        .bind(comparable(&team.name))
        .bind(team.stamp.by)
        .bind(team.stamp.at);
    bind_record(statement, record).execute(executor).await?;
    Ok(())
}

/// So many teams after a place, in order of name.
pub(crate) async fn list(
    executor: impl PgExecutor<'_>,
    caller: &str,
    after: Option<&NamePlace>,
    rows: i64,
) -> Result<Seen<Vec<Team>>, sqlx::Error> {
    let row: ListRow = sqlx::query_as(
        "with page as (
            select * from directory.team where $2::text is null or name_key > $2 order by name_key limit $3
         )
         select access($1, null) as access,
                (select coalesce(json_agg(page order by name_key), '[]') from page) as teams",
    )
    .bind(caller)
    .bind(after.map(|place| &place.name_key))
    .bind(rows)
    .fetch_one(executor)
    .await?;
    let found = row.teams.0.into_iter().map(Team::from).collect();
    Ok(Seen::of(row.access, found))
}
