use runtime::migrate::{MigrateError, Schema, behind, migrate};
use sqlx::{
    AssertSqlSafe, SqlSafeStr,
    migrate::{Migration, MigrationType},
};

fn migration(version: i64, sql: &'static str) -> Migration {
    Migration::new(version, "test".into(), MigrationType::Simple, AssertSqlSafe(sql).into_sql_str(), false)
}

fn fruit() -> Schema {
    Schema::new(
        "fruit",
        vec![
            migration(1000, "create table fruit.apple (apple_id int primary key)"),
            migration(1, "create table audit_entry (seq bigserial, what text)"),
        ],
    )
}

fn bread() -> Schema {
    Schema::new("bread", vec![migration(1, "create table roll (roll_id int)")])
}

/// The SQLSTATE that Postgres answered with, or nothing when it did as it was told.
async fn refusal(pool: &sqlx::PgPool, statement: &'static str) -> Option<String> {
    let error = sqlx::query(statement).execute(pool).await.err()?;
    error.as_database_error().and_then(|error| error.code()).map(Into::into)
}

const INSUFFICIENT_PRIVILEGE: Option<&str> = Some("42501");

#[tokio::test]
async fn migrating_twice_is_a_no_op() {
    let database = testkit::database_of(&[fruit(), bread()]).await;
    let when = "select version, installed_on::text from fruit._migrations order by version";
    let first: Vec<(i64, String)> = sqlx::query_as(when).fetch_all(&database.admin()).await.unwrap();

    migrate(&database.admin_options(), &[fruit(), bread()]).await.unwrap();

    let second: Vec<(i64, String)> = sqlx::query_as(when).fetch_all(&database.admin()).await.unwrap();
    assert_eq!(first.iter().map(|row| row.0).collect::<Vec<_>>(), [1, 1000]);
    assert_eq!(first, second);
}

#[tokio::test]
async fn a_role_reads_and_writes_its_own_schema_and_no_other() {
    let database = testkit::database_of(&[fruit(), bread()]).await;
    let fruit = database.pool("fruit");
    assert_eq!(refusal(&fruit, "insert into apple values (1)").await, None);
    assert_eq!(refusal(&fruit, "update fruit.apple set apple_id = 2").await, None);
    assert_eq!(refusal(&fruit, "select from bread.roll").await.as_deref(), INSUFFICIENT_PRIVILEGE);
    assert_eq!(refusal(&fruit, "insert into bread.roll values (1)").await.as_deref(), INSUFFICIENT_PRIVILEGE);
}

#[tokio::test]
async fn a_role_changes_neither_its_tables_nor_the_list_of_its_migrations() {
    let database = testkit::database_of(&[fruit()]).await;
    let fruit = database.pool("fruit");
    for statement in [
        "drop table fruit.apple",
        "create table fruit.pear (pear_id int)",
        "create table public.pear (pear_id int)",
        "delete from fruit._migrations",
    ] {
        assert_eq!(refusal(&fruit, statement).await.as_deref(), INSUFFICIENT_PRIVILEGE, "{statement}");
    }
}

#[tokio::test]
async fn audit_rows_are_only_ever_added() {
    let database = testkit::database_of(&[fruit()]).await;
    let fruit = database.pool("fruit");
    assert_eq!(refusal(&fruit, "insert into audit_entry (what) values ('read')").await, None);
    for statement in ["update audit_entry set what = ''", "delete from audit_entry", "truncate audit_entry"] {
        assert_eq!(refusal(&fruit, statement).await.as_deref(), INSUFFICIENT_PRIVILEGE, "{statement}");
    }
}

#[tokio::test]
async fn partitions_of_the_audit_are_no_way_round() {
    let schema = Schema::new(
        "fruit",
        vec![migration(
            1,
            "create table audit_entry (month int) partition by list (month);
             create table audit_entry_1 partition of audit_entry for values in (1)",
        )],
    );
    let database = testkit::database_of(&[schema]).await;
    let fruit = database.pool("fruit");
    assert_eq!(refusal(&fruit, "insert into audit_entry values (1)").await, None);
    assert_eq!(refusal(&fruit, "delete from audit_entry_1").await.as_deref(), INSUFFICIENT_PRIVILEGE);
}

#[tokio::test]
async fn a_database_that_is_ahead_is_accepted_and_one_that_is_behind_says_by_what() {
    let database = testkit::database_of(&[fruit()]).await;
    let pool = database.pool("fruit");
    let mut older = fruit();
    older.migrations.truncate(1);
    assert_eq!(behind(&pool, &older).await.unwrap(), Vec::<i64>::new());
    migrate(&database.admin_options(), &[older]).await.unwrap();

    let mut newer = fruit();
    newer.migrations.push(migration(1001, "create table pear (pear_id int)"));
    newer.migrations.push(migration(2, "create table plum (plum_id int)"));
    assert_eq!(behind(&pool, &newer).await.unwrap(), [2, 1001]);
}

#[tokio::test]
async fn a_migration_that_was_edited_after_it_ran_is_refused() {
    let database = testkit::database_of(&[bread()]).await;
    let edited = Schema::new("bread", vec![migration(1, "create table roll (roll_id bigint)")]);
    let refused = migrate(&database.admin_options(), &[edited]).await.unwrap_err();
    let MigrateError::Migration { schema: "bread", source } = refused else { panic!("{refused:?}") };
    assert!(matches!(source, sqlx::migrate::MigrateError::VersionMismatch(1)), "{source:?}");
}

#[tokio::test]
async fn two_migrations_with_one_number_are_refused() {
    let database = testkit::database_of(&[]).await;
    let doubled = Schema::new("bread", vec![migration(1, "select 1"), migration(1, "select 2")]);
    let refused = migrate(&database.admin_options(), &[doubled]).await.unwrap_err();
    assert_eq!(refused.to_string(), "schema bread: two migrations are numbered 1");
}
