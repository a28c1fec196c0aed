//! GOV.UK Notify tells by itself what came of a message.

use crate::council::{Council, until};
use crate::gov_notify::{EMAIL_TEMPLATE, GovNotify, Refusal, Taken};
use crate::other_side::account;
use crate::people::reached;
use calendar::Clock;
use chrono::TimeDelta;
use contracts::notifications::v1::{Delivery, DeliveryStatus};
use runtime::settings::{Callbacks, Notify};
use serde_json::json;
use std::time::Duration;
use tokio::net::TcpSocket;
use uuid::Uuid;

const TOKEN: &str = "a-token-agreed-upon";

/// A council in which Sam gets e-mail by Notify, which calls back there.
struct Called {
    council: Council,
    notify: GovNotify,
    url: String,
    /// Nobody else gets the port while the service is away.
    _kept: TcpSocket,
}

impl Called {
    async fn new() -> Self {
        let clock = Clock::default();
        let notify = GovNotify::start(clock.clone()).await;
        let url = notify.url();
        let kept = TcpSocket::new_v4().expect("a socket");
        kept.set_reuseaddr(true).expect("to share its port");
        kept.bind(([127, 0, 0, 1], 0).into()).expect("a free port");
        let listen = kept.local_addr().expect("its number").to_string();
        let callbacks = Callbacks { listen: Some(listen.clone()), token: Some(TOKEN.into()) };
        let council = Council::with(1, move |outside| {
            outside.attempts = 3;
            let email_template = Some(EMAIL_TEMPLATE.into());
            outside.notify = Some(Notify { email_template, callbacks: Some(callbacks), ..account(url) });
        })
        .await;
        clock.set(council.clock().now());
        council.directory(vec![reached("sam", "sam@council.test", 2, council.clock())]).await;
        let url = format!("http://{listen}/notify/delivery-receipts");
        Self { council, notify, url, _kept: kept }
    }

    /// Work comes to Sam, and Notify takes the message of it.
    async fn message(&self, so_manieth: usize) -> Taken {
        self.council.work_for_sam(1).await;
        until("the message is taken", || async { self.notify.taken().len() >= so_manieth }).await;
        self.notify.taken()[so_manieth - 1].clone()
    }

    async fn accepted(&self) {
        until("it is accepted", || async { details(&self.last().await) == ["accepted"] }).await;
    }

    async fn call_back(&self, taken: &Taken, status: &'static str) -> u16 {
        self.notify.call_back(&self.url, TOKEN, taken, status).await
    }

    async fn last(&self) -> Delivery {
        self.council.deliveries().await.remove(0)
    }
}

fn details(delivery: &Delivery) -> Vec<&str> {
    delivery.attempts.iter().map(|attempt| attempt.detail.as_str()).collect()
}

#[tokio::test]
async fn a_receipt_ends_a_message_before_it_is_asked_about_and_again_changes_nothing() {
    let called = Called::new().await;
    let taken = called.message(1).await;
    called.accepted().await;
    assert_eq!(called.call_back(&taken, "delivered").await, 204);
    let delivered = called.last().await;
    assert_eq!((delivered.status(), details(&delivered)), (DeliveryStatus::Delivered, vec!["delivered"]));
    assert!(delivered.attempts[0].end_time.is_some() && delivered.next_attempt_time.is_none());
    for status in ["delivered", "temporary-failure"] {
        assert_eq!(called.call_back(&taken, status).await, 204);
        assert_eq!(called.last().await, delivered, "{status}");
    }
    called.council.clock().advance(TimeDelta::minutes(1));
    called.notify.clock().advance(TimeDelta::minutes(1));
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert_eq!(called.notify.asked(), 0, "nobody has to ask");
}

#[tokio::test]
async fn a_receipt_that_is_quicker_than_the_answer_counts() {
    let called = Called::new().await;
    called.notify.refuse([Refusal::TakenAndAfter(Duration::from_millis(600))]);
    let taken = called.message(1).await;
    assert_eq!(called.call_back(&taken, "delivered").await, 204);
    let delivered = called.last().await;
    assert_eq!((delivered.status(), details(&delivered)), (DeliveryStatus::Delivered, vec!["delivered"]));
    tokio::time::sleep(Duration::from_millis(800)).await;
    assert_eq!(called.last().await, delivered, "the late answer changes nothing");
    assert_eq!(called.notify.taken().len(), 1);
}

