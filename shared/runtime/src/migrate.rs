//! Schemas, roles and migrations: one schema, one role and one migrations table a service.
//!
//! Migrations only expand. So a database that is ahead is accepted and old and new replicas serve side by side; a service
//! refuses only to start behind its schema.

mod behind;
mod grants;
mod roles;
mod schema;

pub use behind::behind;
pub use schema::{Schema, as_service, role_of};

use crate::postgres::OLDEST;
use sqlx::{Connection, PgConnection, migrate::Migrator, postgres::PgConnectOptions};

/// Why a database could not be brought up to date.
#[derive(Debug, thiserror::Error)]
pub enum MigrateError {
    /// Two migrations of one schema carry the same number.
    #[error("schema {schema}: two migrations are numbered {version}")]
    Doubled {
        /// The schema's name.
        schema: &'static str,
        /// Their number.
        version: i64,
    },
    /// A migration failed, or differs from what was once applied under its number.
    #[error("schema {schema}")]
    Migration {
        /// The schema's name.
        schema: &'static str,
        /// What sqlx says.
        #[source]
        source: sqlx::migrate::MigrateError,
    },
    /// The migrations say what it does not understand.
    #[error("the database is Postgres {found}, and {oldest} or newer is needed: name another, or upgrade it")]
    TooOld {
        /// Its version, as it says.
        found: String,
        /// The oldest that does.
        oldest: u32,
    },
    /// The database refused something else: a connection, a role, a grant.
    #[error("the database refused")]
    Database(#[from] sqlx::Error),
}

/// Brings every schema up to date: its role, itself, its tables, and what the role may do with them. Doing it again
/// changes nothing. `admin` must be able to create schemas and, unless they are there, roles.
pub async fn migrate(admin: &PgConnectOptions, schemas: &[Schema]) -> Result<(), MigrateError> {
    expect_new_enough(admin).await?;
    for schema in schemas {
        let migrator = migrator(schema)?;
        let inside = admin.clone().options([("search_path", schema.name)]);
        let mut connection = PgConnection::connect_with(&inside).await?;
        roles::ensure(&mut connection, schema).await?;
        migrator
            .run(&mut connection)
            .await
            .map_err(|source| MigrateError::Migration { schema: schema.name, source })?;
        grants::renew(&mut connection, schema).await?;
        connection.close().await?;
    }
    Ok(())
}

/// Refuses a database on which the migrations do not run.
pub async fn expect_new_enough(admin: &PgConnectOptions) -> Result<(), MigrateError> {
    expect_at_least(OLDEST, admin).await
}

async fn expect_at_least(oldest: u32, admin: &PgConnectOptions) -> Result<(), MigrateError> {
    let mut connection = PgConnection::connect_with(admin).await?;
    let version =
        "select current_setting('server_version_num')::integer / 10000, current_setting('server_version')";
    let (major, found): (i32, String) = sqlx::query_as(version).fetch_one(&mut connection).await?;
    connection.close().await?;
    if major < oldest.cast_signed() { Err(MigrateError::TooOld { found, oldest }) } else { Ok(()) }
}

fn migrator(schema: &Schema) -> Result<Migrator, MigrateError> {
    let mut migrations = schema.migrations.clone();
    migrations.sort();
    if let Some(pair) = migrations.windows(2).find(|pair| pair[0].version == pair[1].version) {
        return Err(MigrateError::Doubled { schema: schema.name, version: pair[0].version });
    }
    let mut migrator = Migrator::with_migrations(migrations);
    migrator.dangerous_set_table_name(schema.migrations_table());
    migrator.create_schema(schema.name);
    migrator.set_ignore_missing(true);
    Ok(migrator)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_postgres_that_is_too_old_for_the_migrations_is_refused_by_its_version() {
        let database = testkit::database(&[]).await;
        expect_new_enough(&database.admin_options()).await.unwrap();
        let refused = expect_at_least(9_999, &database.admin_options()).await.unwrap_err().to_string();
        assert!(refused.contains("9999 or newer is needed"), "{refused}");
    }
}
