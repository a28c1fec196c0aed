//! Workers are told by e-mail, over the council's mail server.

use crate::channels::came_in;
use crate::council::{Council, until};
use crate::other_side::mail_server;
use crate::people::{reached, worker};
use crate::post_office::{Letter, PostOffice, Silence};
use crate::receiver::Receiver;
use chrono::TimeDelta;
use contracts::notifications::v1::{
    Channel, Delivery, DeliveryStatus, ListDeliveriesRequest, RedeliverRequest,
};
use runtime::settings::{MailSecurity, Smtp};
use std::collections::BTreeSet;

const SAM: &str = "sam.okafor@council.test";

/// A council whose mail goes by this server, in which Sam has an address.
async fn council(office: &PostOffice) -> Council {
    council_that_mails(office, MailSecurity::Starttls).await
}

async fn council_that_mails(office: &PostOffice, security: MailSecurity) -> Council {
    let (port, authority) = (office.port, office.authority.clone());
    let council = Council::with(1, move |outside| {
        outside.authority = Some(authority);
        outside.attempts = 2;
        outside.smtp = Some(Smtp { security, ..mail_server(port) });
    })
    .await;
    council.directory(vec![reached("sam", SAM, 2, council.clock())]).await;
    council
}

fn details(delivery: &Delivery) -> Vec<&str> {
    delivery.attempts.iter().map(|attempt| attempt.detail.as_str()).collect()
}

async fn letters(office: &PostOffice, so_many: usize) -> Vec<Letter> {
    until("the letters are taken", || async { office.letters().len() >= so_many }).await;
    office.letters()
}

#[tokio::test]
async fn a_mail_goes_out_in_private_with_a_reference_and_a_link_and_nothing_of_the_child() {
    let office = PostOffice::start().await;
    let council = council(&office).await;
    council.work_for_sam(1).await;
    let letter = letters(&office, 1).await.remove(0);
    let delivery = council.all_are(DeliveryStatus::Delivered).await.remove(0);
    assert_eq!((delivery.channel(), delivery.attempts[0].detail.as_str()), (Channel::Email, "SMTP 250"));
    assert_eq!((letter.to.as_str(), letter.was_private), (SAM, true));
    assert_eq!(letter.header("Message-ID"), format!("<{}@council.test>", delivery.delivery_id));
    assert_eq!(letter.header("Auto-Submitted"), "auto-generated");
    assert_eq!(letter.header("Subject"), "Something is waiting for you");
    let link = format!("https://permanence.test/notifications/{}", delivery.notification_id);
    assert!(letter.text.contains(&link), "{}", letter.text);
    for personal in ["Chloe", "Smith", "Sam Okafor", "3549863", "Permanency", "work_arrived"] {
        assert!(!letter.text.contains(personal), "{personal} in {}", letter.text);
    }
}

#[tokio::test]
async fn what_the_server_refuses_for_now_is_sent_again_under_one_id_and_for_good_is_dead() {
    let office = PostOffice::start().await;
    let council = council(&office).await;
    office.refuse(["451 Try later", "550 No mailbox of sam.okafor here"]);
    council.work_for_sam(1).await;
    council.all_are(DeliveryStatus::TemporaryFailure).await;
    council.clock().advance(TimeDelta::seconds(6));
    let dead = council.all_are(DeliveryStatus::PermanentFailure).await.remove(0);
    assert_eq!(
        (dead.dead, details(&dead)),
        (true, vec!["SMTP 451", "SMTP 550"]),
        "without the server's words"
    );
    assert!(office.letters().is_empty());

    let again =
        RedeliverRequest { request_id: council.id(), delivery_id: dead.delivery_id.clone(), etag: dead.etag };
    council.notifications("ada").redeliver(again).await.expect("it waits again");
    let letter = letters(&office, 1).await.remove(0);
    assert_eq!(letter.header("Message-ID"), format!("<{}@council.test>", dead.delivery_id));
}

#[tokio::test]
async fn a_server_that_falls_silent_is_given_up_and_gets_all_mail_once_it_is_well() {
    const AT_ONCE: usize = 3;
    for silence in [Silence::AtOnce, Silence::AfterData] {
        let office = PostOffice::start().await;
        let (port, authority) = (office.port, office.authority.clone());
        let council = Council::with(1, move |outside| {
            outside.authority = Some(authority);
            (outside.attempts, outside.at_once, outside.timeout_ms) = (2, AT_ONCE, 300);
            outside.smtp = Some(mail_server(port));
        })
        .await;
        council.directory(vec![reached("sam", SAM, 2, council.clock())]).await;
        office.fall_silent(Some(silence));
        council.work_for_sam(AT_ONCE + 1).await;
        council.all_are(DeliveryStatus::TechnicalFailure).await;
        council.clock().advance(TimeDelta::seconds(6));
        until("all are dead", || async { council.deliveries().await.iter().all(|it| it.dead) }).await;
        for dead in council.deliveries().await {
            assert_eq!(details(&dead), ["no answer in time"; 2], "{silence:?}");
        }
        office.fall_silent(None);
        council.work_for_sam(AT_ONCE + 1).await;
        until("later mail goes out", || async {
            let deliveries = council.deliveries().await;
            deliveries.iter().filter(|it| it.status() == DeliveryStatus::Delivered).count() == AT_ONCE + 1
        })
        .await;
    }
}

