//! Other systems hear of what workers are told.

use crate::channels::came_in;
use crate::council::{Council, until};
use crate::matters::{Sending, Step};
use crate::people::id_of;
use crate::receiver::{Answer, Receiver};
use crate::refused::refused;
use chrono::TimeDelta;
use contracts::notifications::v1::{
    CreateWebhookRequest, DeleteWebhookRequest, DeliveryStatus, ListDeliveriesRequest, ListWebhooksRequest,
    RedeliverRequest, RotateWebhookSecretRequest, WebhookChanged,
};
use fault::{Reason, field_violations_of, metadata_of};
use prost::Name;

#[tokio::test]
async fn a_message_is_signed_and_holds_a_reference_and_a_link_and_nothing_of_the_child() {
    let council = Council::new().await;
    let receiver = Receiver::start().await;
    let hook = council.hook(&receiver.url("/in")).await;
    council.work_for_sam(1).await;
    let message = came_in(&receiver, "/in", 1).await.remove(0);

    assert!(message.is_signed_with(&hook.secret), "{message:?}");
    assert_eq!(message.header("content-type"), "application/cloudevents+json; charset=utf-8");
    let told = council.list("sam").await.notifications.remove(0);
    let event = message.json();
    assert_eq!(event["specversion"], "1.0");
    assert_eq!(event["type"], "permanence.notifications.v1.NotificationRaised");
    assert_eq!(event["data"]["reference"], told.notification_id);
    assert_eq!(event["data"]["worker_id"], id_of("sam").to_string());
    assert_eq!(event["data"]["kind"], "work_arrived");
    let link = format!("https://permanence.test/notifications/{}", told.notification_id);
    assert_eq!(event["data"]["link"], link);
    let whole = format!("{:?} {}", message.headers, String::from_utf8_lossy(&message.body));
    for personal in ["Chloe", "Smith", "Okafor", "3549863", "Permanency", "2018"] {
        assert!(!whole.contains(personal), "{personal} in {whole}");
    }
    let delivery = council.all_are(DeliveryStatus::Delivered).await.remove(0);
    assert_eq!(delivery.delivery_id, message.id());
    assert_eq!(
        message.header("webhook-timestamp"),
        delivery.attempts[0].begin_time.unwrap().seconds.to_string()
    );
}

#[tokio::test]
async fn a_webhook_hears_of_the_kinds_that_it_names() {
    let council = Council::new().await;
    let receiver = Receiver::start().await;
    let clock = council.clock();
    let kinds = vec!["request_received".to_owned()];
    let wanted = CreateWebhookRequest { kinds, ..council.wanted(&receiver.url("/requests")) };
    council.notifications("ada").create_webhook(wanted).await.expect("a webhook");
    council.hook(&receiver.url("/all")).await;
    let step = Step::planning(clock);
    council.workflow(vec![step.arrives("theo", clock), Sending::authorise(&step, clock).sent(clock)]).await;
    came_in(&receiver, "/all", 2).await;
    let heard = came_in(&receiver, "/requests", 1).await;
    assert_eq!(heard.len(), 1);
    assert_eq!(heard[0].json()["data"]["kind"], "request_received");
}

#[tokio::test]
async fn a_secret_is_shown_once_to_who_created_it_and_lies_sealed() {
    let council = Council::new().await;
    let wanted = council.wanted("https://hooks.example.gov.uk/in?key=1");
    let mut ada = council.notifications("ada");
    let first = ada.create_webhook(wanted.clone()).await.expect("a webhook").into_inner();
    assert!(first.secret.starts_with("whsec_") && first.secret.len() == 50, "32 bytes");
    let again = ada.create_webhook(wanted.clone()).await.expect("the first answer").into_inner();
    assert_eq!(again, first, "whose answer was lost sees it again");
    let hooks = council.hooks().await;
    assert_eq!(hooks.len(), 1, "and there is one webhook");
    assert_eq!(Some(&hooks[0]), first.webhook.as_ref());

    let stored =
        "select count(*) from notifications.webhook where position($1 in encode(secret, 'base64')) > 0";
    let raw = first.secret.trim_start_matches("whsec_").trim_end_matches('=').to_owned();
    let pool = council.admin();
    let in_clear: i64 = sqlx::query_scalar(stored).bind(&raw).fetch_one(&pool).await.expect("to look");
    let kept =
        "select count(*) from notifications.receipt where position('whsec_' in encode(answer, 'escape')) > 0";
    let in_receipts: i64 = sqlx::query_scalar(kept).fetch_one(&pool).await.expect("to look");
    assert_eq!((in_clear, in_receipts), (0, 0));
    let events = format!(
        "select count(*) from (select type from notifications.events union all select type from notifications.outbox) told
          where type = '{}'",
        WebhookChanged::full_name()
    );
    assert_eq!(council.count(&events).await, 1);

    let other = CreateWebhookRequest { description: "Another".into(), ..wanted };
    refused(ada.create_webhook(other).await, Reason::RequestIdReused);
}

