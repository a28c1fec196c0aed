use sqlx::{
    SqlSafeStr,
    migrate::{Migration, MigrationType},
};

/// All migrations of the directory's schema: the event log's tables, the directory's own, with the people as views instead
/// of identity's tables, and identity's functions over them.
pub(crate) fn migrations() -> Vec<Migration> {
    [eventlog::migrations(), own(), identity::function_migrations()].concat()
}

/// Numbered among identity's tables, in whose stead they are, up to 149; later ones from 1000.
fn own() -> Vec<Migration> {
    vec![
        migration(110, "workers", include_str!("../migrations/0110_workers.sql")),
        migration(111, "inboxes", include_str!("../migrations/0111_inboxes.sql")),
        migration(112, "children", include_str!("../migrations/0112_children.sql")),
        migration(120, "people", include_str!("../migrations/0120_people.sql")),
        migration(130, "covers", include_str!("../migrations/0130_covers.sql")),
        migration(1000, "contacts", include_str!("../migrations/1000_contacts.sql")),
    ]
}

fn migration(version: i64, description: &'static str, sql: &'static str) -> Migration {
    Migration::new(version, description.into(), MigrationType::Simple, sql.into_sql_str(), false)
}
