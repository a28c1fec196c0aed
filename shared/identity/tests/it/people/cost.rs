//! What asking costs in every load, in a council of three thousand workers and twenty thousand children.

use super::database;
use std::time::{Duration, Instant};

const COUNCIL: &str = "
    insert into people_worker
    select md5('w' || n)::uuid, 'subject ' || n, 'Worker ' || n, true, array[1 + n % 11], null, null, 1
    from generate_series(1, 3000) n;
    insert into people_inbox select md5('i' || n)::uuid, 'Inbox ' || n, 'inbox' || n, 1 from generate_series(1, 30) n;
    insert into people_inbox_member
    select md5('i' || 1 + n % 30)::uuid, md5('w' || n)::uuid from generate_series(1, 3000) n;
    insert into people_child select 'c' || n, '', '', null, '', 1 from generate_series(1, 20000) n;
    insert into people_allocation
    select 'c' || n, role, md5('w' || 1 + (n * 7 + role) % 3000)::uuid
    from generate_series(1, 20000) n, generate_series(1, 4) role;
";

const ASKED: i32 = 1_000;

#[tokio::test]
async fn asking_in_every_load_costs_next_to_nothing() {
    let database = database().await;
    let pool = database.pool("workflow");
    sqlx::raw_sql(COUNCIL).execute(&pool).await.unwrap();
    sqlx::query("analyze").execute(&database.admin()).await.unwrap();

    let ask = "select count(access('subject ' || 1 + n % 3000, 'c' || n)) from generate_series(1, $1) n";
    let mut connection = pool.acquire().await.unwrap();
    let mut quickest = Duration::MAX;
    for _ in 0..5 {
        let begun = Instant::now();
        let known: i64 = sqlx::query_scalar(ask).bind(ASKED).fetch_one(&mut *connection).await.unwrap();
        assert_eq!(known, i64::from(ASKED));
        quickest = quickest.min(begun.elapsed() / ASKED.unsigned_abs());
    }
    eprintln!("access(): {quickest:?}");
    assert!(quickest < Duration::from_millis(2));
}
