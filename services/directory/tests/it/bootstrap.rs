use crate::council::{ADA, Council, id};
use contracts::{
    directory::v1::{DeactivateWorkerRequest, GetMeRequest, WorkerChanged},
    r#type::v1::Role,
};
use directory::bootstrap_administrator;
use fault::Reason;

#[tokio::test]
async fn an_empty_directory_gets_its_first_administrator_and_says_so() {
    let council = Council::without_administrator(1).await;
    let ada = bootstrap_administrator(&council.pool(), council.suite.clock(), ADA, "Ada Lovell")
        .await
        .unwrap()
        .unwrap();

    let me = council.workers(ADA).get_me(GetMeRequest {}).await.unwrap().into_inner().worker.unwrap();
    assert_eq!(
        (me.worker_id.as_str(), me.display_name.as_str()),
        (ada.id.to_string().as_str(), "Ada Lovell")
    );
    assert_eq!((me.roles, me.active, me.etag.as_str()), (vec![i32::from(Role::Administrator)], true, "1"));

    let (event, told) = council.last_event::<WorkerChanged>().await;
    assert_eq!((event.subject, event.subject_version), (format!("worker/{}", ada.id), 1));
    assert_eq!((event.actor_id, told.worker.unwrap().subject.as_str()), (String::new(), ADA));

    let entries = council.entries("permanence.directory.bootstrap_administrator").await;
    assert_eq!(entries.len(), 1);
    assert_eq!(
        (entries[0].worker_id.as_str(), &entries[0].subjects),
        ("permanence", &vec![format!("worker/{}", ada.id)])
    );
}

#[tokio::test]
async fn a_directory_that_has_an_active_administrator_gets_no_other() {
    let council = Council::new().await;
    let another =
        bootstrap_administrator(&council.pool(), council.suite.clock(), "eve", "Eve").await.unwrap();
    assert_eq!(another, None);
    assert_eq!(council.events().await.len(), 1);
}

#[tokio::test]
async fn when_the_last_administrator_has_left_another_worker_can_be_appointed() {
    let council = Council::new().await;
    let owen = council.hire("Owen Rees", "owen", &[Role::TeamManager]).await;
    let ada = council.workers(ADA).get_me(GetMeRequest {}).await.unwrap().into_inner().worker.unwrap();
    let leaves = DeactivateWorkerRequest { request_id: id(), worker_id: ada.worker_id, etag: ada.etag };
    council.workers(ADA).deactivate_worker(leaves).await.unwrap();

    let appointed =
        bootstrap_administrator(&council.pool(), council.suite.clock(), "owen", "ignored").await.unwrap();
    assert_eq!(appointed.map(|worker| worker.id.to_string()), Some(owen.worker_id));
    let me = council.workers("owen").get_me(GetMeRequest {}).await.unwrap().into_inner().worker.unwrap();
    assert_eq!(me.roles, [Role::TeamManager, Role::Administrator].map(i32::from));
    assert_eq!((me.display_name.as_str(), me.etag.as_str()), ("Owen Rees", "2"));
}

#[tokio::test]
async fn of_two_operators_at_once_one_appoints() {
    let council = Council::without_administrator(1).await;
    let (pool, clock) = (council.pool(), council.suite.clock());
    let (one, other) = tokio::join!(
        bootstrap_administrator(&pool, clock, "ada", "Ada Lovell"),
        bootstrap_administrator(&pool, clock, "eve", "Eve Moor"),
    );
    let appointed = [one.unwrap(), other.unwrap()].into_iter().flatten().count();
    assert_eq!(appointed, 1);
    assert_eq!(council.events().await.len(), 1);
}

#[tokio::test]
async fn nobody_is_appointed_under_a_subject_that_no_worker_may_have() {
    let council = Council::without_administrator(1).await;
    for (subject, name) in [("", "Ada"), ("ada", " "), ("service:workflow", "Ada"), ("a\0", "Ada")] {
        let refused = bootstrap_administrator(&council.pool(), council.suite.clock(), subject, name).await;
        assert_eq!(refused.unwrap_err().reason(), Reason::FieldInvalid);
    }
    assert!(council.events().await.is_empty());
}
