//! Webhooks over TLS: only whom the machine or the council trusts, under their own name, is told anything.

use crate::channels::came_in;
use crate::council::{Council, until};
use crate::receiver::Receiver;
use contracts::notifications::v1::DeliveryStatus;

/// A council that trusts this server, and nobody else besides the machine's authorities.
async fn trusting(receiver: &Receiver) -> Council {
    let authority = receiver.authority().to_owned();
    Council::with(1, move |outside| outside.authority = Some(authority)).await
}

#[tokio::test]
async fn a_webhook_with_a_certificate_that_is_trusted_is_called_in_private() {
    let receiver = Receiver::with_tls("localhost").await;
    let council = trusting(&receiver).await;
    let hook = council.hook(&receiver.url("/in")).await;
    assert!(hook.webhook.url.starts_with("https://localhost:"));
    council.work_for_sam(1).await;
    let message = came_in(&receiver, "/in", 1).await.remove(0);
    assert!(message.is_signed_with(&hook.secret));
    council.all_are(DeliveryStatus::Delivered).await;
}

#[tokio::test]
async fn one_whose_certificate_nobody_trusts_or_is_anothers_is_told_nothing() {
    let (trusted, stranger) = (Receiver::with_tls("localhost").await, Receiver::with_tls("localhost").await);
    let other_name = Receiver::with_tls("elsewhere.council.test").await;
    for (receiver, authority) in [(&stranger, &trusted), (&other_name, &other_name)] {
        let council = trusting(authority).await;
        council.hook(&receiver.url("/in")).await;
        council.work_for_sam(1).await;
        let refused = council.all_are(DeliveryStatus::TechnicalFailure).await.remove(0);
        assert_eq!(refused.attempts[0].detail, "no connection");
        assert!(refused.next_attempt_time.is_some(), "a certificate may be put right");
        until("the server has seen the call", || async { receiver.handshakes_failed() > 0 }).await;
        assert!(receiver.all().is_empty(), "nothing was said");
    }
}

#[tokio::test]
async fn one_in_clear_outside_the_private_networks_is_refused_when_it_is_created() {
    let council = Council::with(1, |outside| outside.private_networks.clear()).await;
    let wanted = council.wanted("http://hooks.example.gov.uk/in");
    let refusal = council.notifications("ada").create_webhook(wanted).await;
    crate::refused::refused(refusal, fault::Reason::FieldInvalid);
}
