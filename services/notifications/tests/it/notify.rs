//! Workers are told by GOV.UK Notify, by e-mail and text message, and what came of it is read back.

use crate::council::{Council, until};
use crate::gov_notify::{EMAIL_TEMPLATE, GovNotify, Refusal, SMS_TEMPLATE, Taken};
use crate::matters::{Sending, Step};
use crate::other_side::account;
use crate::people::{Reach, reached_by};
use calendar::Clock;
use chrono::TimeDelta;
use contracts::notifications::v1::{
    Channel, Choice, DailyDigest, Delivery, DeliveryStatus, GetPreferencesRequest, ListDeliveriesRequest,
    Preferences, UpdatePreferencesRequest,
};
use runtime::settings::Notify;
use serde_json::json;
use std::sync::Arc;
use std::time::Duration;
use uuid::Uuid;

const SAM: Reach = Reach { email: "sam.okafor@council.test", phone: "" };
const PRIYA: Reach = Reach { email: "", phone: "+447700900123" };

/// A council with an account at Notify, in which Sam gets e-mail and Priya text messages.
async fn council() -> (Council, GovNotify) {
    let clock = Clock::default();
    let notify = GovNotify::start(clock.clone()).await;
    let url = notify.url();
    let council = Council::with(1, move |outside| {
        outside.attempts = 3;
        outside.notify = Some(Notify {
            email_template: Some(EMAIL_TEMPLATE.into()),
            sms_template: Some(SMS_TEMPLATE.into()),
            sms_kinds: vec!["request_received".into()],
            ..account(url)
        });
    })
    .await;
    // The account's clock shows what the council's does, a moment apart.
    clock.set(council.clock().now());
    council.directory(vec![reached_by("sam", SAM, 2, council.clock())]).await;
    council.directory(vec![reached_by("priya", PRIYA, 2, council.clock())]).await;
    (council, notify)
}

async fn taken(notify: &GovNotify, so_many: usize) -> Vec<Taken> {
    until("the messages are taken", || async { notify.taken().len() >= so_many }).await;
    notify.taken()
}

fn details(delivery: &Delivery) -> Vec<&str> {
    delivery.attempts.iter().map(|attempt| attempt.detail.as_str()).collect()
}

/// Moves both clocks on.
fn advance(council: &Council, notify: &GovNotify, by: TimeDelta) {
    council.clock().advance(by);
    notify.clock().advance(by);
}

#[tokio::test]
async fn a_mail_is_taken_with_a_reference_and_a_link_and_what_came_of_it_is_read_back() {
    let (council, notify) = council().await;
    council.work_for_sam(1).await;
    let message = taken(&notify, 1).await.remove(0);
    let delivery = council.all_are(DeliveryStatus::Sending).await.remove(0);
    let expected = json!({
        "email_address": SAM.email,
        "template_id": EMAIL_TEMPLATE,
        "reference": delivery.delivery_id,
        "personalisation": {
            "link": format!("https://permanence.test/notifications/{}", delivery.notification_id),
            "reference": delivery.notification_id,
        },
    });
    assert_eq!((message.channel, &message.body), ("email", &expected));
    until("it is accepted", || async { details(&council.deliveries().await[0]) == ["accepted"] }).await;
    assert!(council.deliveries().await[0].attempts[0].end_time.is_none(), "it has not ended yet");

    advance(&council, &notify, TimeDelta::seconds(6));
    until("it is asked about", || async { notify.asked() >= 1 }).await;
    notify.say(message.id, "delivered");
    advance(&council, &notify, TimeDelta::minutes(1));
    let delivered = council.all_are(DeliveryStatus::Delivered).await.remove(0);
    assert_eq!(details(&delivered), ["delivered"], "of one attempt");
    assert_eq!(notify.taken().len(), 1);
}

async fn refused_at_the_start(account: Notify) -> String {
    let council = Council::new().await;
    let mut settings = (**council.suite.settings()).clone();
    settings.outside.notify = Some(account);
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await.expect("a free port");
    let started =
        runtime::serve(&notifications::SERVICE, Arc::new(settings), listener, Clock::system()).await;
    fault::describe(&started.expect_err("a refusal"))
}

