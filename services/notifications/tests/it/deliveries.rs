//! What leaves the application arrives or is dead, and operators see each attempt.

use crate::channels::came_in;
use crate::council::{Council, until};
use crate::people::{id_of, worker};
use crate::receiver::{Answer, Received, Receiver};
use crate::refused::refused;
use chrono::TimeDelta;
use contracts::notifications::v1::{
    Channel, DeleteWebhookRequest, Delivery, DeliveryRedelivered, DeliveryStatus, ListDeliveriesRequest,
    RedeliverRequest,
};
use fault::{Reason, metadata_of};
use prost::Name;
use std::collections::BTreeSet;
use std::time::Duration;

fn outcomes(delivery: &Delivery) -> Vec<(DeliveryStatus, &str)> {
    delivery.attempts.iter().map(|attempt| (attempt.status(), attempt.detail.as_str())).collect()
}

fn references(received: &[Received]) -> Vec<String> {
    received.iter().map(Received::reference).collect()
}

/// The notifications of Sam, oldest first.
async fn told(council: &Council) -> Vec<String> {
    let told = council.list("sam").await.notifications;
    told.into_iter().rev().map(|told| told.notification_id).collect()
}

/// The first message that was queued.
async fn oldest(council: &Council) -> Delivery {
    council.deliveries().await.pop().expect("a message")
}

/// Waits until the first message has had so many attempts, none of which is under way.
async fn after_attempts(council: &Council, so_many: usize) -> Delivery {
    until("the attempts are made", || async {
        let oldest = oldest(council).await;
        oldest.attempts.len() == so_many && oldest.status() != DeliveryStatus::Sending
    })
    .await;
    oldest(council).await
}

#[tokio::test]
async fn whoever_asks_to_be_left_alone_until_a_date_is() {
    let council = Council::new().await;
    let receiver = Receiver::start().await;
    let then = council.clock().now() + TimeDelta::seconds(90);
    let date = then.format("%a, %d %b %Y %H:%M:%S GMT").to_string();
    receiver.answer("/in", [Answer::With(503, "retry-after", date)]);
    council.hook(&receiver.url("/in")).await;
    council.work_for_sam(1).await;
    let refused = after_attempts(&council, 1).await;
    let again = refused.next_attempt_time.expect("it is tried again").seconds;
    let beyond = again - then.timestamp();
    assert!(
        (-1..=4).contains(&beyond),
        "not before, and up to half of our own pause beyond: {again} for {then}"
    );
}

#[tokio::test]
async fn a_message_that_cannot_be_read_takes_no_other_with_it() {
    let council = Council::new().await;
    let receiver = Receiver::start().await;
    for path in ["/in", "/other"] {
        receiver.answer(path, [Answer::Code(503)]);
        council.hook(&receiver.url(path)).await;
    }
    council.work_for_sam(1).await;
    council.all_are(DeliveryStatus::TemporaryFailure).await;
    // As a newer release might write it.
    let spoilt = "alter table notifications.delivery drop constraint delivery_status_has_its_facts;
                  update notifications.delivery set status = 'POSTPONED'
                   where delivery_id = (select delivery_id from notifications.delivery order by place limit 1)";
    sqlx::raw_sql(spoilt).execute(&council.admin()).await.expect("to spoil it");
    council.work_for_sam(1).await;
    council.clock().advance(TimeDelta::seconds(6));
    came_in(&receiver, "/other", 3).await;
    assert_eq!(receiver.received("/in").len(), 1, "what comes after it to the same waits for it");
    let left = "select count(*) from notifications.delivery where status = 'POSTPONED'";
    assert_eq!(council.count(left).await, 1, "it is as it was written");
}

