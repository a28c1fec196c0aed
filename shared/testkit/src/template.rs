//! A migrated database that others are cloned from: migrating takes a second, cloning a few hundredths.

use runtime::migrate::{Schema, migrate};
use secrecy::SecretString;
use sha2::{Digest, Sha256};
use sqlx::{AssertSqlSafe, PgConnection, postgres::PgConnectOptions};
use std::str::FromStr;

/// What every service's role logs in with, in tests.
pub(crate) const PASSWORD: &str = "only-for-tests";
/// What Postgres keeps of it: hashed once, where Postgres itself would hash four thousand times, as each connection then does. Tests
/// make thousands of them.
const HASHED: &str = "SCRAM-SHA-256$1:b25seS1mb3ItdGVzdHMtcw==$CljhHgdy43He1eyAVP4M4kUF19xy6VRrt8Bko/uikOM=:aLjkoHXpqCPVMaR//lKmzqEHImy82wjmTAwlvW+LCho=";

/// Makes templates one at a time, across all processes of the run.
const TURN: i64 = 0x7065_726d_616e_656e;

/// The name of a database in which these schemas are up to date, made if it is not there yet.
pub(crate) async fn template_of(admin: &mut PgConnection, url: &str, schemas: &[Schema]) -> String {
    let name = name_of(schemas);
    if is_ready(admin, &name).await {
        return name;
    }
    sqlx::query("select pg_advisory_lock($1)").bind(TURN).execute(&mut *admin).await.expect("a turn");
    if !is_ready(admin, &name).await {
        make(admin, url, &name, schemas).await;
    }
    sqlx::query("select pg_advisory_unlock($1)").bind(TURN).execute(admin).await.expect("to end the turn");
    name
}

/// Equal schemas have equal names, whichever process asks.
fn name_of(schemas: &[Schema]) -> String {
    let mut hash = Sha256::new();
    for schema in schemas {
        hash.update(schema.name);
        for migration in &schema.migrations {
            hash.update(migration.version.to_be_bytes());
            hash.update(&migration.checksum);
        }
    }
    let digits: String = hash.finalize().iter().take(8).map(|byte| format!("{byte:02x}")).collect();
    format!("permanence_template_{digits}")
}

/// Only a finished one is marked as a template.
async fn is_ready(admin: &mut PgConnection, name: &str) -> bool {
    sqlx::query_scalar("select exists (select from pg_database where datname = $1 and datistemplate)")
        .bind(name)
        .fetch_one(admin)
        .await
        .expect("to look for the template")
}

async fn make(admin: &mut PgConnection, url: &str, name: &str, schemas: &[Schema]) {
    execute(admin, format!("drop database if exists {name}")).await;
    execute(admin, format!("create database {name}")).await;
    let inside = PgConnectOptions::from_str(url).expect("the URL of Postgres").database(name);
    let with_passwords: Vec<Schema> =
        schemas.iter().map(|schema| schema.clone().with_password(SecretString::from(HASHED))).collect();
    if let Err(error) = migrate(&inside, &with_passwords).await {
        panic!("{}", with_causes(&error));
    }
    execute(admin, format!("alter database {name} is_template true")).await;
}

/// Runs a statement that takes no parameters; its names are of our own making.
pub(crate) async fn execute(admin: &mut PgConnection, statement: String) {
    sqlx::raw_sql(AssertSqlSafe(statement.clone()))
        .execute(admin)
        .await
        .unwrap_or_else(|error| panic!("{statement}: {error}"));
}

fn with_causes(error: &dyn std::error::Error) -> String {
    std::iter::successors(Some(error), |error| error.source())
        .map(ToString::to_string)
        .collect::<Vec<_>>()
        .join(": ")
}
