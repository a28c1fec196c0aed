//! The copy of the directory's people.

use super::{CHLOE, access, apply, chloe, cover, database, event, id, inbox, worker};
use contracts::{
    directory::v1::{AllocationRole, ChildChanged, Team, TeamChanged, WorkerChanged},
    events::v1::Event,
    r#type::v1::Role,
};
use eventlog::ApplyError;
use sqlx::{PgPool, types::JsonValue};

/// Everything that is copied, as one value.
async fn everything(pool: &PgPool) -> JsonValue {
    let query = "select jsonb_build_object( \
        'workers', (select jsonb_agg(w order by worker_id) from people_worker w), \
        'teams', (select jsonb_agg(t order by team_id) from people_team t), \
        'inboxes', (select jsonb_agg(i order by inbox_id) from people_inbox i), \
        'members', (select jsonb_agg(m order by inbox_id, worker_id) from people_inbox_member m), \
        'children', (select jsonb_agg(c order by child_id) from people_child c), \
        'allocations', (select jsonb_agg(a order by child_id, role) from people_allocation a), \
        'covers', (select jsonb_agg(c order by cover_id) from people_cover c))";
    sqlx::query_scalar(query).fetch_one(pool).await.unwrap()
}

fn team(name: &str) -> TeamChanged {
    let team = Team { team_id: id(40).to_string(), name: name.into(), ..Team::default() };
    TeamChanged { team: Some(team) }
}

/// A history of the directory in which everything changes.
fn history() -> Vec<Event> {
    let mut left = worker(2, "sam", &[Role::TeamManager]);
    left.worker.as_mut().unwrap().active = false;
    let mut unborn = chloe(&[]);
    unborn.child.as_mut().unwrap().date_of_birth.clear();
    vec![
        event(1, &worker(1, "priya", &[])),
        event(1, &worker(2, "sam", &[Role::TeamManager])),
        event(1, &team("North")),
        event(1, &inbox(30, "CS QAAG - Inbox", &[1, 2])),
        event(1, &unborn),
        event(2, &worker(1, "priya.nair", &[Role::SocialWorker])),
        event(2, &chloe(&[(AllocationRole::SocialWorker, 1), (AllocationRole::Supervisor, 2)])),
        event(2, &inbox(30, "CS QAAG – Inbox", &[1])),
        event(5, &chloe(&[(AllocationRole::SocialWorker, 2)])),
        event(2, &left),
        event(2, &team("North East")),
        event(1, &cover(50, 2, 1, "2026-01-14", "2026-01-16")),
        event(2, &cover(50, 2, 1, "2026-01-14", "2026-02-16")),
    ]
}

#[tokio::test]
async fn it_follows_every_change() {
    let database = database().await;
    let pool = database.pool("workflow");
    for event in history() {
        apply(&pool, &event).await.unwrap();
    }
    assert_eq!(access(&pool, "priya", None).await, None, "that subject is nobody's any more");
    let priya = access(&pool, "priya.nair", Some(CHLOE)).await.unwrap();
    assert_eq!(priya.roles, [Role::SocialWorker as i32]);
    assert_eq!(priya.inboxes[0].name, "CS QAAG – Inbox");
    assert_eq!(priya.relations, [0; 0]);
    let sam = access(&pool, "sam", Some(CHLOE)).await.unwrap();
    assert!(!sam.active && sam.inboxes.is_empty());
    assert_eq!(sam.relations, [AllocationRole::SocialWorker as i32]);
    let born: Option<chrono::NaiveDate> =
        sqlx::query_scalar("select date_of_birth from people_child").fetch_one(&pool).await.unwrap();
    assert_eq!(born, "2018-05-04".parse().ok());
    let team: String = sqlx::query_scalar("select name from people_team").fetch_one(&pool).await.unwrap();
    assert_eq!(team, "North East");
}

#[tokio::test]
async fn hearing_it_all_again_changes_nothing_at_any_moment() {
    let database = database().await;
    let pool = database.pool("workflow");
    for event in history() {
        apply(&pool, &event).await.unwrap();
    }
    let before = everything(&pool).await;
    for event in history() {
        apply(&pool, &event).await.unwrap();
        assert_eq!(everything(&pool).await, before);
    }
}

#[tokio::test]
async fn an_inbox_is_found_however_its_name_is_spelt() {
    let database = database().await;
    let pool = database.pool("workflow");
    apply(&pool, &event(1, &inbox(30, "CS QAAG – Inbox", &[]))).await.unwrap();
    let found = sqlx::query_scalar("select name from people_inbox where name_key = $1");
    let found: String = found.bind(identity::comparable("cs qaag-inbox")).fetch_one(&pool).await.unwrap();
    assert_eq!(found, "CS QAAG – Inbox");
}

#[tokio::test]
async fn what_cannot_be_is_poison() {
    let database = database().await;
    let pool = database.pool("workflow");
    let mut nameless = worker(1, "priya", &[]);
    nameless.worker.as_mut().unwrap().worker_id = "7".into();
    let mut odd = chloe(&[]);
    odd.child.as_mut().unwrap().date_of_birth = "04/05/2018".into();
    let mut unheld = chloe(&[(AllocationRole::Supervisor, 2)]);
    unheld.allocations[0].worker = None;
    let mut undecodable = event(1, &chloe(&[]));
    undecodable.data.as_mut().unwrap().value = vec![255];
    let endless = cover(50, 2, 1, "2026-01-14", "");
    let mut of_nobody = cover(50, 2, 1, "2026-01-14", "2026-01-16");
    of_nobody.cover.as_mut().unwrap().covered = None;
    for event in [
        event(1, &nameless),
        event(1, &odd),
        event(1, &unheld),
        event(1, &WorkerChanged { worker: None }),
        event(1, &TeamChanged { team: None }),
        event(1, &ChildChanged { child: None, allocations: Vec::new() }),
        undecodable,
        event(1, &endless),
        event(1, &of_nobody),
    ] {
        let refused = apply(&pool, &event).await.unwrap_err();
        assert!(matches!(&refused, ApplyError::Poison(_)), "{refused}");
        assert!(!refused.to_string().contains("04/05/2018"));
    }
}
