use secrecy::SecretString;
use sqlx::{migrate::Migration, postgres::PgConnectOptions};

/// What a service keeps in the database.
#[derive(Clone, Debug)]
pub struct Schema {
    /// The schema's name, which is the service's: lower-case letters and underscores.
    pub name: &'static str,
    /// All of its migrations in any order: those of the event log (1 to 99), of identity (100 to 199), and its own (from
    /// 1000). They run with a search path of this schema alone.
    pub migrations: Vec<Migration>,
    /// What the role logs in with. Without one the role keeps the password that it has, or gets none.
    pub password: Option<SecretString>,
}

impl Schema {
    /// A schema whose role's password is kept by somebody else.
    pub fn new(name: &'static str, migrations: Vec<Migration>) -> Self {
        Self { name, migrations, password: None }
    }

    /// The same with a password for its role.
    pub fn with_password(self, password: SecretString) -> Self {
        Self { password: Some(password), ..self }
    }

    /// The role that the service logs in as.
    pub fn role(&self) -> String {
        role_of(self.name)
    }

    /// Where it is written which migrations were applied.
    pub fn migrations_table(&self) -> String {
        format!("{}._migrations", self.name)
    }
}

/// The role of the service with this name.
pub fn role_of(service: &str) -> String {
    format!("permanence_{service}")
}

/// How the service with this name connects: as its role, in its schema alone. Its statements are short and come again and
/// again: where Postgres reckons one dear, because a table is new to it, compiling it would cost more than running it.
pub fn as_service(options: PgConnectOptions, service: &str) -> PgConnectOptions {
    options.username(&role_of(service)).options([("search_path", service), ("jit", "off")])
}
