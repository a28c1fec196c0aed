//! In whose place somebody acts, and whose folders they see.

use super::{CHLOE, access_on, apply, chloe, cover, database, event, id, inbox, worker};
use chrono::NaiveDate;
use contracts::{
    directory::v1::{AllocationRole, CoverChanged, WorkerChanged},
    r#type::v1::{FolderGround, Role},
};
use identity::InFolder;
use sqlx::PgPool;
use uuid::Uuid;

/// The list of a worker or an inbox, and why it is seen in whose place.
type List = (Option<Uuid>, Option<Uuid>, i32, Uuid);

async fn folders(pool: &PgPool, subject: &str, today: &str) -> Vec<List> {
    let today: NaiveDate = today.parse().unwrap();
    let query = "select worker_id, inbox_id, ground, whose_id from folders($1, $2) order by ground, whose_id, inbox_id";
    sqlx::query_as(query).bind(subject).bind(today).fetch_all(pool).await.unwrap()
}

fn own(worker: u128) -> List {
    (Some(id(worker)), None, FolderGround::Own as i32, id(worker))
}

fn of(ground: FolderGround, worker: u128) -> List {
    (Some(id(worker)), None, ground as i32, id(worker))
}

fn managed_by(manager: u128, changed: WorkerChanged) -> WorkerChanged {
    let mut changed = changed;
    changed.worker.as_mut().unwrap().line_manager_id = id(manager).to_string();
    changed
}

fn gone(changed: WorkerChanged) -> WorkerChanged {
    let mut changed = changed;
    changed.worker.as_mut().unwrap().active = false;
    changed
}

async fn hear(pool: &PgPool, version: i64, changes: &[&WorkerChanged]) {
    for change in changes {
        apply(pool, &event(version, *change)).await.unwrap();
    }
}

#[tokio::test]
async fn on_its_days_who_covers_stands_where_the_absent_one_stands() {
    let database = database().await;
    let pool = database.pool("workflow");
    hear(
        &pool,
        1,
        &[&worker(1, "tom", &[Role::PracticeSupervisor]), &worker(2, "ruth", &[Role::TeamManager])],
    )
    .await;
    apply(&pool, &event(1, &inbox(30, "CS QAAG – Inbox", &[1]))).await.unwrap();
    apply(&pool, &event(1, &chloe(&[(AllocationRole::Supervisor, 1)]))).await.unwrap();
    apply(&pool, &event(1, &cover(50, 1, 2, "2026-01-14", "2026-01-16"))).await.unwrap();

    for (today, covered) in
        [("2026-01-13", false), ("2026-01-14", true), ("2026-01-16", true), ("2026-01-17", false)]
    {
        let ruth = access_on(&pool, "ruth", Some(CHLOE), today).await.unwrap();
        assert_eq!(ruth.covers.len(), usize::from(covered), "{today}");
        let lists = folders(&pool, "ruth", today).await;
        let inbox_of_tom = (None, Some(id(30)), FolderGround::Cover as i32, id(1));
        let expected = vec![own(2), inbox_of_tom, of(FolderGround::Cover, 1)];
        assert_eq!(lists, if covered { expected } else { vec![own(2)] }, "{today}");
    }
    let ruth = access_on(&pool, "ruth", Some(CHLOE), "2026-01-15").await.unwrap();
    assert_eq!(ruth.relations, [0; 0], "what she is herself stays apart");
    let tom = &ruth.covers[0];
    assert_eq!((tom.worker_id, tom.name.as_str(), &tom.inboxes), (id(1), "Worker 1", &vec![id(30)]));
    assert_eq!(tom.roles, [Role::PracticeSupervisor as i32]);
    assert_eq!(tom.relations, [AllocationRole::Supervisor as i32]);
    let tom = access_on(&pool, "tom", Some(CHLOE), "2026-01-15").await.unwrap();
    assert!(tom.covers.is_empty(), "cover is not mutual");
    assert_eq!(access_on(&pool, "nobody", None, "2026-01-15").await, None);
}

#[tokio::test]
async fn a_cover_that_was_ended_and_a_cover_of_a_cover_give_nothing() {
    let database = database().await;
    let pool = database.pool("workflow");
    let people = [worker(1, "tom", &[]), worker(2, "ruth", &[]), worker(3, "sandra", &[])];
    hear(&pool, 1, &people.iter().collect::<Vec<_>>()).await;
    apply(&pool, &event(1, &cover(50, 1, 2, "2026-01-14", "2026-01-16"))).await.unwrap();
    apply(&pool, &event(1, &cover(51, 2, 3, "2026-01-14", "2026-01-16"))).await.unwrap();
    assert_eq!(folders(&pool, "sandra", "2026-01-15").await, [own(3), of(FolderGround::Cover, 2)]);

    let mut ended: CoverChanged = cover(50, 1, 2, "2026-01-14", "2026-01-16");
    ended.cover.as_mut().unwrap().end_time = Some(prost_types::Timestamp::default());
    apply(&pool, &event(2, &ended)).await.unwrap();
    assert_eq!(folders(&pool, "ruth", "2026-01-15").await, [own(2)]);
    assert!(access_on(&pool, "ruth", None, "2026-01-15").await.unwrap().covers.is_empty());
}

