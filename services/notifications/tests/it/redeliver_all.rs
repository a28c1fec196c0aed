//! After an outage of another system an operator tries again together what died in it.

use crate::channels::came_in;
use crate::council::{Council, until};
use crate::receiver::{Answer, Received, Receiver};
use crate::refused::refused;
use chrono::TimeDelta;
use contracts::notifications::v1::{
    Channel, DeliveryRedelivered, DeliveryStatus, ListDeliveriesRequest, RedeliverAllRequest,
};
use fault::{Reason, field_violations_of};
use prost::Name;
use prost_types::Timestamp;

/// A council in which nothing is tried twice, and three messages to one webhook have died, and one to another for good.
struct Scene {
    council: Council,
    receiver: Receiver,
    webhook_id: String,
}

impl Scene {
    async fn new() -> Self {
        let council = Council::with(1, |outside| outside.attempts = 1).await;
        let receiver = Receiver::start().await;
        receiver.answer("/in", [Answer::Code(500), Answer::Code(500), Answer::Code(500)]);
        let webhook_id = council.hook(&receiver.url("/in")).await.webhook.webhook_id;
        council.work_for_sam(3).await;
        let scene = Self { council, receiver, webhook_id };
        scene.are_dead(3).await;
        scene
    }

    async fn are_dead(&self, so_many: i32) {
        until("they are dead", || async { self.dead().await == so_many }).await;
    }

    async fn dead(&self) -> i32 {
        let asked = ListDeliveriesRequest { dead_only: true, ..Default::default() };
        let mut ada = self.council.notifications("ada");
        ada.list_deliveries(asked).await.expect("a list").into_inner().total_size
    }

    /// How many are tried again, and how many are left.
    async fn again(&self, asked: RedeliverAllRequest) -> (i32, i32) {
        let answer =
            self.council.notifications("ada").redeliver_all(asked).await.expect("to try").into_inner();
        (answer.redelivered_count, answer.left_count)
    }

    fn all(&self) -> RedeliverAllRequest {
        RedeliverAllRequest { request_id: self.council.id(), ..Default::default() }
    }

    fn of_the_webhook(&self) -> RedeliverAllRequest {
        RedeliverAllRequest { webhook_id: self.webhook_id.clone(), ..self.all() }
    }

    /// So long after now.
    fn after(&self, by: TimeDelta) -> Option<Timestamp> {
        let at = self.council.clock().now() + by;
        Some(Timestamp { seconds: at.timestamp(), nanos: 0 })
    }
}

#[tokio::test]
async fn what_died_is_tried_again_in_its_order_behind_what_waits_and_is_counted() {
    let scene = Scene::new().await;
    let council = &scene.council;
    let told: Vec<String> =
        council.list("sam").await.notifications.into_iter().rev().map(|told| told.notification_id).collect();
    let counted = RedeliverAllRequest { validate_only: true, ..scene.of_the_webhook() };
    assert_eq!(scene.again(counted).await, (3, 0));
    assert_eq!((scene.dead().await, scene.receiver.received("/in").len()), (3, 3), "nothing is changed");

    let asked = scene.of_the_webhook();
    assert_eq!(scene.again(asked.clone()).await, (3, 0));
    let calls = came_in(&scene.receiver, "/in", 6).await;
    assert_eq!(calls[3..].iter().map(Received::reference).collect::<Vec<_>>(), told);
    let ids = |calls: &[Received]| calls.iter().map(Received::id).collect::<Vec<_>>();
    assert_eq!(ids(&calls[3..]), ids(&calls[..3]), "each under the id that it had");
    council.all_are(DeliveryStatus::Delivered).await;
    assert_eq!(scene.again(asked).await, (3, 0), "a repeat is answered as the first was");
    assert_eq!(scene.again(scene.of_the_webhook()).await, (0, 0));

    let events = format!(
        "select count(*) from (select type from notifications.events union all select type from notifications.outbox) told
          where type = '{}'",
        DeliveryRedelivered::full_name()
    );
    assert_eq!(council.count(&events).await, 3);
    let entry: (Vec<String>, String) = sqlx::query_as(
        "select subjects, detail from notifications.audit_entry where rpc like '%/RedeliverAll' order by entry offset 1 limit 1",
    )
    .fetch_one(&council.admin())
    .await
    .unwrap();
    let subjects: Vec<String> = ids(&calls[..3]).iter().map(|id| format!("delivery/{id}")).collect();
    assert_eq!(entry, (subjects, format!("webhook/{}", scene.webhook_id)));
}

