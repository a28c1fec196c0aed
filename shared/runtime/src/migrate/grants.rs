use super::{Schema, roles::run};
use sqlx::PgConnection;

/// Tables that a service only ever adds to.
const INSERT_ONLY: [&str; 2] = ["audit_entry", "audit_seal"];

/// What a service's role may do: read and write its own tables, call its own functions, and nothing elsewhere. Audit rows
/// are only ever added; which migrations were applied is only read.
pub(super) async fn renew(connection: &mut PgConnection, schema: &Schema) -> Result<(), sqlx::Error> {
    let role = schema.role();
    let (schema, role) = (schema.name, role.as_str());
    run(connection, "revoke all on schema %1$I from public", &[schema]).await?;
    for grant in [
        "grant usage on schema %1$I to %2$I",
        "grant select, insert, update, delete on all tables in schema %1$I to %2$I",
        "grant usage, select on all sequences in schema %1$I to %2$I",
        "grant execute on all functions in schema %1$I to %2$I",
        "revoke insert, update, delete on %1$I._migrations from %2$I",
    ] {
        run(connection, grant, &[schema, role]).await?;
    }
    for table in insert_only(connection, schema).await? {
        run(connection, "revoke update, delete on %1$I.%3$I from %2$I", &[schema, role, &table]).await?;
    }
    Ok(())
}

/// Those of the insert-only tables that are there, with their partitions, which could be written to by name.
async fn insert_only(connection: &mut PgConnection, schema: &str) -> Result<Vec<String>, sqlx::Error> {
    sqlx::query_scalar(
        "with recursive kept as (
           select c.oid from pg_class c
             where c.relnamespace = to_regnamespace($1) and c.relname = any ($2) and c.relkind in ('r', 'p')
           union all
           select i.inhrelid from kept join pg_inherits i on i.inhparent = kept.oid)
         select c.relname::text from kept join pg_class c on c.oid = kept.oid",
    )
    .bind(schema)
    .bind(INSERT_ONLY)
    .fetch_all(connection)
    .await
}
