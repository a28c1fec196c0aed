use super::Schema;
use sqlx::{AssertSqlSafe, PgPool};

/// The numbers of the migrations that this build brings and the database lacks, in order. A database that nobody has
/// migrated lacks them all.
pub async fn behind(pool: &PgPool, schema: &Schema) -> Result<Vec<i64>, sqlx::Error> {
    let applied = applied(pool, schema).await?;
    let mut missing: Vec<i64> = schema
        .migrations
        .iter()
        .map(|migration| migration.version)
        .filter(|it| !applied.contains(it))
        .collect();
    missing.sort_unstable();
    Ok(missing)
}

async fn applied(pool: &PgPool, schema: &Schema) -> Result<Vec<i64>, sqlx::Error> {
    let table = schema.migrations_table();
    let there: bool =
        sqlx::query_scalar("select to_regclass($1) is not null").bind(&table).fetch_one(pool).await?;
    if !there {
        return Ok(Vec::new());
    }
    let statement = format!("select version from {table} where success");
    sqlx::query_scalar(AssertSqlSafe(statement)).fetch_all(pool).await
}
