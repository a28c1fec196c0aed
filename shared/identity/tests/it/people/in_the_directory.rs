//! In the directory itself the people are views over its own tables, and never stale.

use super::{access, id};
use runtime::migrate::Schema;
use sqlx::{
    SqlStr,
    migrate::{Migration, MigrationType},
};

const VIEWS: &str = "
    create table worker (id uuid, subject text);
    create view people_worker as select id as worker_id, subject, 'Ada' as display_name, true as active,
        array[13] as roles, null::uuid as team_id, null::uuid as line_manager_id, 1::bigint as version from worker;
    create view people_inbox as select null::uuid as inbox_id, '' as name, '' as name_key, 1::bigint as version;
    create view people_inbox_member as select null::uuid as inbox_id, null::uuid as worker_id;
    create view people_child as select '3549863' as child_id;
    create view people_cover as select null::uuid as cover_id, null::uuid as covered_id, null::uuid as covering_id,
        null::date as first_day, null::date as last_day, false as ended;
    create view people_allocation as select '3549863' as child_id, 1 as role, id as worker_id from worker;
";

#[tokio::test]
async fn the_same_function_asks_the_directorys_own_tables() {
    let sql = SqlStr::from_static(VIEWS);
    let own = vec![Migration::new(120, "own".into(), MigrationType::Simple, sql, false)];
    let migrations = [eventlog::migrations(), own, identity::function_migrations()].concat();
    let database = testkit::database_of(&[Schema::new("directory", migrations)]).await;
    let insert = sqlx::query("insert into directory.worker values ($1, 'ada')").bind(id(1));
    insert.execute(&database.admin()).await.unwrap();

    let ada = access(&database.pool("directory"), "ada", Some("3549863")).await.unwrap();
    assert_eq!((ada.worker_id, ada.relations, ada.child_known), (id(1), vec![1], true));
    assert!(ada.fresh, "the directory is never behind itself");
}
