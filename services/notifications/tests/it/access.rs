//! Who may, and who may not.

use crate::council::{Council, until};
use crate::matters::Step;
use crate::people::with_roles;
use crate::receiver::{Answer, Receiver};
use crate::refused::refused;
use chrono::TimeDelta;
use contracts::notifications::v1::DeliveryStatus;
use contracts::notifications::v1::{
    ListNotificationsRequest, MarkReadRequest, WatchNotificationsRequest,
    notification_service_client::NotificationServiceClient,
};
use contracts::r#type::v1::Role;
use fault::Reason;
use testkit::Client;

async fn all_refused(mut client: NotificationServiceClient<Client>, id: String, reason: Reason) {
    refused(client.list_notifications(ListNotificationsRequest::default()).await, reason);
    refused(client.watch_notifications(WatchNotificationsRequest::default()).await, reason);
    let marking =
        MarkReadRequest { request_id: id.clone(), notification_ids: vec![id], ..Default::default() };
    refused(client.mark_read(marking).await, reason);
}

#[tokio::test]
async fn administrators_strangers_and_services_are_refused_everything() {
    let council = Council::new().await;
    all_refused(council.notifications("ada"), council.id(), Reason::NotPermitted).await;
    all_refused(council.notifications("nobody"), council.id(), Reason::WorkerUnknown).await;
    let service = council.suite.service_client("notifications", "workflow");
    all_refused(NotificationServiceClient::new(service), council.id(), Reason::NotPermitted).await;
    let mut nobody = NotificationServiceClient::new(council.suite.channel("notifications", 0));
    refused(nobody.list_notifications(ListNotificationsRequest::default()).await, Reason::TokenMissing);
}

#[tokio::test]
async fn who_has_left_sees_nothing_of_what_they_were_told() {
    let council = Council::new().await;
    let clock = council.clock();
    council.workflow(vec![Step::planning(clock).arrives("theo", clock)]).await;
    assert_eq!(council.list("sam").await.unread_count, 1);
    council.directory(vec![crate::people::worker("sam", false, 2, clock)]).await;
    all_refused(council.notifications("sam"), council.id(), Reason::WorkerInactive).await;
}

#[tokio::test]
async fn who_may_hear_of_nothing_any_more_is_told_nothing_outside_although_they_have_not_left() {
    for roles in [&[][..], &[Role::SocialWorker, Role::Administrator]] {
        // Long enough for the roles to change meanwhile, on however slow a machine.
        let council = Council::with(1, |outside| outside.first_pause_ms = 3_600_000).await;
        let clock = council.clock();
        let receiver = Receiver::start().await;
        receiver.answer("/in", [Answer::Code(503)]);
        council.hook(&receiver.url("/in")).await;
        council.work_for_sam(1).await;
        council.all_are(DeliveryStatus::TemporaryFailure).await;
        council.directory(vec![with_roles("sam", roles, 2, clock)]).await;
        all_refused(council.notifications("sam"), council.id(), Reason::NotPermitted).await;
        clock.advance(TimeDelta::hours(3));
        council.all_are(DeliveryStatus::Withheld).await;
        assert_eq!(receiver.received("/in").len(), 1, "{roles:?}");
    }
}

#[tokio::test]
async fn a_directory_that_was_not_heard_for_five_seconds_closes_the_door() {
    let council = Council::new().await;
    council.suite.stop("directory", 0).await;
    let heard = sqlx::query(
        "update notifications.feed_cursor set heard_at = heard_at - interval '5 seconds' where upstream = 'permanence.directory'",
    );
    heard.execute(&council.admin()).await.expect("to let time pass");
    all_refused(council.notifications("sam"), council.id(), Reason::DirectoryStale).await;

    council.suite.restart("directory", 0).await;
    until("the directory is heard again", || async {
        let asked = ListNotificationsRequest::default();
        council.notifications("sam").list_notifications(asked).await.is_ok()
    })
    .await;
}
