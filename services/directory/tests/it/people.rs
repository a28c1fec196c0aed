use crate::council::{Council, inbox};
use contracts::{directory::v1::AllocationRole, r#type::v1::Role};
use runtime::migrate::Schema;
use sqlx::PgPool;

const COLUMNS: &str = "select table_name::text, column_name::text, data_type::text, collation_name::text
     from information_schema.columns
    where table_schema = $1 and table_name like 'people\\_%' and table_name <> 'people_freshness'
    order by table_name, column_name";

type Column = (String, String, String, Option<String>);

async fn columns(pool: &PgPool, schema: &str) -> Vec<Column> {
    sqlx::query_as(COLUMNS).bind(schema).fetch_all(pool).await.unwrap()
}

/// The access relation is one piece of SQL over these tables in every service, and over these views here.
#[tokio::test]
async fn the_directorys_views_have_the_columns_of_the_copies() {
    let copies = [identity::table_migrations(), eventlog::migrations()].concat();
    let schemas = [directory::SERVICE.schema().unwrap(), Schema::new("copy", copies)];
    let database = testkit::database_of(&schemas).await;
    let admin = database.admin();
    let expected = columns(&admin, "copy").await;
    assert_eq!(columns(&admin, "directory").await, expected);
    assert!(expected.len() > 20, "{expected:?}");
}

#[tokio::test]
async fn the_views_show_what_stands_now() {
    let council = Council::new().await;
    let sam = council.hire("Sam Field", "sam", &[Role::FamilyFinder, Role::SocialWorker]).await;
    council.update_inbox(inbox("CS Permanence Family Finders – Inbox", &[&sam])).await.unwrap();
    council.register("3549863", "Chloe", "Smith").await;
    council.allocate("3549863", AllocationRole::SocialWorker, &sam.worker_id).await.unwrap();

    let access: serde_json::Value =
        sqlx::query_scalar("select access('sam', '3549863')").fetch_one(&council.pool()).await.unwrap();
    assert_eq!(access["worker_id"], sam.worker_id);
    assert_eq!(access["roles"], serde_json::json!([1, 6]));
    assert_eq!(access["relations"], serde_json::json!([1]));
    assert_eq!(access["inboxes"][0]["name"], "CS Permanence Family Finders – Inbox");
    assert_eq!((&access["child_known"], &access["fresh"]), (&true.into(), &true.into()));

    council.allocate("3549863", AllocationRole::SocialWorker, "").await.unwrap();
    let access: serde_json::Value =
        sqlx::query_scalar("select access('sam', '3549863')").fetch_one(&council.pool()).await.unwrap();
    assert_eq!(access["relations"], serde_json::json!([]));
}
