//! The commands about the ways out of the application: such as somebody may try, and such as are accepted.

use contracts::notifications::v1 as notifications;
use contracts::notifications::v1::notification_service_client::NotificationServiceClient;
use prost::Message;
use tests::case::Case;
use tests::council::Council;
use tests::gone::Gone;
use tests::person::{Person, new_request_id};
use tonic::Status;

/// Tries one of the commands.
pub(crate) async fn call(by: &Person, command: &str, request_id: String) -> Result<(), Status> {
    let mut door = NotificationServiceClient::new(by.door());
    let (id, etag) = (new_request_id(), "1".to_owned());
    match command {
        "NotificationService/UpdatePreferences" => {
            let etag = "0".to_owned();
            let preferences = Some(notifications::Preferences { etag, ..Default::default() });
            let message = notifications::UpdatePreferencesRequest { request_id, preferences };
            door.update_preferences(by.ask(message)).await.map(drop)
        }
        "NotificationService/CreateWebhook" => {
            let message = wanted(request_id, "https://hooks.invalid/in".into());
            door.create_webhook(by.ask(message)).await.map(drop)
        }
        "NotificationService/RotateWebhookSecret" => {
            let overlap_minutes = 0;
            let message = notifications::RotateWebhookSecretRequest {
                request_id,
                webhook_id: id,
                etag,
                overlap_minutes,
            };
            door.rotate_webhook_secret(by.ask(message)).await.map(drop)
        }
        "NotificationService/DeleteWebhook" => {
            let message = notifications::DeleteWebhookRequest { request_id, webhook_id: id, etag };
            door.delete_webhook(by.ask(message)).await.map(drop)
        }
        "NotificationService/Redeliver" => {
            let message = notifications::RedeliverRequest { request_id, delivery_id: id, etag };
            door.redeliver(by.ask(message)).await.map(drop)
        }
        "NotificationService/RedeliverAll" => {
            let message = notifications::RedeliverAllRequest { request_id, ..Default::default() };
            door.redeliver_all(by.ask(message)).await.map(drop)
        }
        new => panic!("{new} is a command that this test does not know"),
    }
}

/// Preferences that are accepted from the social worker as things stand.
pub(crate) async fn preferences(council: &Council, request_id: String) -> Vec<u8> {
    let mut door = NotificationServiceClient::new(council.sw.door());
    let asked = council.sw.ask(notifications::GetPreferencesRequest {});
    let preferences = door.get_preferences(asked).await.expect("preferences").into_inner().preferences;
    let daily_digest =
        notifications::DailyDigest { hour: 9, channels: vec![notifications::Channel::Email.into()] };
    let preferences = preferences
        .map(|preferences| notifications::Preferences { daily_digest: Some(daily_digest), ..preferences });
    notifications::UpdatePreferencesRequest { request_id, preferences }.encode_to_vec()
}

/// A message that is accepted from an administrator as things stand.
pub(crate) async fn sound(council: &Council, command: &str, request_id: String) -> Vec<u8> {
    match command {
        "NotificationService/CreateWebhook" => {
            wanted(request_id, "https://hooks.invalid/in".into()).encode_to_vec()
        }
        "NotificationService/RotateWebhookSecret" => {
            let (webhook_id, etag) = created(council, "https://hooks.invalid/in".into()).await;
            let message = notifications::RotateWebhookSecretRequest {
                request_id,
                webhook_id,
                etag,
                overlap_minutes: 60,
            };
            message.encode_to_vec()
        }
        "NotificationService/DeleteWebhook" => {
            let (webhook_id, etag) = created(council, "https://hooks.invalid/in".into()).await;
            notifications::DeleteWebhookRequest { request_id, webhook_id, etag }.encode_to_vec()
        }
        "NotificationService/Redeliver" => {
            let dead = dead(council).await;
            let message = notifications::RedeliverRequest {
                request_id,
                delivery_id: dead.delivery_id,
                etag: dead.etag,
            };
            message.encode_to_vec()
        }
        "NotificationService/RedeliverAll" => {
            let dead = dead(council).await;
            let message = notifications::RedeliverAllRequest {
                request_id,
                channel: notifications::Channel::Webhook.into(),
                webhook_id: dead.webhook_id,
                failed_from_time: Some(prost_types::Timestamp { seconds: 1_700_000_000, nanos: 0 }),
                failed_before_time: Some(prost_types::Timestamp { seconds: 4_000_000_000, nanos: 0 }),
                validate_only: false,
            };
            message.encode_to_vec()
        }
        new => panic!("{new} is a command for which no sound message is known: write one"),
    }
}

fn wanted(request_id: String, url: String) -> notifications::CreateWebhookRequest {
    let description = "A system of the council".into();
    notifications::CreateWebhookRequest { request_id, url, kinds: Vec::new(), description }
}

async fn created(council: &Council, url: String) -> (String, String) {
    let mut door = NotificationServiceClient::new(council.admin.door());
    let created = door.create_webhook(council.admin.ask(wanted(new_request_id(), url))).await;
    let webhook = created.expect("a webhook").into_inner().webhook.expect("a webhook");
    (webhook.webhook_id, webhook.etag)
}

/// A message that another system does not want.
async fn dead(council: &Council) -> notifications::Delivery {
    let gone = Gone::start().await;
    let (webhook_id, _) = created(council, gone.url()).await;
    Case::arrived_at(council, "permanency_planning").await;
    let asked = notifications::ListDeliveriesRequest { dead_only: true, webhook_id, ..Default::default() };
    let find = async || {
        let mut door = NotificationServiceClient::new(council.admin.door());
        let listed = door.list_deliveries(council.admin.ask(asked.clone())).await.expect("a list");
        listed.into_inner().deliveries.pop()
    };
    council.until(async || find().await.is_some()).await;
    find().await.expect("a dead message")
}
