//! One message a day in the place of many.

use crate::council::{Council, until};
use crate::matters::{Sending, Step};
use crate::other_side::mail_server;
use crate::people::{reached, worker};
use crate::post_office::PostOffice;
use crate::refused::refused;
use chrono::TimeDelta;
use contracts::notifications::v1::{
    Channel, DailyDigest, Delivery, DeliveryStatus, GetPreferencesRequest, Preferences,
    UpdatePreferencesRequest,
};
use fault::{Reason, field_violations_of};
use tonic::Status;

/// A council in which Sam and Priya get e-mail and Sam wants a digest at nine. It is Wednesday, noon.
async fn council(office: &PostOffice) -> Council {
    let (port, authority) = (office.port, office.authority.clone());
    let council = Council::with(2, move |outside| {
        outside.authority = Some(authority);
        outside.smtp = Some(mail_server(port));
    })
    .await;
    let clock = council.clock();
    let both = [("sam", "sam@council.test"), ("theo", "theo@council.test")];
    council.directory(both.map(|(subject, email)| reached(subject, email, 2, clock)).to_vec()).await;
    want(&council, "sam", Some(digest(9))).await.expect("a digest");
    council
}

fn digest(hour: i32) -> DailyDigest {
    DailyDigest { hour, channels: vec![Channel::Email.into()] }
}

async fn want(
    council: &Council,
    subject: &str,
    daily_digest: Option<DailyDigest>,
) -> Result<Preferences, Status> {
    let mut person = council.notifications(subject);
    let got = person.get_preferences(GetPreferencesRequest {}).await.expect("preferences").into_inner();
    let etag = got.preferences.expect("preferences").etag;
    let preferences = Some(Preferences { daily_digest, etag, ..Preferences::default() });
    let update = UpdatePreferencesRequest { request_id: council.id(), preferences };
    let updated = person.update_preferences(update).await?.into_inner();
    Ok(updated.preferences.expect("preferences"))
}

async fn only(council: &Council) -> Delivery {
    let mut deliveries = council.deliveries().await;
    assert_eq!(deliveries.len(), 1, "{deliveries:?}");
    deliveries.remove(0)
}

async fn at(council: &Council, instant: &str) {
    council.clock().set(instant.parse().expect("an instant"));
}

#[tokio::test]
async fn what_comes_in_a_day_goes_out_in_one_message_in_the_morning_of_the_next() {
    let office = PostOffice::start().await;
    let council = council(&office).await;
    for _ in 0..3 {
        council.work_for_sam(1).await;
    }
    let waiting = only(&council).await;
    let told = council.list("sam").await.notifications;
    assert_eq!(told.len(), 3, "in the application each is there at once");
    assert_eq!((waiting.status(), waiting.notification_id.as_str()), (DeliveryStatus::Created, ""));
    let mut ids: Vec<String> = told.iter().map(|it| it.notification_id.clone()).collect();
    ids.sort();
    assert_eq!(waiting.digested_notification_ids, ids);

    at(&council, "2026-01-15T08:59:59Z").await;
    tokio::time::sleep(std::time::Duration::from_millis(400)).await;
    assert_eq!(office.letters().len(), 0);
    at(&council, "2026-01-15T09:00:00Z").await;
    until("the digest goes out", || async { office.letters().len() == 1 }).await;
    let letter = office.letters().remove(0);
    assert_eq!(letter.to, "sam@council.test");
    assert_eq!(letter.header("Message-ID"), format!("<{}@council.test>", waiting.delivery_id));
    assert!(letter.text.contains("\nhttps://permanence.test/notifications\n"), "{}", letter.text);
    assert!(ids.iter().all(|id| !letter.text.contains(id.as_str())), "a reference and a link only");
    for personal in ["Chloe", "Smith", "3549863", "Permanency", "Planning"] {
        assert!(!letter.text.contains(personal), "{personal}");
    }
    council.all_are(DeliveryStatus::Delivered).await;

    // What comes after it waits for the next: after Friday comes Monday.
    at(&council, "2026-01-16T09:00:00Z").await;
    council.work_for_sam(1).await;
    at(&council, "2026-01-19T09:00:00Z").await;
    until("the next goes out", || async { office.letters().len() == 2 }).await;
    assert_eq!(council.deliveries().await[0].digested_notification_ids.len(), 1);
}

