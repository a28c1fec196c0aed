use super::webhook::LONGEST_ETAG;
use super::{PAGE_SIZES, instant, kind_key, optional_timestamp, timestamp};
use crate::domain::delivery::{Attempt, Channel, DeadOnes, Delivery, Stage, WantedRedelivery};
use crate::domain::page::{List, Page};
use crate::{ops::Command, store::delivery::Filter};
use contracts::notifications::v1::{
    self, DeliveryAttempt, DeliveryStatus, ListDeliveriesRequest, RedeliverAllRequest, RedeliverRequest,
};
use fault::{Fault, Fields};

impl From<&Delivery> for v1::Delivery {
    fn from(delivery: &Delivery) -> Self {
        Self {
            delivery_id: delivery.id.to_string(),
            notification_id: delivery.notification_id.map_or_else(String::new, |id| id.to_string()),
            kind: delivery.kind.clone(),
            worker_id: delivery.worker_id.to_string(),
            channel: v1::Channel::from(delivery.channel).into(),
            webhook_id: delivery.webhook_id.map_or_else(String::new, |id| id.to_string()),
            status: DeliveryStatus::from(delivery.status).into(),
            dead: delivery.is_dead(),
            created_time: Some(timestamp(delivery.created_at)),
            next_attempt_time: optional_timestamp(delivery.next_attempt_at),
            attempts: delivery.attempts.iter().map(Into::into).collect(),
            etag: delivery.stamp.etag(),
            digested_notification_ids: delivery.digested.iter().map(ToString::to_string).collect(),
        }
    }
}

impl From<&Attempt> for DeliveryAttempt {
    fn from(attempt: &Attempt) -> Self {
        Self {
            begin_time: Some(timestamp(attempt.began_at)),
            end_time: optional_timestamp(attempt.ended_at),
            status: DeliveryStatus::from(attempt.status).into(),
            detail: attempt.detail.clone(),
        }
    }
}

impl From<Channel> for v1::Channel {
    fn from(channel: Channel) -> Self {
        match channel {
            Channel::Webhook => Self::Webhook,
            Channel::Email => Self::Email,
            Channel::Sms => Self::Sms,
        }
    }
}

impl From<Stage> for DeliveryStatus {
    fn from(status: Stage) -> Self {
        match status {
            Stage::Created => Self::Created,
            Stage::Sending => Self::Sending,
            Stage::Pending => Self::Pending,
            Stage::Sent => Self::Sent,
            Stage::Delivered => Self::Delivered,
            Stage::PermanentFailure => Self::PermanentFailure,
            Stage::TemporaryFailure => Self::TemporaryFailure,
            Stage::TechnicalFailure => Self::TechnicalFailure,
            Stage::Withheld => Self::Withheld,
        }
    }
}

fn channel(channel: v1::Channel) -> Option<Channel> {
    match channel {
        v1::Channel::Unspecified => None,
        v1::Channel::Webhook => Some(Channel::Webhook),
        v1::Channel::Email => Some(Channel::Email),
        v1::Channel::Sms => Some(Channel::Sms),
    }
}

fn status(status: DeliveryStatus) -> Option<Stage> {
    match status {
        DeliveryStatus::Unspecified => None,
        DeliveryStatus::Created => Some(Stage::Created),
        DeliveryStatus::Sending => Some(Stage::Sending),
        DeliveryStatus::Pending => Some(Stage::Pending),
        DeliveryStatus::Sent => Some(Stage::Sent),
        DeliveryStatus::Delivered => Some(Stage::Delivered),
        DeliveryStatus::PermanentFailure => Some(Stage::PermanentFailure),
        DeliveryStatus::TemporaryFailure => Some(Stage::TemporaryFailure),
        DeliveryStatus::TechnicalFailure => Some(Stage::TechnicalFailure),
        DeliveryStatus::Withheld => Some(Stage::Withheld),
    }
}

/// What of the messages is asked for.
pub struct DeliveriesOf {
    /// What to keep.
    pub filter: Filter,
    /// Which part of it.
    pub page: Page,
}

impl DeliveriesOf {
    /// Reads the request of this RPC.
    pub fn read(rpc: &str, request: ListDeliveriesRequest) -> Result<Self, Fault> {
        let filters = ListDeliveriesRequest { page_size: 0, page_token: String::new(), ..request.clone() };
        let ListDeliveriesRequest {
            dead_only,
            status: wanted_status,
            channel: wanted_channel,
            webhook_id,
            notification_id,
            page_size,
            page_token,
            delivery_id,
            kind,
            worker_id,
        } = request;
        let mut wrong = Fields::default();
        let filter = Filter {
            dead_only,
            status: (wanted_status != 0).then(|| wrong.one_of("status", wanted_status)).and_then(status),
            channel: (wanted_channel != 0).then(|| wrong.one_of("channel", wanted_channel)).and_then(channel),
            webhook_id: wrong.optional_uuid("webhook_id", &webhook_id),
            notification_id: wrong.optional_uuid("notification_id", &notification_id),
            delivery_id: wrong.optional_uuid("delivery_id", &delivery_id),
            kind: (!kind.is_empty()).then(|| kind_key(&mut wrong, "kind", &kind)),
            worker_id: wrong.optional_uuid("worker_id", &worker_id),
        };
        let (standard, most) = PAGE_SIZES;
        let size = wrong.page_size("page_size", page_size, standard, most).into();
        wrong.finish()?;
        let list = List::new(rpc, &filters);
        let before = list.before(&page_token)?;
        Ok(Self { filter, page: Page { list, size, before } })
    }
}

impl TryFrom<RedeliverRequest> for Command<WantedRedelivery> {
    type Error = Fault;

    fn try_from(request: RedeliverRequest) -> Result<Self, Fault> {
        let body_hash = eventlog::body_hash(&request);
        let RedeliverRequest { request_id, delivery_id, etag } = request;
        let mut wrong = Fields::default();
        let request_id = wrong.uuid("request_id", &request_id);
        let id = wrong.uuid("delivery_id", &delivery_id);
        wrong.text("etag", &etag, 1, LONGEST_ETAG);
        wrong.finish()?;
        Ok(Self { request_id, body_hash, wanted: WantedRedelivery { id, etag } })
    }
}

impl TryFrom<RedeliverAllRequest> for Command<DeadOnes> {
    type Error = Fault;

    fn try_from(request: RedeliverAllRequest) -> Result<Self, Fault> {
        let body_hash = eventlog::body_hash(&request);
        let RedeliverAllRequest {
            request_id,
            channel: wanted_channel,
            webhook_id,
            failed_from_time,
            failed_before_time,
            validate_only,
        } = request;
        let mut wrong = Fields::default();
        let request_id = wrong.uuid("request_id", &request_id);
        let wanted = DeadOnes {
            channel: (wanted_channel != 0).then(|| wrong.one_of("channel", wanted_channel)).and_then(channel),
            webhook_id: wrong.optional_uuid("webhook_id", &webhook_id),
            failed_from: failed_from_time.and_then(|at| instant(&mut wrong, "failed_from_time", at)),
            failed_before: failed_before_time.and_then(|at| instant(&mut wrong, "failed_before_time", at)),
            validate_only,
        };
        let ends = wanted.failed_from.zip(wanted.failed_before).is_none_or(|(from, before)| from < before);
        wrong.require("failed_before_time", ends, "is not after failed_from_time");
        wrong.finish()?;
        Ok(Self { request_id, body_hash, wanted })
    }
}
