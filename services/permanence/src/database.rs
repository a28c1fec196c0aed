//! The database of a local suite: found or brought, migrated, with an administrator in its directory.

use crate::failure::Failure;
use crate::given::{clear, expect_ours};
use crate::home::Home;
use crate::suite::SERVICES;
use calendar::Clock;
use runtime::migrate::{Schema, expect_new_enough, migrate};
use runtime::postgres::{Cluster, Durability, LaunchError, Server, ended};
use runtime::settings::Database;
use secrecy::{ExposeSecret, SecretString};
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::{Connection, PgConnection};
use std::str::FromStr;

/// The database in a Postgres of our own.
const NAME: &str = "permanence";

/// A Postgres with the suite's database in it.
pub(crate) struct Local {
    pub(crate) server: Server,
    pub(crate) settings: Database,
}

/// Takes the Postgres that is given or brings one that keeps its data in the folder, and brings the suite's schemas up to
/// date. With `fresh`, what was there before is thrown away first: of one that is given the suite's own schemas, of one of our own its
/// data. What the suite signs in and seals with stays: another Postgres may hold what needs it.
pub(crate) async fn bring(
    home: &Home,
    given: Option<String>,
    fresh: bool,
    clock: &Clock,
) -> Result<Local, Failure> {
    if given.is_none() {
        // The folder is ours alone: what still serves it was killed, and is ending.
        ended(&home.postgres()?).await?;
        if fresh {
            home.clear_postgres()?;
        }
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
    let schemas = schemas(|_| Some(password.clone()));
    if !server.is_own() {
        expect_new_enough(&settings.admin_options()?).await?;
        expect_ours(&settings, &schemas).await?;
        if fresh {
            clear(&settings, &schemas).await?;
        }
    }
    migrate(&settings.admin_options()?, &schemas).await?;
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
    let cluster =
        Cluster::at(home.postgres()?, Durability::Default).map_err(|error| unusable(error, home))?;
    let server = Server::start(&cluster).await?;
    let admin = PgConnectOptions::from_str(server.url())?;
    create_database(&admin).await?;
    let url = server.url().rsplit_once('/').map_or(server.url(), |(host, _)| host);
    let url = format!("{url}/{NAME}");
    Ok((server, url))
}

/// What cannot be served any more is told of with what to do about it.
fn unusable(error: LaunchError, home: &Home) -> Failure {
    match error {
        LaunchError::MadeByAnother { .. } | LaunchError::MadeTooLongAgo { .. } => {
            Failure::Unserved(home.folder().to_path_buf(), error)
        }
        error => error.into(),
    }
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

/// The URL that a person may see: without what it logs in with.
pub(crate) fn shown(settings: &Database) -> String {
    let url = settings.url.as_ref().map(|url| url.expose_secret().to_owned()).unwrap_or_default();
    match (url.split_once("://"), url.rsplit_once('@')) {
        (Some((scheme, _)), Some((_, place))) => format!("{scheme}://{place}"),
        _ => url,
    }
}
