use sqlx::{
    SqlSafeStr,
    migrate::{Migration, MigrationType},
};

/// All migrations of the schema: the event log's tables, the copy of the directory's people with the functions over them,
/// extracts and agendas.
pub fn migrations() -> Vec<Migration> {
    [eventlog::migrations(), identity::table_migrations(), identity::function_migrations(), own()].concat()
}

fn own() -> Vec<Migration> {
    vec![
        migration(1000, "extracts", include_str!("../migrations/1000_extracts.sql")),
        migration(1001, "agendas", include_str!("../migrations/1001_agendas.sql")),
        migration(1002, "panels", include_str!("../migrations/1002_panels.sql")),
        migration(1003, "tracker", include_str!("../migrations/1003_tracker.sql")),
        migration(1004, "long_term_matches", include_str!("../migrations/1004_long_term_matches.sql")),
        migration(1005, "workflow", include_str!("../migrations/1005_workflow.sql")),
        migration(1006, "service_managers", include_str!("../migrations/1006_service_managers.sql")),
        migration(1007, "rule_sets", include_str!("../migrations/1007_rule_sets.sql")),
        migration(1008, "allocated_managers", include_str!("../migrations/1008_allocated_managers.sql")),
        migration(1009, "tracker_reads", include_str!("../migrations/1009_tracker_reads.sql")),
        migration(1010, "kept_texts", include_str!("../migrations/1010_kept_texts.sql")),
        migration(1011, "refused_extracts", include_str!("../migrations/1011_refused_extracts.sql")),
        migration(1012, "read_by", include_str!("../migrations/1012_read_by.sql")),
        migration(1013, "items", include_str!("../migrations/1013_items.sql")),
        migration(1014, "hours", include_str!("../migrations/1014_hours.sql")),
        migration(1015, "referrals", include_str!("../migrations/1015_referrals.sql")),
    ]
}

fn migration(version: i64, description: &'static str, sql: &'static str) -> Migration {
    Migration::new(version, description.into(), MigrationType::Simple, sql.into_sql_str(), false)
}
