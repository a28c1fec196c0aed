use sqlx::{
    SqlSafeStr,
    migrate::{Migration, MigrationType},
};

/// All migrations of the schema: the event log's tables, the copy of the directory's people with the functions over them,
/// and the requests themselves.
pub fn migrations() -> Vec<Migration> {
    [eventlog::migrations(), identity::table_migrations(), identity::function_migrations(), own()].concat()
}

fn own() -> Vec<Migration> {
    vec![
        migration(1000, "requests", include_str!("../migrations/1000_requests.sql")),
        migration(1001, "decisions", include_str!("../migrations/1001_decisions.sql")),
        migration(1002, "open_decisions", include_str!("../migrations/1002_open_decisions.sql")),
    ]
}

fn migration(version: i64, description: &'static str, sql: &'static str) -> Migration {
    Migration::new(version, description.into(), MigrationType::Simple, sql.into_sql_str(), false)
}