#[tokio::test]
async fn what_fails_is_tried_again_with_growing_pauses_under_one_id() {
    let council = Council::new().await;
    let receiver = Receiver::start().await;
    let busy = Answer::With(429, "retry-after", "120".into());
    receiver.answer("/in", [Answer::Code(503), busy, Answer::After(Duration::from_secs(3))]);
    council.hook(&receiver.url("/in")).await;
    council.work_for_sam(1).await;

    let first = after_attempts(&council, 1).await;
    assert_eq!(first.status(), DeliveryStatus::TemporaryFailure);
    assert!(!first.dead && first.next_attempt_time.is_some());
    council.clock().advance(TimeDelta::seconds(6));
    let second = after_attempts(&council, 2).await;
    let pause = second.next_attempt_time.unwrap().seconds - second.attempts[1].end_time.unwrap().seconds;
    assert!(
        (119..=126).contains(&pause),
        "as the other side asked, and up to half of our own beyond: {pause}"
    );
    council.clock().advance(TimeDelta::seconds(60));
    council.hook(&receiver.url("/other")).await;
    council.work_for_sam(1).await;
    came_in(&receiver, "/other", 1).await;
    assert_eq!(oldest(&council).await.attempts.len(), 2, "what is due goes out meanwhile, and this is not");
    council.clock().advance(TimeDelta::seconds(67));
    let third = after_attempts(&council, 3).await;
    assert_eq!(third.status(), DeliveryStatus::TechnicalFailure);
    council.clock().advance(TimeDelta::minutes(5));
    let delivered = council.all_are(DeliveryStatus::Delivered).await.pop().expect("the first");
    assert_eq!(
        outcomes(&delivered),
        [
            (DeliveryStatus::TemporaryFailure, "HTTP 503"),
            (DeliveryStatus::TemporaryFailure, "HTTP 429"),
            (DeliveryStatus::TechnicalFailure, "no answer in time"),
            (DeliveryStatus::Delivered, "HTTP 204"),
        ]
    );
    assert!(delivered.next_attempt_time.is_none());
    let received = receiver.received("/in");
    let ids: BTreeSet<String> = received[..4].iter().map(Received::id).collect();
    assert_eq!(ids, BTreeSet::from([delivered.delivery_id]), "one id");
}

#[tokio::test]
async fn a_dead_message_lets_its_successors_go_on_and_is_redelivered_by_an_operator() {
    let council = Council::with(1, |outside| outside.attempts = 2).await;
    let receiver = Receiver::start().await;
    receiver.answer("/in", [Answer::Code(500), Answer::Code(500)]);
    council.hook(&receiver.url("/in")).await;
    let other = council.hook(&receiver.url("/other")).await.webhook;
    council.work_for_sam(3).await;
    let told = told(&council).await;
    came_in(&receiver, "/other", 3).await;
    assert_eq!(
        came_in(&receiver, "/in", 1).await.len(),
        1,
        "the first holds up the others while it is tried again"
    );
    let etag = other.etag;
    let end = DeleteWebhookRequest { request_id: council.id(), webhook_id: other.webhook_id, etag };
    council.notifications("ada").delete_webhook(end).await.expect("it has shown what it was to show");
    council.clock().advance(TimeDelta::seconds(6));
    let received = came_in(&receiver, "/in", 4).await;
    let [first, second, third] = &told[..] else { panic!("three: {told:?}") };
    assert_eq!(references(&received), [first, first, second, third].map(Clone::clone));

    let asked = ListDeliveriesRequest { dead_only: true, ..ListDeliveriesRequest::default() };
    let mut ada = council.notifications("ada");
    let page = ada.list_deliveries(asked).await.expect("a list").into_inner();
    let [dead] = &page.deliveries[..] else { panic!("one is dead: {page:?}") };
    assert_eq!((page.total_size, &dead.notification_id, dead.dead), (1, first, true));

    let again = RedeliverRequest {
        request_id: council.id(),
        delivery_id: dead.delivery_id.clone(),
        etag: dead.etag.clone(),
    };
    let stale = RedeliverRequest { request_id: council.id(), etag: "0".into(), ..again.clone() };
    refused(ada.redeliver(stale).await, Reason::EtagStale);
    let redelivered = ada.redeliver(again.clone()).await.expect("it waits again").into_inner();
    let waits = redelivered.delivery.as_ref().expect("the message");
    assert_eq!((waits.status(), waits.dead), (DeliveryStatus::Created, false));
    assert_eq!(ada.redeliver(again).await.expect("the first answer").into_inner(), redelivered);
    let received = came_in(&receiver, "/in", 5).await;
    assert_eq!((received[4].id(), &received[4].reference()), (dead.delivery_id.clone(), first));
    council.all_are(DeliveryStatus::Delivered).await;
    let arrived = council.deliveries().await.into_iter().find(|it| it.delivery_id == dead.delivery_id);
    let arrived = arrived.expect("the message");
    assert_eq!(arrived.attempts.len(), 3, "those before included");
    let events = format!(
        "select count(*) from (select type from notifications.events union all select type from notifications.outbox) told
          where type = '{}'",
        DeliveryRedelivered::full_name()
    );
    assert_eq!(council.count(&events).await, 1);

    let arrived =
        RedeliverRequest { request_id: council.id(), delivery_id: arrived.delivery_id, etag: arrived.etag };
    let refusal = refused(ada.redeliver(arrived.clone()).await, Reason::DeliveryNotDead);
    assert_eq!(metadata_of(&refusal)["status"], "DELIVERED");
    let unknown = RedeliverRequest { request_id: council.id(), delivery_id: council.id(), etag: "1".into() };
    refused(ada.redeliver(unknown).await, Reason::NotFound);
}