#[tokio::test]
async fn a_login_that_the_server_refuses_kills_no_message() {
    let office = PostOffice::start().await;
    let council = council(&office).await;
    office.refuse(["535 5.7.8 Another password"]);
    council.work_for_sam(1).await;
    let refused = council.all_are(DeliveryStatus::TemporaryFailure).await.remove(0);
    assert_eq!((details(&refused), refused.dead), (vec!["SMTP 535"], false));
    council.clock().advance(TimeDelta::seconds(6));
    letters(&office, 1).await;
}

#[tokio::test]
async fn a_mail_goes_where_the_worker_is_reached_at_that_moment_and_to_nobody_who_has_left() {
    let office = PostOffice::start().await;
    let council = council(&office).await;
    let clock = council.clock();
    office.refuse(["451 Try later"]);
    council.work_for_sam(1).await;
    council.all_are(DeliveryStatus::TemporaryFailure).await;
    council.directory(vec![reached("sam", "sam@elsewhere.test", 3, clock)]).await;
    clock.advance(TimeDelta::seconds(6));
    assert_eq!(letters(&office, 1).await[0].to, "sam@elsewhere.test");

    office.refuse(["451 Try later"]);
    council.work_for_sam(1).await;
    until("the second has failed", || async {
        council.deliveries().await[0].status() == DeliveryStatus::TemporaryFailure
    })
    .await;
    council.directory(vec![worker("sam", false, 4, clock)]).await;
    clock.advance(TimeDelta::seconds(6));
    until("it is withheld", || async { council.deliveries().await[0].status() == DeliveryStatus::Withheld })
        .await;
    assert_eq!(office.letters().len(), 1);
}

#[tokio::test]
async fn who_has_no_address_gets_no_mail() {
    let office = PostOffice::start().await;
    let council = council(&office).await;
    let clock = council.clock();
    council.directory(vec![reached("sam", "", 3, clock)]).await;
    council.work_for_sam(1).await;
    assert!(council.deliveries().await.is_empty());
}

#[tokio::test]
async fn a_server_that_talks_in_private_from_the_start_gets_its_mail_so() {
    let office = PostOffice::private_from_the_start().await;
    let council = council_that_mails(&office, MailSecurity::Tls).await;
    council.work_for_sam(2).await;
    council.all_are(DeliveryStatus::Delivered).await;
    let letters = letters(&office, 2).await;
    assert!(letters.iter().all(|letter| letter.was_private && letter.to == SAM), "{letters:?}");
}

#[tokio::test]
async fn a_server_that_is_trusted_in_the_open_gets_its_mail_so_also_where_it_offers_more() {
    for office in [PostOffice::offering(false).await, PostOffice::offering(true).await] {
        let council = council_that_mails(&office, MailSecurity::None).await;
        council.work_for_sam(1).await;
        council.all_are(DeliveryStatus::Delivered).await;
        let letter = letters(&office, 1).await.remove(0);
        assert_eq!((letter.was_private, letter.to.as_str()), (false, SAM));
    }
}

#[tokio::test]
async fn nothing_is_said_to_a_server_that_keeps_nothing_private() {
    let office = PostOffice::offering(false).await;
    let council = council(&office).await;
    council.work_for_sam(1).await;
    let failed = council.all_are(DeliveryStatus::TechnicalFailure).await.remove(0);
    assert_eq!(failed.status(), DeliveryStatus::TechnicalFailure);
    assert!(office.letters().is_empty());
}

#[tokio::test]
async fn a_dead_mail_server_delays_no_webhook() {
    let council = Council::with(1, |outside| outside.smtp = Some(mail_server(1))).await;
    council.directory(vec![reached("sam", SAM, 2, council.clock())]).await;
    let receiver = Receiver::start().await;
    council.hook(&receiver.url("/in")).await;
    council.work_for_sam(10).await;
    let ids: BTreeSet<String> = came_in(&receiver, "/in", 10).await.iter().map(|it| it.id()).collect();
    assert_eq!(ids.len(), 10);
    let mail = ListDeliveriesRequest { channel: Channel::Email.into(), ..Default::default() };
    let mails = council.notifications("ada").list_deliveries(mail).await.expect("a list").into_inner();
    assert_eq!(mails.deliveries.len(), 10, "as many mails as there is nobody to take");
    assert!(mails.deliveries.iter().all(|it| it.status() != DeliveryStatus::Delivered));
}