#[tokio::test]
async fn what_is_fixed_waits_for_no_digest_and_is_said_to_be_so() {
    let office = PostOffice::start().await;
    let council = council(&office).await;
    let clock = council.clock();
    want(&council, "theo", Some(digest(18))).await.expect("a digest");
    let step = Step::planning(clock);
    council.workflow(vec![step.arrives("sam", clock), Sending::authorise(&step, clock).sent(clock)]).await;
    at(&council, "2026-01-21T08:00:00Z").await;
    until("the line manager is told at once", || async { !office.letters().is_empty() }).await;
    let letter = office.letters().remove(0);
    assert!(letter.text.contains("/notifications/"), "by itself: {}", letter.text);
    let preferences = want(&council, "theo", Some(digest(18))).await.expect("the same");
    let fixed = preferences.choices.iter().filter(|choice| choice.fixed).map(|choice| choice.kind.as_str());
    assert!(fixed.collect::<Vec<_>>().contains(&"request_unanswered"));
    assert_eq!(preferences.daily_digest, Some(digest(18)));
}

#[tokio::test]
async fn of_what_is_read_or_settled_by_then_or_may_not_be_seen_a_digest_tells_nothing() {
    let office = PostOffice::start().await;
    let council = council(&office).await;
    let clock = council.clock();
    let step = Step::planning(clock);
    council.workflow(vec![step.arrives("theo", clock)]).await;
    council.workflow(vec![step.starts("sam", clock)]).await;
    at(&council, "2026-01-15T09:00:00Z").await;
    council.all_are(DeliveryStatus::Withheld).await;

    council.work_for_sam(2).await;
    let told = council.list("sam").await.notifications;
    council.read("sam", &[&told[0]]).await.expect("read");
    at(&council, "2026-01-16T09:00:00Z").await;
    until("what is left is told", || async { office.letters().len() == 1 }).await;

    council.work_for_sam(1).await;
    council.directory(vec![worker("sam", false, 3, clock)]).await;
    at(&council, "2026-01-19T09:00:00Z").await;
    until("it is withheld", || async { council.deliveries().await[0].status() == DeliveryStatus::Withheld })
        .await;
    assert_eq!(office.letters().len(), 1, "Sam has left");
}

#[tokio::test]
async fn a_digest_that_is_under_way_takes_nothing_more_in() {
    let office = PostOffice::start().await;
    let council = council(&office).await;
    council.work_for_sam(1).await;
    let claimed = "update notifications.delivery
                      set claim = gen_random_uuid(), claimed_until = clock_timestamp() + interval '1 hour'";
    sqlx::query(claimed).execute(&council.admin()).await.expect("to claim it");
    council.work_for_sam(1).await;
    until("it goes out by itself", || async { office.letters().len() == 1 }).await;
    let by_itself = council.deliveries().await.remove(0);
    assert_eq!(by_itself.digested_notification_ids, [""; 0]);
    assert_eq!(by_itself.notification_id, council.list("sam").await.notifications[0].notification_id);
    assert_eq!(council.deliveries().await[1].digested_notification_ids.len(), 1);
}

#[tokio::test]
async fn without_a_digest_everything_goes_out_at_once_again() {
    let office = PostOffice::start().await;
    let council = council(&office).await;
    council.work_for_sam(1).await;
    let none = want(&council, "sam", None).await.expect("none");
    assert_eq!(none.daily_digest, None);
    council.work_for_sam(1).await;
    until("it goes out at once", || async { office.letters().len() == 1 }).await;
    council.clock().advance(TimeDelta::days(1));
    until("what waited goes out as it was queued", || async { office.letters().len() == 2 }).await;
}

#[tokio::test]
async fn a_digest_is_at_an_hour_of_the_day_by_channels_to_people() {
    let office = PostOffice::start().await;
    let council = council(&office).await;
    let webhook = Channel::Webhook.into();
    for (wrong, field) in [
        (digest(6), "preferences.daily_digest.hour"),
        (digest(19), "preferences.daily_digest.hour"),
        (digest(-1), "preferences.daily_digest.hour"),
        (DailyDigest { hour: 9, channels: vec![] }, "preferences.daily_digest.channels"),
        (DailyDigest { hour: 9, channels: vec![webhook] }, "preferences.daily_digest.channels[0]"),
        (DailyDigest { hour: 9, channels: vec![0] }, "preferences.daily_digest.channels[0]"),
        (DailyDigest { hour: 9, channels: vec![2; 3] }, "preferences.daily_digest.channels"),
    ] {
        let wanted = want(&council, "theo", Some(wrong)).await.map(tonic::Response::new);
        let refusal = refused(wanted, Reason::FieldInvalid);
        assert_eq!(field_violations_of(&refusal)[0].field, field);
    }
}
