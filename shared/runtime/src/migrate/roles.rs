use super::Schema;
use secrecy::ExposeSecret;
use sqlx::{AssertSqlSafe, PgConnection, PgExecutor};

/// The role can log in and owns nothing. Where somebody else keeps the roles it is already there, and is left alone.
pub(super) async fn ensure(connection: &mut PgConnection, schema: &Schema) -> Result<(), sqlx::Error> {
    let role = schema.role();
    if !exists(&mut *connection, &role).await? {
        run(connection, "create role %I login", &[&role]).await?;
    }
    if let Some(password) = &schema.password {
        run(connection, "alter role %I password %L", &[&role, password.expose_secret()]).await?;
    }
    Ok(())
}

async fn exists(connection: impl PgExecutor<'_>, role: &str) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar("select exists (select from pg_roles where rolname = $1)")
        .bind(role)
        .fetch_one(connection)
        .await
}

/// Statements about roles take no parameters, so Postgres itself quotes the names and literals into them.
pub(super) async fn run(
    connection: &mut PgConnection,
    template: &'static str,
    arguments: &[&str],
) -> Result<(), sqlx::Error> {
    let statement: String = sqlx::query_scalar("select format($1, variadic $2)")
        .bind(template)
        .bind(arguments)
        .fetch_one(&mut *connection)
        .await?;
    sqlx::raw_sql(AssertSqlSafe(statement)).execute(connection).await?;
    Ok(())
}