#[tokio::test]
async fn without_the_key_that_secrets_were_sealed_with_messages_die_and_another_secret_helps() {
    let council = Council::with(1, |outside| outside.attempts = 2).await;
    let receiver = Receiver::start().await;
    let hook = council.hook(&receiver.url("/in")).await;
    council.suite.stop("notifications", 0).await;
    let key = council.suite.settings().outside.sealing_key.clone().expect("a sealing key");
    std::fs::remove_file(&key).expect("to lose the key");
    council.suite.restart("notifications", 0).await;

    council.work_for_sam(2).await;
    let all_of_first = || async { council.deliveries().await.pop().expect("the first").attempts.len() };
    until("the first is tried", || async { all_of_first().await == 1 }).await;
    council.clock().advance(TimeDelta::seconds(6));
    until("the first is dead", || async { council.deliveries().await.pop().expect("the first").dead }).await;
    let dead = council.deliveries().await.pop().expect("the first");
    for attempt in &dead.attempts {
        assert_eq!(attempt.detail, "its secret was sealed with another key: rotate it");
    }
    until("the second has its turn", || async { council.deliveries().await[0].attempts.len() == 1 }).await;

    let rotation = RotateWebhookSecretRequest {
        request_id: council.id(),
        webhook_id: hook.webhook.webhook_id.clone(),
        etag: hook.webhook.etag.clone(),
        overlap_minutes: 60,
    };
    let rotated = council.notifications("ada").rotate_webhook_secret(rotation).await.expect("a secret");
    council.clock().advance(TimeDelta::seconds(6));
    let second = came_in(&receiver, "/in", 1).await.remove(0);
    assert!(second.is_signed_with(&rotated.into_inner().secret), "although the one before does not open");
    let again = RedeliverRequest {
        request_id: council.id(),
        delivery_id: dead.delivery_id.clone(),
        etag: dead.etag.clone(),
    };
    council.notifications("ada").redeliver(again).await.expect("it waits again");
    assert_eq!(came_in(&receiver, "/in", 2).await[1].id(), dead.delivery_id);
}

#[tokio::test]
async fn a_webhook_for_a_kind_that_there_is_not_is_refused() {
    let council = Council::new().await;
    let kinds = vec!["work_arrived".to_owned(), "no_such_kind".to_owned()];
    let wanted = CreateWebhookRequest { kinds, ..council.wanted("https://hooks.example.gov.uk/in") };
    let refusal = refused(council.notifications("ada").create_webhook(wanted).await, Reason::FieldInvalid);
    let fields: Vec<String> = field_violations_of(&refusal).into_iter().map(|it| it.field).collect();
    assert_eq!(fields, ["kinds[1]"]);
}

