//! What the one relation says.

use super::{CHLOE, access, apply, chloe, database, event, heard, id, inbox, worker};
use chrono::TimeDelta;
use contracts::{directory::v1::AllocationRole, r#type::v1::Role};
use identity::{Access, InboxRef};
use sqlx::types::Json;

#[tokio::test]
async fn it_says_who_the_worker_is_and_what_the_child_is_to_them() {
    let database = database().await;
    let pool = database.pool("workflow");
    let mut priya = worker(1, "priya", &[Role::SocialWorker, Role::FamilyFinder]);
    let record = priya.worker.as_mut().unwrap();
    (record.team_id, record.line_manager_id) = (id(40).to_string(), id(2).to_string());
    apply(&pool, &event(1, &priya)).await.unwrap();
    apply(&pool, &event(1, &inbox(31, "CS QAAG – Inbox", &[1]))).await.unwrap();
    apply(&pool, &event(1, &inbox(30, "CS Permanence Family Finders – Inbox", &[1, 2]))).await.unwrap();
    apply(&pool, &event(1, &inbox(32, "Another", &[2]))).await.unwrap();
    let roles = [(AllocationRole::SocialWorker, 1), (AllocationRole::Supervisor, 2)];
    apply(&pool, &event(1, &chloe(&roles))).await.unwrap();

    let inboxes = [(30, "CS Permanence Family Finders – Inbox"), (31, "CS QAAG – Inbox")];
    let expected = Access {
        worker_id: id(1),
        name: "Worker 1".into(),
        active: true,
        roles: vec![Role::SocialWorker as i32, Role::FamilyFinder as i32],
        team_id: Some(id(40)),
        line_manager_id: Some(id(2)),
        inboxes: inboxes.map(|(number, name)| InboxRef { id: id(number), name: name.into() }).into(),
        relations: vec![AllocationRole::SocialWorker as i32],
        child_known: true,
        fresh: true,
        covers: Vec::new(),
    };
    assert_eq!(access(&pool, "priya", Some(CHLOE)).await, Some(expected.clone()));

    let elsewhere = Access { relations: vec![], child_known: false, ..expected };
    assert_eq!(access(&pool, "priya", Some("1")).await, Some(elsewhere.clone()));
    assert_eq!(access(&pool, "priya", None).await, Some(elsewhere));
    assert_eq!(access(&pool, "nobody", Some(CHLOE)).await, None);
}

#[tokio::test]
async fn it_is_a_column_of_any_load() {
    let database = database().await;
    let pool = database.pool("workflow");
    apply(&pool, &event(1, &worker(1, "priya", &[Role::SocialWorker]))).await.unwrap();
    apply(&pool, &event(1, &chloe(&[(AllocationRole::SocialWorker, 1)]))).await.unwrap();
    let load = "select first_name, access($1, child_id) as access from people_child where child_id = $2";
    let (name, plain): (String, Option<Access>) =
        sqlx::query_as(load).bind("priya").bind(CHLOE).fetch_one(&pool).await.unwrap();
    let (_, json): (String, Option<Json<Access>>) =
        sqlx::query_as(load).bind("priya").bind(CHLOE).fetch_one(&pool).await.unwrap();
    assert_eq!(name, "Chloe");
    assert_eq!(plain.unwrap(), json.unwrap().0);
}

#[tokio::test]
async fn a_copy_that_has_not_heard_of_the_directory_for_five_seconds_is_stale() {
    let database = database().await;
    let pool = database.pool("workflow");
    apply(&pool, &event(1, &worker(1, "priya", &[]))).await.unwrap();
    for (ago, fresh) in [(0, true), (4, true), (6, false), (3600, false)] {
        heard(&database, TimeDelta::seconds(ago)).await;
        assert_eq!(access(&pool, "priya", None).await.unwrap().fresh, fresh, "{ago} s");
    }
    sqlx::query("delete from workflow.feed_cursor").execute(&database.admin()).await.unwrap();
    assert!(!access(&pool, "priya", None).await.unwrap().fresh, "never heard");
}
