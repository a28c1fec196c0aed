//! What the tests of the ways out of the application do again and again.

use crate::council::{Council, until};
use crate::matters::Step;
use crate::receiver::{Received, Receiver};
use contracts::notifications::v1::{
    CreateWebhookRequest, Delivery, DeliveryStatus, ListDeliveriesRequest, ListWebhooksRequest, Webhook,
};

/// A webhook, and what its messages are signed with.
pub struct Hook {
    pub webhook: Webhook,
    pub secret: String,
}

impl Council {
    /// A webhook that is well-formed.
    pub fn wanted(&self, url: &str) -> CreateWebhookRequest {
        CreateWebhookRequest {
            request_id: self.id(),
            url: url.to_owned(),
            kinds: Vec::new(),
            description: "The records system".into(),
        }
    }

    /// Ada creates a webhook that hears of all.
    pub async fn hook(&self, url: &str) -> Hook {
        let created = self.notifications("ada").create_webhook(self.wanted(url)).await;
        let created = created.expect("a webhook").into_inner();
        Hook { webhook: created.webhook.expect("a webhook"), secret: created.secret }
    }

    /// The webhooks, as Ada sees them.
    pub async fn hooks(&self) -> Vec<Webhook> {
        let listed = self.notifications("ada").list_webhooks(ListWebhooksRequest::default()).await;
        listed.expect("a list").into_inner().webhooks
    }

    /// The messages, newest first, as Ada sees them.
    pub async fn deliveries(&self) -> Vec<Delivery> {
        let listed = self.notifications("ada").list_deliveries(ListDeliveriesRequest::default()).await;
        listed.expect("a list").into_inner().deliveries
    }

    /// Work comes to Sam so many times: each is one notification.
    pub async fn work_for_sam(&self, so_often: usize) {
        let clock = self.clock();
        let steps = (0..so_often).map(|_| Step::planning(clock).arrives("theo", clock)).collect();
        self.workflow(steps).await;
    }

    /// Waits until all messages have that status, and gives them.
    pub async fn all_are(&self, status: DeliveryStatus) -> Vec<Delivery> {
        until(&format!("all messages are {status:?}"), || async {
            let deliveries = self.deliveries().await;
            !deliveries.is_empty() && deliveries.iter().all(|it| it.status() == status)
        })
        .await;
        self.deliveries().await
    }
}

/// Waits until so many calls of this path have come in.
pub async fn came_in(receiver: &Receiver, path: &str, so_many: usize) -> Vec<Received> {
    until("the messages come in", || async { receiver.received(path).len() >= so_many }).await;
    receiver.received(path)
}
