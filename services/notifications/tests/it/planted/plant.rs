//! Puts the one name that nobody has into every place that is searched, by the way by which what is searched comes there.

use super::ON_PURPOSE;
use super::scene::Scene;
use crate::council::until;
use crate::gov_notify::{EMAIL_TEMPLATE, SMS_TEMPLATE};
use crate::other_side::Mail;
use contracts::notifications::v1::NotificationRaised;
use eventlog::NewEvent;
use lettre::message::SinglePart;
use lettre::message::header::ContentTransferEncoding;
use lettre::{AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};
use serde_json::json;

pub async fn everywhere(scene: &Scene) {
    let (council, side) = (&scene.council, &scene.side);
    tracing::info!(planted = ON_PURPOSE, "a line as the services write them");
    let call = reqwest::Client::new().post(side.receiver.url("/in")).body(ON_PURPOSE);
    call.send().await.expect("to be called");
    by_notify(scene, "sms", ("phone_number", "+447700900999")).await;
    match scene.mail {
        Mail::Smtp => letter(scene).await,
        Mail::Notify => by_notify(scene, "email", ("email_address", "nobody@council.test")).await,
    }

    let clock = council.clock();
    let told = NotificationRaised { kind: ON_PURPOSE.into(), ..NotificationRaised::default() };
    council.tell("notifications", vec![NewEvent::of(clock.new_id(), "planted", 1, clock.now(), &told)]).await;
    let planted = "with attempt as (
                     insert into notifications.delivery_attempt (delivery_id, number, began_at, ended_at, status, detail)
                     values (gen_random_uuid(), 1, now(), now(), 'DELIVERED', 'delivered to ' || $1))
                   insert into notifications.audit_entry (time, worker_id, rpc, subjects, detail)
                   values (now(), $1, 'planted', '{}', '')";
    sqlx::query(planted).bind(ON_PURPOSE).execute(&council.admin()).await.expect("to plant it");
    until("the event is numbered", || async {
        council.count("select count(*) from notifications.outbox").await == 0
    })
    .await;
}

/// Where a message by Notify has its reference and link.
async fn by_notify(scene: &Scene, channel: &str, (recipient, to): (&str, &str)) {
    let template = if channel == "email" { EMAIL_TEMPLATE } else { SMS_TEMPLATE };
    let body = json!({
        recipient: to,
        "template_id": template,
        "personalisation": {"link": ON_PURPOSE, "reference": ON_PURPOSE},
    });
    scene.side.notify.hand_over(channel, body).await;
}

async fn letter(scene: &Scene) {
    let office = &scene.side.office;
    let before = office.letters().len();
    let encoded = SinglePart::builder().header(ContentTransferEncoding::Base64);
    let letter = Message::builder()
        .from("permanence@council.test".parse().expect("an address"))
        .to("nobody@council.test".parse().expect("an address"))
        // What is not ASCII is encoded whole: nobody finds a name in it who does not decode it.
        .singlepart(encoded.body(format!("Your daily digest – {ON_PURPOSE}")))
        .expect("a letter");
    let server = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous("localhost").port(office.port);
    server.build().send(letter).await.expect("to be taken");
    assert_eq!(office.letters().len(), before + 1);
}