#[tokio::test]
async fn while_secrets_overlap_messages_are_signed_with_both() {
    let council = Council::new().await;
    let receiver = Receiver::start().await;
    let hook = council.hook(&receiver.url("/in")).await;
    let rotation = RotateWebhookSecretRequest {
        request_id: council.id(),
        webhook_id: hook.webhook.webhook_id.clone(),
        etag: hook.webhook.etag.clone(),
        overlap_minutes: 60,
    };
    let mut ada = council.notifications("ada");
    let rotated = ada.rotate_webhook_secret(rotation.clone()).await.expect("a secret").into_inner();
    assert_ne!(rotated.secret, hook.secret);
    assert_eq!(ada.rotate_webhook_secret(rotation).await.expect("the first answer").into_inner(), rotated);
    council.work_for_sam(1).await;
    let both = came_in(&receiver, "/in", 1).await.remove(0);
    assert!(both.is_signed_with(&hook.secret) && both.is_signed_with(&rotated.secret));

    council.clock().advance(TimeDelta::minutes(61));
    council.work_for_sam(1).await;
    let one = came_in(&receiver, "/in", 2).await.remove(1);
    assert!(!one.is_signed_with(&hook.secret) && one.is_signed_with(&rotated.secret));

    let webhook = rotated.webhook.expect("the webhook");
    assert!(webhook.previous_secret_end_time.is_some());
    let stale = RotateWebhookSecretRequest {
        request_id: council.id(),
        webhook_id: webhook.webhook_id,
        etag: hook.webhook.etag,
        overlap_minutes: 0,
    };
    let refusal = refused(ada.rotate_webhook_secret(stale).await, Reason::EtagStale);
    assert_eq!(metadata_of(&refusal)["changed_by"], id_of("ada").to_string());
}

#[tokio::test]
async fn what_waits_for_a_deleted_webhook_is_withheld() {
    let council = Council::new().await;
    let receiver = Receiver::start().await;
    receiver.always("/in", Answer::Code(503));
    let hook = council.hook(&receiver.url("/in")).await;
    council.work_for_sam(2).await;
    came_in(&receiver, "/in", 1).await;
    until("both wait", || async { council.hooks().await[0].waiting_count == 2 }).await;
    let end = DeleteWebhookRequest {
        request_id: council.id(),
        webhook_id: hook.webhook.webhook_id.clone(),
        etag: hook.webhook.etag.clone(),
    };
    let mut ada = council.notifications("ada");
    let stale = DeleteWebhookRequest { etag: "9".into(), request_id: council.id(), ..end.clone() };
    refused(ada.delete_webhook(stale).await, Reason::EtagStale);
    ada.delete_webhook(end.clone()).await.expect("it ends");
    ada.delete_webhook(end.clone()).await.expect("the first answer");
    let again = DeleteWebhookRequest { request_id: council.id(), ..end };
    refused(ada.delete_webhook(again).await, Reason::NotFound);

    council.clock().advance(TimeDelta::hours(1));
    council.all_are(DeliveryStatus::Withheld).await;
    assert_eq!(receiver.all().len(), 1);
    assert!(council.hooks().await.is_empty());
    council.work_for_sam(1).await;
    assert_eq!(council.deliveries().await.len(), 2, "nothing more is queued");
}

#[tokio::test]
async fn redirects_are_not_followed() {
    let council = Council::new().await;
    let receiver = Receiver::start().await;
    receiver.answer("/in", [Answer::With(307, "location", receiver.url("/elsewhere"))]);
    council.hook(&receiver.url("/in")).await;
    council.work_for_sam(1).await;
    let failed = council.all_are(DeliveryStatus::PermanentFailure).await.remove(0);
    assert_eq!((failed.dead, failed.attempts[0].detail.as_str()), (true, "HTTP 307"));
    assert!(receiver.received("/elsewhere").is_empty());
}

#[tokio::test]
async fn private_addresses_are_refused_when_named_and_when_a_name_leads_there() {
    let council = Council::with(1, |outside| outside.private_networks.clear()).await;
    let receiver = Receiver::start().await;
    let port = receiver.address.port();
    for url in [
        receiver.url("/in"),
        format!("https://{}/in", receiver.address),
        "https://[::ffff:169.254.169.254]/".into(),
        "https://0x7f000001/".into(),
    ] {
        let refusal = council.notifications("ada").create_webhook(council.wanted(&url)).await;
        let refusal = refused(refusal, Reason::FieldInvalid);
        assert_eq!(field_violations_of(&refusal)[0].field, "url", "{url}");
    }
    // The name is not known to be private before it is looked up.
    council.hook(&format!("https://localhost:{port}/in")).await;
    council.work_for_sam(1).await;
    let failed = council.all_are(DeliveryStatus::TechnicalFailure).await.remove(0);
    assert_eq!(failed.attempts[0].detail, "the address is not allowed");
    assert!(receiver.all().is_empty());
}

