//! A database dumped and restored into a fresh cluster, as an operator does after a disaster.

use crate::{
    database::Database,
    template::{PASSWORD, execute},
};
use futures::StreamExt;
use runtime::{
    migrate::{Schema, migrate},
    postgres::{Cluster, Durability, Installation, Server, major_version},
};
use secrecy::SecretString;
use sqlx::{AssertSqlSafe, Connection, PgConnection, postgres::PgConnectOptions};
use std::{
    fs::Permissions,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::Command,
    str::FromStr,
};
use tempfile::TempDir;

const NAME: &str = "restored";

/// A cluster of its own with a restored database in it. It goes with this value.
pub struct Fresh {
    way: &'static str,
    server: Server,
    _folder: TempDir,
}

impl Fresh {
    /// Restores what stands in this database into a new one of a fresh cluster: the dump, then the migration, which finds
    /// nothing to change but roles and grants. Where the machine has no pg_dump as new as the server: the migration, then
    /// the rows.
    pub async fn holding(database: &Database, schemas: &[Schema]) -> (Self, Database) {
        let folder = tempfile::tempdir_in("/var/tmp").expect("a folder for the fresh cluster");
        // Whoever runs the tests, and with whatever umask: the user that Postgres runs as must be able to pass through it.
        std::fs::set_permissions(folder.path(), Permissions::from_mode(0o711)).expect("to open the folder");
        let cluster = Cluster::at(folder.path().join("cluster"), Durability::Relaxed);
        let cluster = cluster.unwrap_or_else(|error| panic!("{error}"));
        let tools = tools(cluster.installation());
        let way = if tools.is_some() {
            "by pg_dump and psql"
        } else {
            "row by row: there is no pg_dump here that reads it"
        };
        let server = Server::start(&cluster).await.unwrap_or_else(|error| panic!("{error}"));
        let options = PgConnectOptions::from_str(server.url()).expect("the URL of the fresh cluster");
        let mut admin =
            PgConnection::connect_with(&options).await.expect("a connection to the fresh cluster");
        execute(&mut admin, format!("create database {NAME}")).await;
        admin.close().await.expect("to leave the fresh cluster");

        let restored = Database::named(NAME, options);
        let with_password = |schema: &Schema| schema.clone().with_password(SecretString::from(PASSWORD));
        let schemas: Vec<Schema> = schemas.iter().map(with_password).collect();
        if let Some((dump, restore)) = &tools {
            by_file(dump, restore, database, &restored, folder.path());
        }
        migrate(&restored.admin_options(), &schemas).await.expect("roles and schemas");
        if tools.is_none() {
            by_row(database, &restored).await;
        }
        (Self { way, server, _folder: folder }, restored)
    }

    /// How it was restored: "by pg_dump and psql", or row by row.
    pub fn way(&self) -> &'static str {
        self.way
    }

    /// Stops the cluster.
    pub async fn stop(self) {
        self.server.stop().await;
    }
}

/// pg_dump and psql, beside the other programs of the installation or on the path; the npm package brings neither. An older
/// one than the server reads nothing.
fn tools(installation: &Installation) -> Option<(PathBuf, PathBuf)> {
    let server = major_version(&installation.program("postgres"))?;
    let find = |name: &str| {
        let reads = |program: &PathBuf| major_version(program).is_some_and(|version| version >= server);
        [installation.program(name), PathBuf::from(name)].into_iter().find(reads)
    };
    find("pg_dump").zip(find("psql"))
}

fn by_file(dump: &Path, restore: &Path, from: &Database, to: &Database, folder: &Path) {
    let file = folder.join("dump.sql");
    let dumped = Command::new(dump)
        .args(["--no-owner", "--no-privileges", "--file"])
        .arg(&file)
        .arg(plain(from))
        .status();
    assert!(dumped.expect("pg_dump").success(), "pg_dump");
    let restored = Command::new(restore)
        .args(["--quiet", "--output", "/dev/null", "--set", "ON_ERROR_STOP=1", "--file"])
        .arg(&file)
        .arg(plain(to))
        .status();
    assert!(restored.expect("psql").success(), "psql");
}

/// Without the parameters that only sqlx knows.
fn plain(database: &Database) -> String {
    let url = database.url();
    url.split_once('?').map_or(url.clone(), |(plain, _)| plain.to_owned())
}

/// Every table that holds rows, with the columns that are not computed.
const TABLES: &str = "
    select format('%I.%I', n.nspname, c.relname), string_agg(format('%I', a.attname), ', ' order by a.attnum)
    from pg_class c join pg_namespace n on n.oid = c.relnamespace join pg_attribute a on a.attrelid = c.oid
    where c.relkind = 'r' and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
      and n.nspname not like 'pg\\_%' and n.nspname <> 'information_schema'
    group by 1 order by 1";

/// Where every sequence stands.
const SEQUENCES: &str = "
    select format('select setval(%L, %s)', format('%I.%I', schemaname, sequencename), last_value)
    from pg_sequences where last_value is not null";

async fn by_row(from: &Database, to: &Database) {
    let mut from = PgConnection::connect_with(&from.admin_options()).await.expect("the old database");
    let mut to = PgConnection::connect_with(&to.admin_options()).await.expect("the fresh database");
    execute(&mut to, "set session_replication_role = replica".into()).await;
    let tables: Vec<(String, String)> =
        sqlx::query_as(TABLES).fetch_all(&mut from).await.expect("the tables");
    for (table, columns) in tables {
        execute(&mut to, format!("delete from {table}")).await;
        let out = format!("copy {table} ({columns}) to stdout");
        let mut rows = from.copy_out_raw(&out).await.expect("to read the rows");
        let into = format!("copy {table} ({columns}) from stdin");
        let mut copy = to.copy_in_raw(&into).await.expect("to write the rows");
        while let Some(part) = rows.next().await {
            copy.send(part.expect("rows")).await.expect("to write rows");
        }
        copy.finish().await.expect("to have written the rows");
    }
    let sequences: Vec<String> =
        sqlx::query_scalar(SEQUENCES).fetch_all(&mut from).await.expect("the sequences");
    for setval in sequences {
        sqlx::raw_sql(AssertSqlSafe(setval)).execute(&mut to).await.expect("to set a sequence");
    }
}