#[tokio::test]
async fn an_agency_decision_maker_is_seen_for_by_another_one_only_whatever_was_set() {
    let database = database().await;
    let pool = database.pool("workflow");
    let adm = [Role::AgencyDecisionMaker];
    hear(&pool, 1, &[&worker(1, "helen", &adm), &worker(2, "ruth", &[Role::TeamManager])]).await;
    apply(&pool, &event(1, &cover(50, 1, 2, "2026-01-14", "2026-01-16"))).await.unwrap();
    assert_eq!(folders(&pool, "ruth", "2026-01-15").await, [own(2)]);
    hear(&pool, 2, &[&worker(2, "ruth", &[Role::TeamManager, Role::AgencyDecisionMaker])]).await;
    assert_eq!(folders(&pool, "ruth", "2026-01-15").await, [own(2), of(FolderGround::Cover, 1)]);
}

#[tokio::test]
async fn what_a_leaver_had_stands_with_the_nearest_manager_who_is_here_and_with_whoever_covers_that_one() {
    let database = database().await;
    let pool = database.pool("workflow");
    let sam = managed_by(2, worker(1, "sam", &[]));
    let tom = managed_by(3, worker(2, "tom", &[]));
    let people = [sam.clone(), tom.clone(), worker(3, "sandra", &[]), worker(4, "ruth", &[])];
    hear(&pool, 1, &people.iter().collect::<Vec<_>>()).await;
    apply(&pool, &event(1, &cover(50, 3, 4, "2026-01-14", "2026-01-16"))).await.unwrap();
    assert_eq!(folders(&pool, "tom", "2026-01-15").await, [own(2)]);

    hear(&pool, 2, &[&gone(sam)]).await;
    assert_eq!(folders(&pool, "tom", "2026-01-15").await, [own(2), of(FolderGround::Leaver, 1)]);
    assert_eq!(folders(&pool, "sandra", "2026-01-15").await, [own(3)], "her manager is still here");
    assert_eq!(folders(&pool, "sam", "2026-01-15").await, []);

    hear(&pool, 2, &[&gone(tom)]).await;
    let both = [of(FolderGround::Leaver, 1), of(FolderGround::Leaver, 2)];
    assert_eq!(folders(&pool, "sandra", "2026-01-15").await, [&[own(3)][..], &both].concat());
    let covering = [&[own(4), of(FolderGround::Cover, 3)][..], &both].concat();
    assert_eq!(folders(&pool, "ruth", "2026-01-15").await, covering);
    assert_eq!(folders(&pool, "ruth", "2026-01-17").await, [own(4)]);
}

#[tokio::test]
async fn a_list_that_is_seen_twice_stands_once_and_as_the_persons_own_first() {
    let database = database().await;
    let pool = database.pool("workflow");
    hear(&pool, 1, &[&worker(1, "fay", &[]), &worker(2, "luke", &[]), &worker(3, "maya", &[])]).await;
    apply(&pool, &event(1, &inbox(30, "CS Permanence Family Finders – Inbox", &[1, 2, 3]))).await.unwrap();
    apply(&pool, &event(1, &cover(50, 1, 3, "2026-01-14", "2026-01-16"))).await.unwrap();
    apply(&pool, &event(1, &cover(51, 2, 3, "2026-01-14", "2026-01-16"))).await.unwrap();
    let inbox = (None, Some(id(30)), FolderGround::Own as i32, id(3));
    let expected = [inbox, own(3), of(FolderGround::Cover, 1), of(FolderGround::Cover, 2)];
    assert_eq!(folders(&pool, "maya", "2026-01-15").await, expected);
}

#[test]
fn a_place_names_whom_it_is_seen_for_save_the_own() {
    use contracts::r#type::v1::FolderPlace;
    let place =
        |ground: FolderGround| InFolder { ground: ground.into(), whose_id: id(1), whose_name: "Sam".into() };
    assert_eq!(FolderPlace::from(&place(FolderGround::Own)).whose, None);
    let left = FolderPlace::from(&place(FolderGround::Leaver));
    assert_eq!((left.ground(), left.whose.unwrap().display_name), (FolderGround::Leaver, "Sam".to_owned()));
}