#[tokio::test]
async fn only_what_is_meant_is_tried_again() {
    let scene = Scene::new().await;
    scene.receiver.always("/gone", Answer::Code(410));
    let gone = scene.council.hook(&scene.receiver.url("/gone")).await.webhook.webhook_id;
    scene.council.clock().advance(TimeDelta::hours(2));
    scene.council.work_for_sam(1).await;
    scene.are_dead(4).await;
    let (an_hour_ago, all) = (scene.after(TimeDelta::hours(-1)), || scene.all());
    for (asked, so_many) in [
        (RedeliverAllRequest { channel: Channel::Email.into(), ..all() }, 0),
        (RedeliverAllRequest { channel: Channel::Webhook.into(), ..all() }, 4),
        (RedeliverAllRequest { webhook_id: gone, ..all() }, 1),
        (RedeliverAllRequest { failed_before_time: an_hour_ago, ..all() }, 3),
        (RedeliverAllRequest { failed_from_time: an_hour_ago, ..all() }, 1),
        (all(), 4),
    ] {
        let counted = RedeliverAllRequest { validate_only: true, ..asked };
        assert_eq!(scene.again(counted.clone()).await, (so_many, 0), "{counted:?}");
    }
    let of_before = RedeliverAllRequest { failed_before_time: an_hour_ago, ..all() };
    assert_eq!(scene.again(of_before).await, (3, 0));
    scene.are_dead(1).await;
}

#[tokio::test]
async fn whoever_keeps_no_channels_and_what_is_never_true_is_refused() {
    let scene = Scene::new().await;
    refused(scene.council.notifications("sam").redeliver_all(scene.all()).await, Reason::NotPermitted);
    let never = RedeliverAllRequest {
        webhook_id: "no id".into(),
        failed_from_time: scene.after(TimeDelta::hours(1)),
        failed_before_time: scene.after(TimeDelta::hours(1)),
        ..scene.all()
    };
    let status = refused(scene.council.notifications("ada").redeliver_all(never).await, Reason::FieldInvalid);
    let fields: Vec<String> = field_violations_of(&status).into_iter().map(|wrong| wrong.field).collect();
    assert_eq!(fields, ["webhook_id", "failed_before_time"]);
    assert_eq!(scene.dead().await, 3);
}

#[tokio::test]
async fn what_dies_again_lets_the_others_have_their_turn() {
    let scene = Scene::new().await;
    scene.receiver.always("/in", Answer::Code(410));
    // A thousand webhooks more, each with what died first in this one.
    let like_it = |table: &str, of: &str, given: &str| {
        format!(
            "insert into notifications.{table} overriding user value
             select made.*
               from generate_series(1, 1000) as number
              cross join notifications.{table} as one
              cross join lateral jsonb_populate_record(one, jsonb_build_object({given})) as made
              where {of}"
        )
    };
    let id = "'webhook_id', md5('webhook' || number)::uuid";
    let admin = scene.council.admin();
    for statement in [
        like_it("webhook", "true", id),
        like_it(
            "delivery",
            "one.place = (select min(place) from notifications.delivery)",
            &format!("{id}, 'delivery_id', md5('delivery' || number)::uuid"),
        ),
    ] {
        sqlx::query(sqlx::AssertSqlSafe(statement)).execute(&admin).await.expect("what died there");
    }
    let dead = "select count(*) from notifications.delivery where next_attempt_at is null and version >= ";
    let have_died = async |version: i32, so_many: i64| {
        let count = format!("{dead}{version}");
        until("they have died again", || async { scene.council.count(&count).await == so_many }).await;
    };
    // Begun and ended, each is of its third version; redelivered, begun and ended once more, of its sixth.
    have_died(3, 1003).await;
    assert_eq!(scene.again(scene.all()).await, (1000, 3));
    have_died(6, 1000).await;
    assert_eq!(scene.again(scene.all()).await, (1000, 3));
    have_died(6, 1003).await;
    have_died(9, 997).await;
}
