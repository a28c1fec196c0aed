//! A Postgres that somebody else keeps: what in it is this suite's, and what is left alone.

use crate::failure::Failure;
use runtime::migrate::Schema;
use runtime::settings::Database;
use sqlx::{AssertSqlSafe, Connection, PgConnection};

/// What Postgres says to a wrong password.
const WRONG_PASSWORD: &str = "28P01";

#[derive(Debug, thiserror::Error)]
pub(crate) enum NotOurs {
    #[error(
        "the database that DATABASE_URL names has a schema {0} that no permanence made: name another database"
    )]
    Schema(&'static str),
    #[error(
        "another permanence keeps its data in the Postgres that DATABASE_URL names, and its role {0} signs in with another password: name \
         that one's folder with --data, or another Postgres; where that one is gone, drop its roles first"
    )]
    Role(String),
}

/// Refuses a database in which something of somebody else's goes by the name of something of ours: a schema that no service
/// made, or a role that another suite's services sign in as.
pub(crate) async fn expect_ours(settings: &Database, schemas: &[Schema]) -> Result<(), Failure> {
    let mut admin = PgConnection::connect_with(&settings.admin_options()?).await?;
    for schema in schemas {
        let ours: bool = sqlx::query_scalar(
            "select to_regclass($2) is not null
                 or not exists (select from pg_class where relnamespace = to_regnamespace($1))",
        )
        .bind(schema.name)
        .bind(schema.migrations_table())
        .fetch_one(&mut admin)
        .await?;
        if !ours {
            return Err(NotOurs::Schema(schema.name).into());
        }
        signs_in(settings, schema, &mut admin).await?;
    }
    admin.close().await?;
    Ok(())
}

/// A role that there is signs in as it did for this suite before.
async fn signs_in(settings: &Database, schema: &Schema, admin: &mut PgConnection) -> Result<(), Failure> {
    let there: bool = sqlx::query_scalar("select exists (select from pg_roles where rolname = $1)")
        .bind(schema.role())
        .fetch_one(admin)
        .await?;
    if !there {
        return Ok(());
    }
    match PgConnection::connect_with(&settings.options_for(schema.name)?).await {
        Ok(connection) => Ok(connection.close().await?),
        Err(sqlx::Error::Database(error)) if error.code().as_deref() == Some(WRONG_PASSWORD) => {
            Err(NotOurs::Role(schema.role()).into())
        }
        // Whatever else keeps the role out is put right by migrating, or says so there.
        Err(_) => Ok(()),
    }
}

/// Throws away what the suite keeps there, and nothing else: `expect_ours` has said that it is.
pub(crate) async fn clear(settings: &Database, schemas: &[Schema]) -> Result<(), Failure> {
    let mut admin = PgConnection::connect_with(&settings.admin_options()?).await?;
    for schema in schemas {
        let statement = format!("drop schema if exists {} cascade", schema.name);
        sqlx::query(AssertSqlSafe(statement)).execute(&mut admin).await?;
    }
    admin.close().await?;
    Ok(())
}
