//! Placement where the IRO has ratified the current placement, and refused where not (A:203, A12).

use fault::Reason;
use tests::case::Case;
use tests::council::Council;
use tests::forms::next;

use crate::refusals::assert_refused;

#[tokio::test]
async fn a12_placement_without_a_ratification_is_refused_and_with_one_permitted() {
    let council = Council::with_two_replicas().await;
    let (case, step) = Case::arrived_at(&council, "information_sharing").await;
    case.authorised(&council.sw, &step, vec![next("to_placement")]).await;
    let refused = assert_refused(council.ps.finish(&step).await, Reason::FactRequired, "not ratified");
    assert_eq!(refused.code(), tonic::Code::FailedPrecondition);
    assert_eq!(fault::metadata_of(&refused)["fact"], "ratified_placement");
    council.iro.ratify(&case.child_id, "With the Carters", &council.today()).await.expect("ratified");
    let finished = council.ps.finish(&step).await.expect("ratified");
    assert_eq!(finished.created[0].title, "SC Permanence Placement");
}

#[tokio::test]
async fn a12_only_the_childs_own_iro_ratifies_and_never_ahead_of_time() {
    let council = Council::with_two_replicas().await;
    let child = council.register_child().await;
    for other in council.everybody().into_iter().filter(|person| person.id != council.iro.id) {
        let refused = other.ratify(&child, "With the Carters", &council.today()).await;
        let refused = assert_refused(refused, Reason::NotPermitted, &other.name);
        assert_eq!(refused.code(), tonic::Code::PermissionDenied);
    }
    let tomorrow = council.iro.ratify(&child, "With the Carters", "2026-01-15").await;
    let refused = assert_refused(tomorrow, Reason::FieldInvalid, "not yet");
    assert_eq!(fault::field_violations_of(&refused)[0].field, "ratified_on");
}

#[tokio::test]
async fn a12_under_sixteen_is_flagged_and_hinders_nothing() {
    let council = Council::with_two_replicas().await;
    let child = council.register_child().await;
    let young = council.iro.ratify(&child, "With the Carters", "2026-01-14").await.expect("ratified");
    assert!(young.under_sixteen, "Chloe is seven");
    council.at("2034-05-04T12:00:00Z");
    let older = council.iro.ratify(&child, "With the Carters", "2034-05-04").await.expect("ratified");
    assert!(!older.under_sixteen, "sixteen today");
}

#[tokio::test]
async fn a12_another_placement_ends_the_ratification_before() {
    let council = Council::with_two_replicas().await;
    let child = council.register_child().await;
    let first = council.iro.ratify(&child, "With the Carters", "2026-01-10").await.expect("ratified");
    let second = council.iro.ratify(&child, "With the Morgans", "2026-01-14").await.expect("ratified");
    let pool = council.suite.database().pool("workflow");
    let standing: Vec<String> = sqlx::query_scalar(
        "select id::text from workflow.ratification where child_id = $1 and ended_at is null",
    )
    .bind(&child)
    .fetch_all(&pool)
    .await
    .expect("the ratifications");
    assert_eq!(standing, [second.ratification_id]);
    assert_ne!(first.ratification_id, standing[0]);
}