#[tokio::test]
async fn a_template_that_notify_would_refuse_is_refused_at_the_start() {
    let account = account("http://localhost".into());
    let refused =
        refused_at_the_start(Notify { email_template: Some("our-template".into()), ..account }).await;
    assert!(refused.contains("outside.notify") && refused.contains("email_template is no UUID"), "{refused}");
}

#[tokio::test]
async fn text_messages_for_a_kind_that_nobody_knows_are_refused_at_the_start() {
    let account = Notify {
        sms_template: Some(SMS_TEMPLATE.into()),
        sms_kinds: vec!["request_received".into(), "request_recieved".into()],
        ..account("http://localhost".into())
    };
    let refused = refused_at_the_start(account).await;
    assert!(refused.contains("outside.notify.sms_kinds"), "{refused}");
    assert!(refused.contains("know no kind request_recieved"), "{refused}");
}

/// Priya says what she wants texts of, and whether once a day.
async fn want(council: &Council, choices: &[(&str, bool)], daily_digest: Option<DailyDigest>) {
    let mut priya = council.notifications("priya");
    let got = priya.get_preferences(GetPreferencesRequest {}).await.expect("preferences").into_inner();
    let etag = got.preferences.expect("preferences").etag;
    let choice = |(kind, enabled): &(&str, bool)| Choice {
        kind: (*kind).to_owned(),
        channel: Channel::Sms.into(),
        enabled: *enabled,
        fixed: false,
    };
    let choices = choices.iter().map(choice).collect();
    let preferences = Some(Preferences { choices, daily_digest, etag, ..Preferences::default() });
    let update = UpdatePreferencesRequest { request_id: council.id(), preferences };
    priya.update_preferences(update).await.expect("her own");
}

#[tokio::test]
async fn who_gets_text_messages_says_of_what_and_may_have_one_a_day() {
    let (council, notify) = council().await;
    let clock = council.clock();
    let chosen = [("request_received", false), ("work_arrived", true)];
    want(&council, &chosen, None).await;
    let for_priya = || Step::new("permanency_planning", "Work", crate::people::to("priya"), clock);
    let request = Sending::authorise(&Step::planning(clock), clock);
    council.workflow(vec![request.sent(clock), for_priya().arrives("theo", clock)]).await;
    let text = taken(&notify, 1).await.remove(0);
    let told = council.list("priya").await.notifications;
    assert_eq!(told.iter().map(|it| &*it.kind).collect::<Vec<_>>(), ["work_arrived", "request_received"]);
    assert_eq!((text.channel, &text.body["phone_number"]), ("sms", &json!(PRIYA.phone)));
    assert_eq!(text.body["personalisation"]["reference"], told[0].notification_id, "of the work");
    assert_eq!(council.deliveries().await.len(), 1, "and of nothing else");

    let at_nine = DailyDigest { hour: 9, channels: vec![Channel::Sms.into()] };
    want(&council, &chosen, Some(at_nine)).await;
    let two = [for_priya().arrives("theo", clock), for_priya().arrives("theo", clock)];
    council.workflow(two.to_vec()).await;
    let digest = council.deliveries().await.remove(0);
    assert_eq!((digest.channel(), digest.digested_notification_ids.len()), (Channel::Sms, 2));
    assert_eq!(notify.taken().len(), 1, "it waits for the morning");
    advance(&council, &notify, TimeDelta::hours(21));
    let text = taken(&notify, 2).await.remove(1);
    assert_eq!((text.channel, &text.body["reference"]), ("sms", &json!(digest.delivery_id)));
    let personalisation = &text.body["personalisation"];
    assert_eq!(personalisation["link"], "https://permanence.test/notifications", "to all of them");
    let reference = personalisation["reference"].as_str().expect("a reference").to_owned();
    assert!(!digest.digested_notification_ids.contains(&reference), "of the digest, and of none of them");
}

