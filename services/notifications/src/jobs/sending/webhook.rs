//! Calls other systems, as Standard Webhooks say.

use crate::domain::delivery::{Outcome, Stage};
use crate::domain::message::Told;
use crate::domain::reach::{Reach, address_in};
use crate::domain::signature::{Secret, signatures};
use crate::domain::webhook::Webhook;
use crate::outside::{OutsideError, Way};
use chrono::{DateTime, TimeDelta, Utc};
use fault::Fault;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::header::{CONTENT_TYPE, HeaderMap, RETRY_AFTER};
use reqwest::{Certificate, Client, StatusCode, redirect};
use std::error::Error;
use std::net::SocketAddr;
use std::sync::Arc;
use url::Url;
use uuid::Uuid;

const CLOUD_EVENT: &str = "application/cloudevents+json; charset=utf-8";

/// What calls other systems.
pub struct WebhookWire {
    way: Arc<Way>,
    with_tls: Client,
    without_tls: Client,
}

impl WebhookWire {
    /// Over this way out.
    pub fn over(way: Arc<Way>) -> Result<Self, OutsideError> {
        let (with_tls, without_tls) = (client(&way, true)?, client(&way, false)?);
        Ok(Self { way, with_tls, without_tls })
    }

    /// Calls a webhook once. Fails only where that could not even be tried.
    pub async fn call(
        &self,
        id: Uuid,
        webhook: &Webhook,
        told: &Told,
        at: DateTime<Utc>,
    ) -> Result<Outcome, Fault> {
        let url: Url = webhook.url.parse().map_err(Fault::defect)?;
        let with_tls = url.scheme() == "https";
        if address_in(&url).is_some_and(|address| !self.way.reach.allows(address, with_tls)) {
            return Ok(Outcome::new(Stage::PermanentFailure, NOT_ALLOWED));
        }
        let sealer = &self.way.sealer;
        let secrets = webhook.signs_with(at).map(|sealed| sealer.unseal(webhook.id, sealed));
        let secrets: Vec<Secret> = secrets.collect::<Result<_, _>>()?;
        let body = told.cloud_event(&self.way.application);
        let client = if with_tls { &self.with_tls } else { &self.without_tls };
        let call = client
            .post(url)
            .header(CONTENT_TYPE, CLOUD_EVENT)
            .header("webhook-id", id.to_string())
            .header("webhook-timestamp", at.timestamp())
            .header("webhook-signature", signatures(&secrets, id, at, &body))
            .body(body);
        Ok(match call.send().await {
            Ok(answer) => answered(answer.status(), answer.headers()),
            Err(error) => unanswered(&error),
        })
    }
}

/// Names are looked up each time, and only addresses that are allowed are connected to.
fn client(way: &Way, with_tls: bool) -> Result<Client, OutsideError> {
    let unusable =
        |wrong: &dyn ToString| OutsideError::Unusable { key: "authority", wrong: wrong.to_string() };
    let authorities = match &way.authority {
        None => Vec::new(),
        Some(path) => {
            let pem = std::fs::read(path).map_err(|error| unusable(&error))?;
            Certificate::from_pem_bundle(&pem).map_err(|error| unusable(&error))?
        }
    };
    Client::builder()
        .user_agent("permanence")
        .redirect(redirect::Policy::none())
        .no_proxy()
        .timeout(way.timeout)
        .tls_certs_merge(authorities)
        .dns_resolver(Arc::new(Guarded { reach: way.reach.clone(), with_tls }))
        .build()
        .map_err(|error| unusable(&fault::describe(&error)))
}

const NOT_ALLOWED: &str = "the address is not allowed";

/// What the other side's answer means. A message that it will never take is not tried again; whatever may be put right is.
fn answered(status: StatusCode, headers: &HeaderMap) -> Outcome {
    let outcome = match status.as_u16() {
        200..=299 => Stage::Delivered,
        300..=399 | 400 | 410 | 413 | 415 | 422 => Stage::PermanentFailure,
        _ => Stage::TemporaryFailure,
    };
    let asked = headers.get(RETRY_AFTER).and_then(|value| value.to_str().ok());
    let seconds = asked.and_then(|value| value.parse::<u32>().ok());
    let pause = seconds.map(|seconds| TimeDelta::seconds(seconds.into()));
    Outcome { status: outcome, detail: format!("HTTP {}", status.as_u16()), pause }
}

/// The error itself names the URL, in which there may be a secret of the other side's.
fn unanswered(error: &reqwest::Error) -> Outcome {
    let detail = if is_not_allowed(error) {
        NOT_ALLOWED
    } else if error.is_timeout() {
        "no answer in time"
    } else if error.is_connect() {
        "no connection"
    } else {
        "the connection broke off"
    };
    Outcome::new(Stage::TechnicalFailure, detail)
}

/// No address of a name is one that may be called.
#[derive(Debug, thiserror::Error)]
#[error("no address of the name is allowed")]
struct NotAllowed;

fn is_not_allowed(error: &reqwest::Error) -> bool {
    let mut source = error.source();
    while let Some(error) = source {
        if error.is::<NotAllowed>() {
            return true;
        }
        source = error.source();
    }
    false
}

/// Looks names up, and passes on only what may be called.
struct Guarded {
    reach: Reach,
    with_tls: bool,
}

impl Resolve for Guarded {
    fn resolve(&self, name: Name) -> Resolving {
        let (reach, with_tls) = (self.reach.clone(), self.with_tls);
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await?;
            let allowed: Vec<SocketAddr> =
                found.filter(|address| reach.allows(address.ip(), with_tls)).collect();
            if allowed.is_empty() {
                return Err(NotAllowed.into());
            }
            Ok(Box::new(allowed.into_iter()) as Addrs)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_may_be_put_right_is_tried_again_and_what_is_refused_for_good_is_not() {
        for (code, status) in [
            (204, Stage::Delivered),
            (302, Stage::PermanentFailure),
            (400, Stage::PermanentFailure),
            (404, Stage::TemporaryFailure),
            (410, Stage::PermanentFailure),
            (429, Stage::TemporaryFailure),
            (500, Stage::TemporaryFailure),
        ] {
            let outcome = answered(StatusCode::from_u16(code).unwrap(), &HeaderMap::new());
            assert_eq!((outcome.status, outcome.detail), (status, format!("HTTP {code}")));
        }
    }

    #[test]
    fn the_other_side_may_ask_for_a_pause_in_seconds() {
        let asked = |value: &str| {
            let headers = [(RETRY_AFTER, value.parse().unwrap())].into_iter().collect();
            answered(StatusCode::TOO_MANY_REQUESTS, &headers).pause
        };
        assert_eq!(asked("30"), Some(TimeDelta::seconds(30)));
        assert_eq!(asked("Wed, 21 Oct 2026 07:28:00 GMT"), None);
        assert_eq!(asked("-1"), None);
    }
}
