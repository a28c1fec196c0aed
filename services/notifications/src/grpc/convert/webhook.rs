use super::{optional_timestamp, size, timestamp};
use crate::domain::page::{List, Page};
use crate::domain::webhook::{Shown, WantedEnd, WantedRotation, WantedWebhook};
use crate::ops::Command;
use chrono::TimeDelta;
use contracts::notifications::v1::{
    self, CreateWebhookRequest, DeleteWebhookRequest, ListWebhooksRequest, RotateWebhookSecretRequest,
};
use fault::{Fault, Fields};

const LONGEST_URL: usize = 2000;
const LONGEST_DESCRIPTION: usize = 200;
const MOST_KINDS: usize = 50;
/// A week.
const LONGEST_OVERLAP: i32 = 7 * 24 * 60;
pub(super) const LONGEST_ETAG: usize = 40;

impl From<Shown<'_>> for v1::Webhook {
    fn from(Shown { webhook, waiting }: Shown<'_>) -> Self {
        Self {
            webhook_id: webhook.id.to_string(),
            url: webhook.url.clone(),
            kinds: webhook.kinds.clone(),
            description: webhook.description.clone(),
            created_time: Some(timestamp(webhook.created_at)),
            previous_secret_end_time: optional_timestamp(webhook.previous.as_ref().map(|(_, until)| *until)),
            waiting_count: size(waiting),
            etag: webhook.stamp.etag(),
        }
    }
}

impl TryFrom<CreateWebhookRequest> for Command<WantedWebhook> {
    type Error = Fault;

    fn try_from(request: CreateWebhookRequest) -> Result<Self, Fault> {
        let body_hash = eventlog::body_hash(&request);
        let CreateWebhookRequest { request_id, url, kinds, description } = request;
        let mut wrong = Fields::default();
        let request_id = wrong.uuid("request_id", &request_id);
        wrong.text("url", &url, 1, LONGEST_URL);
        wrong.text("description", &description, 1, LONGEST_DESCRIPTION);
        wrong.require("kinds", kinds.len() <= MOST_KINDS, "has more than 50 entries");
        for (index, kind) in kinds.iter().enumerate() {
            super::kind_key(&mut wrong, format_args!("kinds[{index}]"), kind);
        }
        wrong.finish()?;
        Ok(Self { request_id, body_hash, wanted: WantedWebhook { url, kinds, description } })
    }
}

impl TryFrom<RotateWebhookSecretRequest> for Command<WantedRotation> {
    type Error = Fault;

    fn try_from(request: RotateWebhookSecretRequest) -> Result<Self, Fault> {
        let body_hash = eventlog::body_hash(&request);
        let RotateWebhookSecretRequest { request_id, webhook_id, etag, overlap_minutes } = request;
        let mut wrong = Fields::default();
        let request_id = wrong.uuid("request_id", &request_id);
        let id = wrong.uuid("webhook_id", &webhook_id);
        wrong.text("etag", &etag, 1, LONGEST_ETAG);
        let within_a_week = (0..=LONGEST_OVERLAP).contains(&overlap_minutes);
        wrong.require("overlap_minutes", within_a_week, "is not 0 to 10080");
        wrong.finish()?;
        let overlap = TimeDelta::minutes(overlap_minutes.into());
        Ok(Self { request_id, body_hash, wanted: WantedRotation { id, etag, overlap } })
    }
}

impl TryFrom<DeleteWebhookRequest> for Command<WantedEnd> {
    type Error = Fault;

    fn try_from(request: DeleteWebhookRequest) -> Result<Self, Fault> {
        let body_hash = eventlog::body_hash(&request);
        let DeleteWebhookRequest { request_id, webhook_id, etag } = request;
        let mut wrong = Fields::default();
        let request_id = wrong.uuid("request_id", &request_id);
        let id = wrong.uuid("webhook_id", &webhook_id);
        wrong.text("etag", &etag, 1, LONGEST_ETAG);
        wrong.finish()?;
        Ok(Self { request_id, body_hash, wanted: WantedEnd { id, etag } })
    }
}

/// Which part of the webhooks is asked for.
pub fn webhooks_page(rpc: &str, request: ListWebhooksRequest) -> Result<Page, Fault> {
    let filters = ListWebhooksRequest::default();
    let ListWebhooksRequest { page_size, page_token } = request;
    let mut wrong = Fields::default();
    let (standard, most) = super::PAGE_SIZES;
    let size = wrong.page_size("page_size", page_size, standard, most).into();
    wrong.finish()?;
    let list = List::new(rpc, &filters);
    let before = list.before(&page_token)?;
    Ok(Page { list, size, before })
}
