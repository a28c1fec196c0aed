//! One notification, as the link in a message leads to it.

use crate::council::Council;
use crate::people::{CHLOE, id_of};
use crate::refused::refused;
use contracts::notifications::v1::GetNotificationRequest;
use fault::Reason;

fn asked(notification_id: &str) -> GetNotificationRequest {
    GetNotificationRequest { notification_id: notification_id.to_owned() }
}

#[tokio::test]
async fn somebodys_own_is_shown_as_in_the_list_and_leaves_an_entry() {
    let council = Council::new().await;
    council.work_for_sam(2).await;
    let listed = council.list("sam").await.notifications.remove(1);
    let shown = council.notifications("sam").get_notification(asked(&listed.notification_id)).await;
    assert_eq!(shown.expect("his own").into_inner().notification.as_ref(), Some(&listed));
    let subjects: Vec<String> = sqlx::query_scalar(
        "select subjects from notifications.audit_entry where worker_id = $1 and rpc like '%/GetNotification'",
    )
    .bind(id_of("sam").to_string())
    .fetch_one(&council.admin())
    .await
    .unwrap();
    assert_eq!(subjects, [format!("notification/{}", listed.notification_id), format!("child/{CHLOE}")]);
}

#[tokio::test]
async fn what_somebody_else_was_told_is_not_there_as_what_nobody_was() {
    let council = Council::new().await;
    council.work_for_sam(1).await;
    let sams = council.list("sam").await.notifications.remove(0).notification_id;
    let mut priya = council.notifications("priya");
    refused(priya.get_notification(asked(&sams)).await, Reason::NotFound);
    refused(priya.get_notification(asked(&council.id())).await, Reason::NotFound);
    refused(priya.get_notification(asked("no id")).await, Reason::FieldInvalid);
    refused(council.notifications("ada").get_notification(asked(&sams)).await, Reason::NotPermitted);
}
