//! The database of a local suite: found or brought, migrated, with an administrator in its directory.

use crate::failure::Failure;
use crate::home::Home;
use crate::suite::SERVICES;
use calendar::Clock;
use runtime::migrate::{Schema, migrate};
use runtime::postgres::{Cluster, Durability, Installation, Server};
use runtime::settings::Database;
use secrecy::{ExposeSecret, SecretString};
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::{AssertSqlSafe, Connection, PgConnection};
use std::str::FromStr;

/// The database in a Postgres of our own.
const NAME: &str = "permanence";

/// A Postgres with the suite's database in it.
pub(crate) struct Local {
    pub(crate) server: Server,
    pub(crate) settings: Database,
}

/// Takes the Postgres that is given or brings one that keeps its data in the folder, and brings the suite's schemas up to
/// date. With `fresh`, what was there before is thrown away first.
pub(crate) async fn bring(
    home: &Home,
    given: Option<String>,
    fresh: bool,
    clock: &Clock,
) -> Result<Local, Failure> {
    if fresh {
        home.clear()?;
    }
    let (server, url) = match given {
        Some(url) => (Server::given(url.clone()), url),
        None => own(home).await?,
    };
    let password = home.role_password(|| clock.new_id().simple().to_string())?;
    let settings = Database {
        url: Some(url.clone().into()),
        admin_url: Some(url.into()),
        password: Some(password.clone()),
        ..Database::default()
    };
    if fresh && !server.is_own() {
        drop_schemas(&settings).await?;
    }
    migrate(&settings.admin_options()?, &schemas(|_| Some(password.clone()))).await?;
    Ok(Local { server, settings })
}

/// What each service keeps, with what its role logs in with if that is ours to say.
pub(crate) fn schemas(password_of: impl Fn(&str) -> Option<SecretString>) -> Vec<Schema> {
    let with_password = |schema: Schema| match password_of(schema.name) {
        Some(password) => schema.with_password(password),
        None => schema,
    };
    SERVICES.iter().filter_map(|service| service.schema()).map(with_password).collect()
}

/// Gives a directory that has no administrator its first.
pub(crate) async fn appoint(
    settings: &Database,
    clock: &Clock,
    subject: &str,
    name: &str,
) -> Result<bool, Failure> {
    let pool =
        PgPoolOptions::new().max_connections(1).connect_with(settings.options_for("directory")?).await?;
    let appointed = directory::bootstrap_administrator(&pool, clock, subject, name).await;
    pool.close().await;
    Ok(appointed?.is_some())
}

async fn own(home: &Home) -> Result<(Server, String), Failure> {
    let cluster = Cluster::at(Installation::find()?, home.postgres()?, Durability::Default)?;
    let server = Server::start(cluster).await?;
    let admin = PgConnectOptions::from_str(server.url())?;
    create_database(&admin).await?;
    let url = server.url().rsplit_once('/').map_or(server.url(), |(host, _)| host);
    let url = format!("{url}/{NAME}");
    Ok((server, url))
}

async fn create_database(admin: &PgConnectOptions) -> Result<(), sqlx::Error> {
    let mut connection = PgConnection::connect_with(admin).await?;
    let there: bool = sqlx::query_scalar("select exists (select from pg_database where datname = $1)")
        .bind(NAME)
        .fetch_one(&mut connection)
        .await?;
    if !there {
        sqlx::query("create database permanence").execute(&mut connection).await?;
    }
    connection.close().await
}

/// In a Postgres that somebody else keeps, only the suite's own schemas are ours to throw away.
async fn drop_schemas(settings: &Database) -> Result<(), Failure> {
    let mut connection = PgConnection::connect_with(&settings.admin_options()?).await?;
    for schema in schemas(|_| None) {
        let statement = format!("drop schema if exists {} cascade", schema.name);
        sqlx::query(AssertSqlSafe(statement)).execute(&mut connection).await?;
    }
    connection.close().await?;
    Ok(())
}

/// The URL that a person may see: without what it logs in with.
pub(crate) fn shown(settings: &Database) -> String {
    let url = settings.url.as_ref().map(|url| url.expose_secret().to_owned()).unwrap_or_default();
    match (url.split_once("://"), url.rsplit_once('@')) {
        (Some((scheme, _)), Some((_, place))) => format!("{scheme}://{place}"),
        _ => url,
    }
}
