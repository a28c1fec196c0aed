use crate::{
    server::postgres,
    template::{PASSWORD, execute, template_of},
};
use runtime::migrate::{Schema, as_service};
use sqlx::{
    ConnectOptions, Connection, PgConnection, PgPool,
    postgres::{PgConnectOptions, PgPoolOptions},
};
use std::{str::FromStr, thread};

/// Enough for a test; few enough for many tests at once.
pub(crate) const CONNECTIONS: u32 = 4;

/// A database of one test's own, migrated. It is dropped with this value.
#[derive(Debug)]
pub struct Database {
    name: String,
    server: PgConnectOptions,
}

/// A new database with these schemas up to date, each role logging in with a password.
pub async fn database_of(schemas: &[Schema]) -> Database {
    let url = postgres().await.url();
    let server = PgConnectOptions::from_str(url).expect("the URL of Postgres");
    let mut admin = PgConnection::connect_with(&server).await.expect("a connection to Postgres");
    let template = template_of(&mut admin, url, schemas).await;
    let name: String =
        sqlx::query_scalar("select 'permanence_test_' || replace(gen_random_uuid()::text, '-', '')")
            .fetch_one(&mut admin)
            .await
            .expect("a name for the database");
    // File by file: block by block through its log takes Postgres half as long again.
    execute(&mut admin, format!("create database {name} template {template} strategy file_copy")).await;
    admin.close().await.expect("to leave Postgres");
    Database { name, server }
}

impl Database {
    /// The one of that name on a server.
    pub(crate) fn named(name: &str, server: PgConnectOptions) -> Self {
        Self { name: name.to_owned(), server }
    }

    /// A pool of a service's role, in its own schema.
    pub fn pool(&self, service: &str) -> PgPool {
        pool(self.options(service))
    }

    /// How a service's role connects: its password, and a search path of its own schema.
    pub fn options(&self, service: &str) -> PgConnectOptions {
        as_service(self.admin_options(), service).password(PASSWORD)
    }

    /// A pool of the superuser, to arrange what no service may do and to see what they stored.
    pub fn admin(&self) -> PgPool {
        pool(self.admin_options())
    }

    /// Where it is, with the superuser's name and password.
    pub fn url(&self) -> String {
        self.admin_options().to_url_lossy().to_string()
    }

    /// How the superuser connects.
    pub fn admin_options(&self) -> PgConnectOptions {
        self.server.clone().database(&self.name)
    }
}

fn pool(options: PgConnectOptions) -> PgPool {
    PgPoolOptions::new().max_connections(CONNECTIONS).connect_lazy_with(options)
}

impl Drop for Database {
    /// On a thread of its own, and nobody waits for it: the test's runtime must go on to its end, or a connection that it
    /// was just making holds the drop up until Postgres loses patience. What is left when the run ends goes with its server.
    fn drop(&mut self) {
        let (server, name) = (self.server.clone(), self.name.clone());
        thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            runtime.expect("a runtime").block_on(async {
                // A server that is gone has taken it along.
                let Ok(mut admin) = PgConnection::connect_with(&server).await else { return };
                execute(&mut admin, format!("drop database if exists {name} with (force)")).await;
            });
        });
    }
}