#[tokio::test]
async fn a_dead_webhook_and_a_slow_one_delay_no_other() {
    let council = Council::new().await;
    let receiver = Receiver::start().await;
    receiver.always("/slow", Answer::After(Duration::from_secs(30)));
    council.hook(&receiver.url("/slow")).await;
    council.hook("http://127.0.0.1:1/dead").await;
    council.hook(&receiver.url("/in")).await;
    council.work_for_sam(20).await;
    let received = came_in(&receiver, "/in", 20).await;
    assert_eq!(references(&received), told(&council).await, "in order");
    assert!(receiver.received("/slow").len() <= 2);
}

#[tokio::test]
async fn whoever_left_or_lost_access_by_the_moment_of_delivery_is_told_nothing() {
    let council = Council::new().await;
    let receiver = Receiver::start().await;
    let clock = council.clock();
    receiver.answer("/in", [Answer::Code(503)]);
    council.hook(&receiver.url("/in")).await;
    council.work_for_sam(2).await;
    after_first(&council).await;
    council.directory(vec![worker("sam", false, 2, clock)]).await;
    clock.advance(TimeDelta::seconds(6));
    let withheld = council.all_are(DeliveryStatus::Withheld).await;
    assert_eq!(receiver.all().len(), 1);
    assert_eq!((withheld[0].attempts.len(), withheld[1].attempts.len()), (0, 1));
    assert!(withheld.iter().all(|it| !it.dead && it.next_attempt_time.is_none()));
}

async fn after_first(council: &Council) {
    until("the first has failed", || async {
        let deliveries = council.deliveries().await;
        deliveries.len() == 2 && deliveries[1].status() == DeliveryStatus::TemporaryFailure
    })
    .await;
}

#[tokio::test]
async fn while_the_directory_is_not_heard_nothing_goes_out_and_no_attempt_is_used_up() {
    let council = Council::new().await;
    let receiver = Receiver::start().await;
    council.hook(&receiver.url("/in")).await;
    council.suite.stop("directory", 0).await;
    let heard = "update notifications.feed_cursor set heard_at = heard_at - interval '5 seconds'
                  where upstream = 'permanence.directory'";
    sqlx::query(heard).execute(&council.admin()).await.expect("to let time pass");
    council.work_for_sam(1).await;
    let put_off = "select count(*) from notifications.delivery where next_attempt_at > created_at";
    until("it is put off", || async { council.count(put_off).await == 1 }).await;
    council.suite.restart("directory", 0).await;
    let received = came_in(&receiver, "/in", 1).await;
    assert_eq!(received.len(), 1);
    assert_eq!(council.all_are(DeliveryStatus::Delivered).await[0].attempts.len(), 1);
}

#[tokio::test]
async fn of_however_many_replicas_each_message_is_sent_by_one() {
    let council = Council::with_replicas(3).await;
    let receiver = Receiver::start().await;
    for path in ["/a", "/b", "/c"] {
        council.hook(&receiver.url(path)).await;
    }
    council.work_for_sam(30).await;
    let told = told(&council).await;
    for path in ["/a", "/b", "/c"] {
        assert_eq!(references(&came_in(&receiver, path, 30).await), told);
    }
    assert_eq!(receiver.all().len(), 90);
}