#[tokio::test]
async fn a_text_message_goes_to_who_has_a_number_for_the_kinds_that_the_council_says() {
    let (council, notify) = council().await;
    let clock = council.clock();
    let step = Step::planning(clock);
    let request = Sending::authorise(&step, clock);
    let for_priya = Step::new("permanency_planning", "Work", crate::people::to("priya"), clock);
    council.workflow(vec![for_priya.arrives("theo", clock), step.arrives("theo", clock)]).await;
    council.workflow(vec![request.sent(clock)]).await;
    let messages = taken(&notify, 2).await;
    let texts: Vec<&Taken> = messages.iter().filter(|message| message.channel == "sms").collect();
    assert_eq!(texts.len(), 1, "of the request, not of the work");
    assert_eq!(texts[0].body["phone_number"], PRIYA.phone);
    assert_eq!(texts[0].body["template_id"], SMS_TEMPLATE);
    let sent = council.deliveries().await;
    assert_eq!(sent.iter().filter(|it| it.channel() == Channel::Sms).count(), 1);
}

#[tokio::test]
async fn refusals_for_now_a_slow_answer_and_a_wrong_one_are_told_and_tried_again() {
    let (council, notify) = council().await;
    notify.refuse([Refusal::Code(429), Refusal::After(Duration::from_secs(3)), Refusal::Code(500)]);
    council.work_for_sam(1).await;
    let temporary = council.all_are(DeliveryStatus::TemporaryFailure).await.remove(0);
    assert_eq!(details(&temporary), ["HTTP 429"]);
    advance(&council, &notify, TimeDelta::seconds(6));
    let slow = council.all_are(DeliveryStatus::TechnicalFailure).await.remove(0);
    assert_eq!(details(&slow), ["HTTP 429", "no answer in time"]);
    advance(&council, &notify, TimeDelta::seconds(11));
    until("it is dead", || async { council.deliveries().await[0].dead }).await;
    let dead = council.deliveries().await.remove(0);
    assert_eq!(details(&dead)[2], "HTTP 500");

    notify.refuse([Refusal::Code(400)]);
    council.work_for_sam(1).await;
    until("the next is dead", || async { council.deliveries().await[0].dead }).await;
    let refused = council.deliveries().await.remove(0);
    assert_eq!((refused.status(), details(&refused)), (DeliveryStatus::PermanentFailure, vec!["HTTP 400"]));
}

#[tokio::test]
async fn once_so_many_were_sent_that_no_more_are_today_the_rest_is_tried_again() {
    let (council, notify) = council().await;
    notify.refuse([Refusal::NoMoreToday]);
    council.work_for_sam(1).await;
    let refused = council.all_are(DeliveryStatus::TemporaryFailure).await.remove(0);
    assert_eq!((refused.dead, details(&refused)), (false, vec!["HTTP 429"]));
    advance(&council, &notify, TimeDelta::seconds(6));
    let message = taken(&notify, 1).await.remove(0);
    assert_eq!(message.body["reference"], refused.delivery_id);
}

#[tokio::test]
async fn what_goes_to_no_address_or_number_of_notifys_is_refused_for_good() {
    let (council, notify) = council().await;
    let clock = council.clock();
    // The directory takes both: they may be reached from within the council.
    let (host_alone, extension) =
        (Reach { email: "sam.okafor@council", phone: "" }, Reach { email: "", phone: "07700900" });
    let reached = vec![reached_by("sam", host_alone, 3, clock), reached_by("priya", extension, 3, clock)];
    council.directory(reached).await;
    council.work_for_sam(1).await;
    council.workflow(vec![Sending::authorise(&Step::planning(clock), clock).sent(clock)]).await;
    let refused = council.all_are(DeliveryStatus::PermanentFailure).await;
    let channels: Vec<Channel> = refused.iter().map(Delivery::channel).collect();
    assert_eq!(channels, [Channel::Sms, Channel::Email], "newest first");
    assert!(refused.iter().all(|it| it.dead && details(it) == ["HTTP 400"]), "{refused:?}");
    assert!(notify.taken().is_empty());
}