#[tokio::test]
async fn a_receipt_that_finds_the_service_away_comes_again() {
    let called = Called::new().await;
    let taken = called.message(1).await;
    called.accepted().await;
    // Whoever asks asks in vain: their clocks differ by more than a token is good for.
    called.notify.clock().advance(TimeDelta::minutes(1));
    let suite = &called.council.suite;
    suite.stop("notifications", 0).await;
    let comes_back = async {
        until("it called in vain", || async { called.notify.called_in_vain() == 1 }).await;
        suite.restart("notifications", 0).await;
        called.notify.clock().advance(TimeDelta::minutes(5));
    };
    let (answer, ()) = tokio::join!(called.call_back(&taken, "delivered"), comes_back);
    assert_eq!((answer, called.notify.called_in_vain()), (204, 1));
    let delivered = called.last().await;
    assert_eq!((delivered.status(), details(&delivered)), (DeliveryStatus::Delivered, vec!["delivered"]));
    assert_eq!(called.notify.asked(), 0, "it was told");
}

#[tokio::test]
async fn what_failed_for_now_is_sent_again_and_what_failed_for_good_is_dead() {
    let called = Called::new().await;
    let taken = called.message(1).await;
    called.accepted().await;
    assert_eq!(called.call_back(&taken, "temporary-failure").await, 204);
    assert_eq!(called.last().await.status(), DeliveryStatus::TemporaryFailure);
    called.council.clock().advance(TimeDelta::seconds(6));
    called.notify.clock().advance(TimeDelta::seconds(6));
    until("it is sent again", || async { called.notify.taken().len() == 2 }).await;
    let again = called.notify.taken()[1].clone();
    assert_eq!(again.body["reference"], taken.body["reference"]);
    until("it is accepted again", || async { details(&called.last().await).len() == 2 }).await;
    assert_eq!(called.call_back(&taken, "technical-failure").await, 204, "of the first one");
    assert_eq!(called.last().await.status(), DeliveryStatus::Sending);
    assert_eq!(called.call_back(&again, "permanent-failure").await, 204);
    let dead = called.last().await;
    assert!(dead.dead);
    assert_eq!(details(&dead), ["temporary-failure", "permanent-failure"]);

    assert_eq!(called.call_back(&taken, "delivered").await, 204, "the first one has arrived after all");
    let arrived = called.last().await;
    assert_eq!(arrived.status(), DeliveryStatus::Delivered);
    assert_eq!(details(&arrived), ["temporary-failure", "permanent-failure", "delivered"]);
}

#[tokio::test]
async fn who_has_no_token_and_what_nobody_sent_is_refused() {
    let called = Called::new().await;
    let taken = called.message(1).await;
    called.accepted().await;
    let before = called.last().await;
    for token in ["", "another", "a-token-agreed-upo", "a-token-agreed-upon2"] {
        assert_eq!(called.notify.call_back(&called.url, token, &taken, "delivered").await, 401, "{token}");
    }
    for reference in [json!(Uuid::new_v4()), json!("another system's"), json!(null)] {
        let mut strange = taken.clone();
        strange.body["reference"] = reference;
        assert_eq!(called.call_back(&strange, "delivered").await, 404);
    }
    assert_eq!(called.call_back(&taken, "no-such-status").await, 400);
    let client = reqwest::Client::new();
    let post = |body: String| client.post(&called.url).bearer_auth(TOKEN).body(body).send();
    assert_eq!(post("{".into()).await.expect("an answer").status(), 400);
    assert_eq!(post("x".repeat(17 * 1024)).await.expect("an answer").status(), 413);
    assert_eq!(client.get(&called.url).send().await.expect("an answer").status(), 405);
    assert_eq!(called.last().await, before);
}
