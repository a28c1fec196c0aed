use sqlx::{
    SqlSafeStr,
    migrate::{Migration, MigrationType},
};

/// The event log's tables and functions, numbered 1 to 99. They name no schema: run them with a search path of the
/// service's own, where its connections find them.
pub fn migrations() -> Vec<Migration> {
    vec![
        migration(1, "feed", include_str!("../migrations/0001_feed.sql")),
        migration(2, "consumer", include_str!("../migrations/0002_consumer.sql")),
        migration(3, "receipt", include_str!("../migrations/0003_receipt.sql")),
        migration(4, "audit", include_str!("../migrations/0004_audit.sql")),
        migration(5, "record", include_str!("../migrations/0005_record.sql")),
    ]
}

fn migration(version: i64, description: &'static str, sql: &'static str) -> Migration {
    Migration::new(version, description.into(), MigrationType::Simple, sql.into_sql_str(), false)
}