#[tokio::test]
async fn a_temporary_failure_is_sent_again_under_one_reference_and_a_permanent_one_is_dead() {
    let (council, notify) = council().await;
    council.work_for_sam(1).await;
    let first = taken(&notify, 1).await.remove(0);
    notify.say(first.id, "temporary-failure");
    until("it is accepted", || async { details(&council.deliveries().await[0]) == ["accepted"] }).await;
    advance(&council, &notify, TimeDelta::seconds(6));
    council.all_are(DeliveryStatus::TemporaryFailure).await;
    advance(&council, &notify, TimeDelta::seconds(6));
    let second = taken(&notify, 2).await.remove(1);
    assert_eq!(second.body["reference"], first.body["reference"]);
    notify.say(second.id, "permanent-failure");
    until("it is accepted again", || async {
        details(&council.deliveries().await[0]) == ["temporary-failure", "accepted"]
    })
    .await;
    advance(&council, &notify, TimeDelta::seconds(6));
    let dead = council.all_are(DeliveryStatus::PermanentFailure).await.remove(0);
    assert!(dead.dead);
    assert_eq!(details(&dead), ["temporary-failure", "permanent-failure"]);
}

#[tokio::test]
async fn what_notify_never_tells_the_end_of_is_given_up_after_three_days() {
    let (council, notify) = council().await;
    council.work_for_sam(1).await;
    let message: Uuid = taken(&notify, 1).await.remove(0).id;
    until("it is accepted", || async { details(&council.deliveries().await[0]) == ["accepted"] }).await;
    advance(&council, &notify, TimeDelta::hours(72));
    until("it is asked about", || async { notify.asked() == 1 }).await;
    until("it waits on", || async {
        council.deliveries().await[0]
            .next_attempt_time
            .is_some_and(|at| at.seconds > council.clock().now().timestamp() + 1_500)
    })
    .await;
    advance(&council, &notify, TimeDelta::hours(2));
    let given_up = council.all_are(DeliveryStatus::TechnicalFailure).await.remove(0);
    assert_eq!(details(&given_up), ["it was never said what came of it"], "{message}");
}

#[tokio::test]
async fn of_a_text_message_it_is_told_that_the_network_has_it_and_that_it_went_abroad() {
    let (council, notify) = council().await;
    let clock = council.clock();
    council.workflow(vec![Sending::authorise(&Step::planning(clock), clock).sent(clock)]).await;
    let message = taken(&notify, 1).await.remove(0);
    assert_eq!(message.channel, "sms");
    until("it is accepted", || async { details(&council.deliveries().await[0]) == ["accepted"] }).await;

    notify.say(message.id, "pending");
    advance(&council, &notify, TimeDelta::seconds(6));
    let pending = council.all_are(DeliveryStatus::Pending).await.remove(0);
    assert_eq!(pending.attempts[0].status(), DeliveryStatus::Pending);
    assert!(
        pending.attempts[0].end_time.is_none() && pending.next_attempt_time.is_some(),
        "it is asked again"
    );

    // Their clocks differ by more than a token is good for.
    council.clock().advance(TimeDelta::minutes(1));
    let now = async || council.deliveries().await.remove(0);
    until("it was asked for in vain", || async { now().await.etag != pending.etag }).await;
    assert_eq!(now().await.status(), DeliveryStatus::Pending, "it is as far along as it was");

    notify.say(message.id, "sent");
    notify.clock().advance(TimeDelta::minutes(1));
    advance(&council, &notify, TimeDelta::minutes(5));
    let sent = council.all_are(DeliveryStatus::Sent).await.remove(0);
    assert_eq!((sent.dead, details(&sent)), (false, vec!["sent"]));
    assert!(sent.next_attempt_time.is_none() && sent.attempts[0].end_time.is_some(), "nothing more is heard");
    assert_eq!(notify.taken().len(), 1, "it is not sent again");
    for (status, so_many) in [(DeliveryStatus::Sent, 1), (DeliveryStatus::Delivered, 0)] {
        let asked = ListDeliveriesRequest { status: status.into(), ..Default::default() };
        let listed = council.notifications("ada").list_deliveries(asked).await.expect("a list").into_inner();
        assert_eq!(listed.total_size, so_many, "{status:?}");
    }
}
