//! The people of the directory and the access relation, in every service's schema.

use sqlx::{
    SqlStr,
    migrate::{Migration, MigrationType},
};

/// The tables that hold a copy of the directory's people: 100 to 149. The directory runs its own views of the same names
/// and columns instead.
pub fn table_migrations() -> Vec<Migration> {
    vec![
        migration(100, "people", include_str!("../migrations/0100_people.sql")),
        migration(101, "covers", include_str!("../migrations/0101_covers.sql")),
        migration(102, "teams", include_str!("../migrations/0102_teams.sql")),
    ]
}

/// The access relation over those tables, or over the directory's views: 150 to 199.
pub fn function_migrations() -> Vec<Migration> {
    vec![
        migration(150, "access", include_str!("../migrations/0150_access.sql")),
        migration(151, "places", include_str!("../migrations/0151_places.sql")),
    ]
}

fn migration(version: i64, description: &'static str, sql: &'static str) -> Migration {
    Migration::new(version, description.into(), MigrationType::Simple, SqlStr::from_static(sql), false)
}