#[tokio::test]
async fn what_is_wrong_with_a_webhook_is_said_by_field() {
    let council = Council::new().await;
    let wanted = CreateWebhookRequest {
        request_id: "x".into(),
        url: String::new(),
        kinds: vec!["Work Arrived".into()],
        description: String::new(),
    };
    let refusal = refused(council.notifications("ada").create_webhook(wanted).await, Reason::FieldInvalid);
    let fields: Vec<String> = field_violations_of(&refusal).into_iter().map(|it| it.field).collect();
    assert_eq!(fields, ["request_id", "url", "description", "kinds[0]"]);
    let overlap = RotateWebhookSecretRequest {
        request_id: council.id(),
        webhook_id: council.id(),
        etag: "1".into(),
        overlap_minutes: -1,
    };
    let refusal = council.notifications("ada").rotate_webhook_secret(overlap.clone()).await;
    assert_eq!(field_violations_of(&refused(refusal, Reason::FieldInvalid))[0].field, "overlap_minutes");
    let unknown = RotateWebhookSecretRequest { overlap_minutes: 1, ..overlap };
    refused(council.notifications("ada").rotate_webhook_secret(unknown).await, Reason::NotFound);
}

#[tokio::test]
async fn without_its_settings_there_is_no_webhook() {
    let council = Council::with(1, |outside| outside.application = None).await;
    let wanted = council.wanted("https://hooks.example.gov.uk/in");
    let refusal = council.notifications("ada").create_webhook(wanted).await;
    let refusal = refused(refusal, Reason::ChannelNotConfigured);
    assert_eq!(metadata_of(&refusal)["setting"], "outside.application");
    assert!(council.hooks().await.is_empty());
}

#[tokio::test]
async fn only_administrators_keep_the_channels() {
    let council = Council::new().await;
    let mut theo = council.notifications("theo");
    let (id, request_id) = (council.id(), council.id());
    refused(theo.create_webhook(council.wanted("https://hooks.example.gov.uk/")).await, Reason::NotPermitted);
    refused(theo.list_webhooks(ListWebhooksRequest::default()).await, Reason::NotPermitted);
    refused(theo.list_deliveries(ListDeliveriesRequest::default()).await, Reason::NotPermitted);
    let etag = "1".to_owned();
    let rotation = RotateWebhookSecretRequest {
        request_id: request_id.clone(),
        webhook_id: id.clone(),
        etag: etag.clone(),
        overlap_minutes: 0,
    };
    refused(theo.rotate_webhook_secret(rotation).await, Reason::NotPermitted);
    let end =
        DeleteWebhookRequest { request_id: request_id.clone(), webhook_id: id.clone(), etag: etag.clone() };
    refused(theo.delete_webhook(end).await, Reason::NotPermitted);
    refused(
        theo.redeliver(RedeliverRequest { request_id, delivery_id: id, etag }).await,
        Reason::NotPermitted,
    );
}

#[tokio::test]
async fn webhooks_are_listed_newest_first_by_pages() {
    let council = Council::new().await;
    for path in ["a", "b", "c"] {
        council.hook(&format!("https://hooks.example.gov.uk/{path}")).await;
    }
    let mut ada = council.notifications("ada");
    let (mut urls, mut page_token) = (Vec::new(), String::new());
    loop {
        let asked = ListWebhooksRequest { page_size: 2, page_token };
        let page = ada.list_webhooks(asked).await.expect("a page").into_inner();
        assert_eq!(page.total_size, 3);
        urls.extend(page.webhooks.into_iter().map(|hook| hook.url));
        page_token = page.next_page_token;
        if page_token.is_empty() {
            break;
        }
    }
    assert_eq!(urls, ["c", "b", "a"].map(|path| format!("https://hooks.example.gov.uk/{path}")));
    let asked = ListWebhooksRequest { page_size: 2, page_token: "x".into() };
    refused(ada.list_webhooks(asked).await, Reason::PageTokenInvalid);
}
