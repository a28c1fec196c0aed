use crate::council::{Council, id, refused};
use contracts::{
    directory::v1::{AllocationRole, ChildChanged},
    r#type::v1::Role,
};
use fault::{Reason, field_violations_of};
use tonic::Code;

const CHLOE: &str = "3549863";

#[tokio::test]
async fn a_child_has_one_worker_in_a_role_and_it_is_known_who_was_before() {
    let council = Council::new().await;
    let sam = council.hire("Sam Field", "sam", &[Role::SocialWorker]).await;
    let owen = council.hire("Owen Rees", "owen", &[Role::SocialWorker, Role::PracticeSupervisor]).await;
    council.register(CHLOE, "Chloe", "Smith").await;

    council.allocate(CHLOE, AllocationRole::Supervisor, &owen.worker_id).await.unwrap();
    council.allocate(CHLOE, AllocationRole::SocialWorker, &sam.worker_id).await.unwrap();
    let standing = council.allocate(CHLOE, AllocationRole::SocialWorker, &owen.worker_id).await.unwrap();
    let shown: Vec<(i32, &str)> = standing
        .iter()
        .map(|allocation| (allocation.role, allocation.worker.as_ref().unwrap().display_name.as_str()))
        .collect();
    let roles = [AllocationRole::SocialWorker, AllocationRole::Supervisor].map(i32::from);
    assert_eq!(shown, [(roles[0], "Owen Rees"), (roles[1], "Owen Rees")]);
    assert_eq!(council.child(CHLOE).await.allocations, standing);

    let (event, told) = council.last_event::<ChildChanged>().await;
    assert_eq!((told.allocations, event.subject_version, event.child_id.as_str()), (standing, 4, CHLOE));
    assert_eq!(told.child.unwrap().etag, "4");
    let entry = council.entries("permanence.directory.v1.ChildService/SetAllocation").await.remove(0);
    assert_eq!((entry.child_id.as_str(), entry.detail.as_str()), (CHLOE, "ALLOCATION_ROLE_SOCIAL_WORKER"));

    let emptied = council.allocate(CHLOE, AllocationRole::SocialWorker, "").await.unwrap();
    assert_eq!(emptied.len(), 1);
    assert_eq!(
        history(&council).await,
        [("owen".into(), roles[1], false), ("sam".into(), roles[0], true), ("owen".into(), roles[0], true),]
    );
}

#[tokio::test]
async fn allocating_the_same_worker_again_ends_nothing() {
    let council = Council::new().await;
    let sam = council.hire("Sam Field", "sam", &[Role::SocialWorker]).await;
    council.register(CHLOE, "Chloe", "Smith").await;
    let first = council.allocate(CHLOE, AllocationRole::SocialWorker, &sam.worker_id).await.unwrap();
    let again = council.allocate(CHLOE, AllocationRole::SocialWorker, &sam.worker_id).await.unwrap();
    assert_eq!(first, again);
    council.allocate(CHLOE, AllocationRole::Supervisor, "").await.unwrap();
    assert_eq!(history(&council).await, [("sam".into(), i32::from(AllocationRole::SocialWorker), false)]);
}

#[tokio::test]
async fn only_a_worker_who_is_here_and_holds_a_fitting_role_is_allocated() {
    let council = Council::new().await;
    council.register(CHLOE, "Chloe", "Smith").await;
    let quinn = council.hire("Quinn Adeyemi", "quinn", &[Role::QaagWorker, Role::SocialWorker]).await;
    let left = council.hire_under(&quinn, "Lee Hart", "lee", &[Role::SocialWorker]).await;
    council.leaves(&left).await;

    for (role, worker_id) in [
        (AllocationRole::Supervisor, quinn.worker_id.as_str()),
        (AllocationRole::ServiceManager, &quinn.worker_id),
        (AllocationRole::IndependentReviewingOfficer, &quinn.worker_id),
        (AllocationRole::SocialWorker, &left.worker_id),
        (AllocationRole::SocialWorker, &id()),
        (AllocationRole::SocialWorker, "quinn"),
    ] {
        let answer = council.allocate(CHLOE, role, worker_id).await;
        let status = refused(answer, Code::InvalidArgument, Reason::FieldInvalid);
        assert_eq!(field_violations_of(&status)[0].field, "worker_id");
    }
    let unspecified = council.allocate(CHLOE, AllocationRole::Unspecified, &quinn.worker_id).await;
    let status = refused(unspecified, Code::InvalidArgument, Reason::FieldInvalid);
    assert_eq!(field_violations_of(&status)[0].field, "role");
    assert!(history(&council).await.is_empty());
}

#[tokio::test]
async fn nobody_is_allocated_to_a_child_who_is_not_registered() {
    let council = Council::new().await;
    let sam = council.hire("Sam Field", "sam", &[Role::SocialWorker]).await;
    let answer = council.allocate(CHLOE, AllocationRole::SocialWorker, &sam.worker_id).await;
    refused(answer, Code::NotFound, Reason::NotFound);
}

#[tokio::test]
async fn of_many_allocations_at_once_each_has_its_effect_and_one_stands() {
    let council = Council::of_replicas(2).await;
    council.register(CHLOE, "Chloe", "Smith").await;
    let sam = council.hire("Sam Field", "sam", &[Role::SocialWorker]).await;
    let owen = council.hire("Owen Rees", "owen", &[Role::SocialWorker]).await;
    let give = |worker| council.allocate(CHLOE, AllocationRole::SocialWorker, worker);
    let (sam, owen) = (&*sam.worker_id, &*owen.worker_id);
    let answers = tokio::join!(give(sam), give(owen), give(sam), give(owen));
    for answer in [answers.0, answers.1, answers.2, answers.3] {
        assert_eq!(answer.unwrap().len(), 1);
    }
    let standing = history(&council).await.into_iter().filter(|(_, _, ended)| !ended).count();
    assert_eq!((standing, council.child(CHLOE).await.child.unwrap().etag.as_str()), (1, "5"));
}

/// Who was, or is, allocated to Chloe: subject, role, whether it ended.
async fn history(council: &Council) -> Vec<(String, i32, bool)> {
    sqlx::query_as(
        "select worker.subject, allocation.role, ended_at is not null and ended_by is not null
           from directory.allocation join directory.worker using (worker_id) order by allocation_id",
    )
    .fetch_all(&council.pool())
    .await
    .unwrap()
}
