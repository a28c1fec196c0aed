use runtime::migrate::Schema;
use sqlx::{
    AssertSqlSafe, Connection, PgConnection, SqlSafeStr,
    migrate::{Migration, MigrationType},
    postgres::PgConnectOptions,
};
use std::time::Duration;
use tokio::time::{sleep, timeout};

fn fruit() -> Schema {
    let create = AssertSqlSafe("create table apple (apple_id int primary key)").into_sql_str();
    Schema::new("fruit", vec![Migration::new(1, "apple".into(), MigrationType::Simple, create, false)])
}

#[tokio::test]
async fn each_test_has_a_database_of_its_own() {
    let schemas = [fruit()];
    let (one, two) = tokio::join!(testkit::database_of(&schemas), testkit::database_of(&schemas));
    for database in [&one, &two] {
        // The key would be there already if they were the same.
        sqlx::query("insert into apple values (1)").execute(&database.pool("fruit")).await.unwrap();
    }
}

#[tokio::test]
async fn a_database_goes_with_its_value_even_while_it_is_used() {
    let database = testkit::database_of(&[fruit()]).await;
    let (pool, options) = (database.pool("fruit"), database.admin_options());
    let held = pool.acquire().await.unwrap();
    drop(database);
    let refused = timeout(Duration::from_secs(30), refused(&options)).await.expect("it goes soon");
    let code = refused.as_database_error().and_then(|error| error.code());
    assert_eq!(code.as_deref(), Some("3D000"), "{refused}");
    drop(held);
}

/// Why a connection is refused, once one is: the database is dropped behind the test's back.
async fn refused(options: &PgConnectOptions) -> sqlx::Error {
    loop {
        match PgConnection::connect_with(options).await {
            Err(refused) => return refused,
            Ok(connection) => drop(connection),
        }
        sleep(Duration::from_millis(20)).await;
    }
}
