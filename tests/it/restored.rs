//! A dump, restored into a fresh cluster: the feeds begin an epoch, and the work goes on where it stood.

use contracts::events::v1::Subscription;
use contracts::workflow::v1::event_service_client::EventServiceClient;
use contracts::workflow::v1::{GetPositionRequest, SubscribeRequest};
use fault::Reason;
use tests::case::{Case, only_created};
use tests::council::Council;
use tests::forms::next;

async fn position(council: &Council) -> String {
    let mut feed = EventServiceClient::new(council.suite.service_client("workflow", "requests"));
    let position = feed.get_position(GetPositionRequest {}).await.expect("the feed's position");
    position.into_inner().position.expect("a position").cursor
}

#[tokio::test]
async fn after_a_restore_the_feeds_go_on_and_what_waited_is_answered() {
    let council = Council::with_two_replicas().await;
    let (case, step) = Case::arrived_at(&council, "family_finding").await;
    let again = vec![next("family_finding_again")];
    let request = case.sent_for_authorisation(&council.finder, &step, again).await;
    let (case_id, child_id, before) = (case.case_id.clone(), case.child_id.clone(), position(&council).await);

    let (council, fresh) = council.restored().await;
    println!("restored {}", fresh.way());
    if std::env::var_os("RESTORE_BY_DUMP").is_some() {
        assert!(fresh.way().contains("pg_dump"), "{}", fresh.way());
    }

    let case = Case { council: &council, child_id, case_id };
    assert_ne!(position(&council).await.split_once(':').unwrap().0, before.split_once(':').unwrap().0);
    let subscription = Some(Subscription { cursor: before, follow: false });
    let mut feed = EventServiceClient::new(council.suite.service_client("workflow", "requests"));
    let foreign = feed.subscribe(SubscribeRequest { subscription }).await.expect_err("another epoch");
    assert_eq!(fault::reason_of(&foreign), Some(Reason::CursorForeign));

    // What was sent before the dump is answered after it, and what follows reaches both services.
    council.ps.complete(&request).await.expect("the manager authorises");
    let next_step = only_created(&council.ps.finish(&step).await.expect("an authorised step finishes"));
    case.finding(&next_step, vec![next("to_information_sharing")]).await;
    assert_eq!(council.stored_request_state(&request).await, "COMPLETED");
    let told = council.events_about(&format!("workstep/{step}")).await;
    let finishes = told.iter().filter(|it| it.ends_with("WorkstepFinished")).count();
    assert_eq!(finishes, 1, "{told:?}");
    drop(council);
    fresh.stop().await;
}
