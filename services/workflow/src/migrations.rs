use sqlx::{
    SqlSafeStr,
    migrate::{Migration, MigrationType},
};

/// All migrations of workflow's schema: the event log's tables, identity's copy of the people with its functions, and
/// workflow's own, numbered from 1000.
pub fn migrations() -> Vec<Migration> {
    [eventlog::migrations(), identity::table_migrations(), identity::function_migrations(), own()].concat()
}

fn own() -> Vec<Migration> {
    vec![
        migration(1000, "processes", include_str!("../migrations/1000_processes.sql")),
        migration(1001, "cases", include_str!("../migrations/1001_cases.sql")),
        migration(1002, "worksteps", include_str!("../migrations/1002_worksteps.sql")),
        migration(1003, "requests", include_str!("../migrations/1003_requests.sql")),
        migration(1004, "ratifications", include_str!("../migrations/1004_ratifications.sql")),
        migration(1005, "timeline", include_str!("../migrations/1005_timeline.sql")),
        migration(1006, "records", include_str!("../migrations/1006_records.sql")),
        migration(1100, "ratification ends", include_str!("../migrations/1100_ratification_ends.sql")),
        migration(1120, "refused texts", include_str!("../migrations/1120_refused_texts.sql")),
        migration(1140, "case notes", include_str!("../migrations/1140_case_notes.sql")),
        migration(1160, "queue revisions", include_str!("../migrations/1160_queue_revisions.sql")),
        migration(1161, "step changes", include_str!("../migrations/1161_step_changes.sql")),
    ]
}

fn migration(version: i64, description: &'static str, sql: &'static str) -> Migration {
    Migration::new(version, description.into(), MigrationType::Simple, sql.into_sql_str(), false)
}
