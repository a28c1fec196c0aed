use sqlx::{
    SqlSafeStr,
    migrate::{Migration, MigrationType},
};

/// All migrations of the schema: the event log's tables, the copy of the directory's people with the functions over them,
/// what is known of worksteps and requests, the notifications themselves, and the messages that leave the application.
pub fn migrations() -> Vec<Migration> {
    [eventlog::migrations(), identity::table_migrations(), identity::function_migrations(), own()].concat()
}

fn own() -> Vec<Migration> {
    vec![
        migration(1000, "matters", include_str!("../migrations/1000_matters.sql")),
        migration(1001, "notification", include_str!("../migrations/1001_notification.sql")),
        migration(1002, "reminder", include_str!("../migrations/1002_reminder.sql")),
        migration(1100, "webhook", include_str!("../migrations/1100_webhook.sql")),
        migration(1101, "delivery", include_str!("../migrations/1101_delivery.sql")),
        migration(1102, "contact", include_str!("../migrations/1102_contact.sql")),
        migration(1103, "preferences", include_str!("../migrations/1103_preferences.sql")),
        migration(1104, "panels", include_str!("../migrations/1104_panels.sql")),
        migration(1105, "digest", include_str!("../migrations/1105_digest.sql")),
        migration(1106, "service managers", include_str!("../migrations/1106_service_managers.sql")),
        migration(1107, "one at a time", include_str!("../migrations/1107_one_at_a_time.sql")),
        migration(1108, "what waits", include_str!("../migrations/1108_what_waits.sql")),
        migration(1109, "statuses", include_str!("../migrations/1109_statuses.sql")),
        migration(1110, "statuses hold", include_str!("../migrations/1110_statuses_hold.sql")),
        migration(1111, "many at a time", include_str!("../migrations/1111_many_at_a_time.sql")),
        migration(1112, "kept quiet and taken", include_str!("../migrations/1112_kept_quiet_and_taken.sql")),
        migration(1113, "taken holds", include_str!("../migrations/1113_taken_holds.sql")),
        migration(1114, "quiet hours that end", include_str!("../migrations/1114_quiet_hours_that_end.sql")),
        migration(1115, "kept quiet before", include_str!("../migrations/1115_kept_quiet_before.sql")),
        migration(1116, "planned panels", include_str!("../migrations/1116_planned_panels.sql")),
    ]
}

fn migration(version: i64, description: &'static str, sql: &'static str) -> Migration {
    Migration::new(version, description.into(), MigrationType::Simple, sql.into_sql_str(), false)
}