#[tokio::test]
async fn what_a_killed_replica_was_sending_is_sent_by_another_under_the_same_id() {
    let council = Council::new().await;
    let receiver = Receiver::start().await;
    council.hook(&receiver.url("/in")).await;
    council.suite.stop("notifications", 0).await;
    // As a replica leaves it that was killed while it sent.
    let pool = council.admin();
    sqlx::query(
        "with raised as (
           insert into notifications.notification (notification_id, worker_id, kind, title, cause_id, happened_at)
           select gen_random_uuid(), worker_id, 'work_arrived', 'Work', gen_random_uuid(), now()
             from notifications.people_worker where subject = 'sam'
           returning notification_id
         ), sending as (
           insert into notifications.delivery (delivery_id, notification_id, channel, webhook_id, status, tries, created_at,
                                               next_attempt_at, claim, claimed_until, changed_at)
           select gen_random_uuid(), notification_id, 'WEBHOOK', webhook_id, 'SENDING', 1, $1, $1, gen_random_uuid(),
                  clock_timestamp() + interval '2 seconds', $1
             from raised cross join notifications.webhook
           returning delivery_id
         )
         insert into notifications.delivery_attempt (delivery_id, number, began_at) select delivery_id, 1, $1 from sending",
    )
    .bind(council.clock().now())
    .execute(&pool)
    .await
    .expect("a claim");
    council.suite.restart("notifications", 0).await;
    let received = came_in(&receiver, "/in", 1).await;
    let delivery = council.all_are(DeliveryStatus::Delivered).await.remove(0);
    assert_eq!(received[0].id(), delivery.delivery_id);
    assert_eq!(outcomes(&delivery)[0], (DeliveryStatus::Sending, ""), "the one that was cut off has no end");
    assert!(delivery.attempts[0].end_time.is_none());
}

#[tokio::test]
async fn deliveries_are_listed_by_what_is_asked_for() {
    let council = Council::new().await;
    let receiver = Receiver::start().await;
    receiver.always("/gone", Answer::Code(410));
    let gone = council.hook(&receiver.url("/gone")).await.webhook.webhook_id;
    council.hook(&receiver.url("/in")).await;
    council.work_for_sam(3).await;
    came_in(&receiver, "/in", 3).await;
    came_in(&receiver, "/gone", 3).await;
    until("all are over", || async {
        council.deliveries().await.iter().all(|it| it.next_attempt_time.is_none())
    })
    .await;
    let told = told(&council).await;
    let count = async |asked: ListDeliveriesRequest| {
        let mut ada = council.notifications("ada");
        let page = ada.list_deliveries(asked).await.expect("a list").into_inner();
        (page.deliveries.len(), page.total_size, page.next_page_token)
    };
    let all = ListDeliveriesRequest::default();
    let none = String::new;
    assert_eq!(count(all.clone()).await, (6, 6, none()));
    let of_gone = ListDeliveriesRequest { webhook_id: gone, ..all.clone() };
    assert_eq!(count(of_gone).await, (3, 3, none()));
    let of_one = ListDeliveriesRequest { notification_id: told[0].clone(), ..all.clone() };
    assert_eq!(count(of_one).await, (2, 2, none()));
    let failed = ListDeliveriesRequest { status: DeliveryStatus::PermanentFailure.into(), ..all.clone() };
    assert_eq!(count(failed).await, (3, 3, none()));
    let one = council.deliveries().await.remove(0).delivery_id;
    assert_eq!(count(ListDeliveriesRequest { delivery_id: one, ..all.clone() }).await, (1, 1, none()));
    for (kind, so_many) in [("work_arrived", 6), ("request_received", 0)] {
        let of_a_kind = ListDeliveriesRequest { kind: kind.into(), ..all.clone() };
        assert_eq!(count(of_a_kind).await, (so_many, i32::try_from(so_many).unwrap(), none()), "{kind}");
    }
    for (subject, so_many) in [("sam", 6), ("priya", 0)] {
        let of_a_worker = ListDeliveriesRequest { worker_id: id_of(subject).to_string(), ..all.clone() };
        assert_eq!(count(of_a_worker).await, (so_many, i32::try_from(so_many).unwrap(), none()), "{subject}");
    }
    let by_webhook = ListDeliveriesRequest { channel: Channel::Webhook.into(), ..all.clone() };
    assert_eq!(count(by_webhook).await, (6, 6, none()));
    let first = ListDeliveriesRequest { page_size: 4, ..all.clone() };
    let (rows, total, page_token) = count(first.clone()).await;
    assert_eq!((rows, total), (4, 6));
    let rest = ListDeliveriesRequest { page_token: page_token.clone(), ..first };
    assert_eq!(count(rest).await, (2, 6, none()));

    let mut ada = council.notifications("ada");
    let other = ListDeliveriesRequest { dead_only: true, page_token, ..all.clone() };
    refused(ada.list_deliveries(other).await, Reason::PageTokenInvalid);
    let wrong = ListDeliveriesRequest { status: 99, ..all };
    refused(ada.list_deliveries(wrong).await, Reason::FieldInvalid);
}
