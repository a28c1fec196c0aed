//! A Postgres that `DATABASE_URL` names: it is used as it is, and what somebody else keeps in it is left alone.

use crate::process::{Started, complained, permanence, reachable_folder};
use crate::signed_in::signed_in;
use contracts::gateway::v1::GetPersonViewRequest;
use contracts::gateway::v1::work_view_service_client::WorkViewServiceClient;
use contracts::workflow::v1::StartCaseRequest;
use contracts::workflow::v1::case_service_client::CaseServiceClient;
use testkit::Fresh;

fn up(url: &str, data: &str, more: &[&str]) -> Started {
    let mut command = permanence(&["up", "--listen", "127.0.0.1:0", "--data", data]);
    command.args(more).env("DATABASE_URL", url);
    Started::of(command)
}

/// What it complains of, and has done nothing.
fn refused(url: &str, data: &str, more: &[&str]) -> String {
    let mut command = permanence(&["up", "--listen", "127.0.0.1:0", "--data", data]);
    let ended = command.args(more).env("DATABASE_URL", url).output().unwrap();
    assert!(!ended.status.success());
    complained(&ended)
}

#[tokio::test]
async fn what_goes_by_the_name_of_something_of_ours_is_not_thrown_away() {
    let (cluster, database) = Fresh::holding(&testkit::database(&[]).await, &[]).await;
    let admin = database.admin();
    sqlx::raw_sql(
        "create schema workflow; create table workflow.task (title text);
         insert into workflow.task values ('Somebody else''s')",
    )
    .execute(&admin)
    .await
    .unwrap();
    let (folder, url) = (reachable_folder(), database.url());
    let data = folder.path().join("data");
    for more in [&[][..], &["--fresh"]] {
        let said = refused(&url, data.to_str().unwrap(), more);
        assert!(said.contains("a schema workflow that no permanence made"), "{said}");
    }
    let tasks: Vec<String> =
        sqlx::query_scalar("select title from workflow.task").fetch_all(&admin).await.unwrap();
    assert_eq!(tasks, ["Somebody else's"]);
    let roles = "select count(*) from pg_roles where rolname like 'permanence%'";
    assert_eq!(
        sqlx::query_scalar::<_, i64>(roles).fetch_one(&admin).await.unwrap(),
        0,
        "and no role is made"
    );
    drop((admin, database));
    cluster.stop().await;
}

/// How many steps the child of the demonstration has open.
async fn open_steps(address: &str, data: &str) -> usize {
    let mut views = WorkViewServiceClient::connect(address.to_owned()).await.unwrap();
    let message = GetPersonViewRequest { child_id: "3549863".into() };
    let view = views.get_person_view(signed_in(data, "priya.nair", message)).await.unwrap().into_inner();
    view.current_work.len()
}

#[tokio::test]
async fn a_given_database_is_served_from_and_starting_over_leaves_what_is_anothers() {
    // A cluster of its own: the suite makes roles, which a cluster's databases share.
    let (cluster, database) = Fresh::holding(&testkit::database(&[]).await, &[]).await;
    let admin = database.admin();
    sqlx::raw_sql(
        "create schema library; create table library.book (title text);
         insert into library.book values ('Somebody else''s')",
    )
    .execute(&admin)
    .await
    .unwrap();
    let (folder, url) = (reachable_folder(), database.url());
    let data = folder.path().join("data");
    let data = data.to_str().unwrap();

    let mut suite = up(&url, data, &[]);
    let address = suite.says("The gateway answers on ");
    let said = suite.says("Postgres is ");
    assert!(said.ends_with("as DATABASE_URL says"), "{said}");
    let request_id = "01a20190-e5e6-7554-b5c0-9818defc6280".into();
    let message =
        StartCaseRequest { request_id, child_id: "3549863".into(), process_id: "long-term-fostering".into() };
    let mut cases = CaseServiceClient::connect(address.clone()).await.unwrap();
    cases.start_case(signed_in(data, "ian.whitlock", message)).await.unwrap();
    assert_eq!(open_steps(&address, data).await, 1);
    assert!(suite.stop());

    let mut again = up(&url, data, &[]);
    let address = again.says("The gateway answers on ");
    assert_eq!(open_steps(&address, data).await, 1, "it was kept in the given database");
    assert!(again.stop());

    let mut afresh = up(&url, data, &["--fresh"]);
    let address = afresh.says("The gateway answers on ");
    assert_eq!(open_steps(&address, data).await, 0, "it starts over");
    assert!(afresh.stop());
    let books: Vec<String> =
        sqlx::query_scalar("select title from library.book").fetch_all(&admin).await.unwrap();
    assert_eq!(books, ["Somebody else's"]);

    // Another folder has another password for the same roles: whoever serves by the first one would be locked out.
    let another = folder.path().join("another");
    let said = refused(&url, another.to_str().unwrap(), &["--fresh"]);
    assert!(said.contains("role permanence_directory signs in with another password"), "{said}");
    let mut still = up(&url, data, &[]);
    still.says("The gateway answers on ");
    assert!(still.stop());

    // One of our own that starts over in the same folder leaves what the suite signs in with, in this one too.
    let mut own = crate::local::up(data, &["--fresh"]);
    own.says("The gateway answers on ");
    assert!(own.stop());
    let mut still = up(&url, data, &[]);
    let address = still.says("The gateway answers on ");
    assert_eq!(open_steps(&address, data).await, 0);
    assert!(still.stop());
    drop((admin, database));
    cluster.stop().await;
}
