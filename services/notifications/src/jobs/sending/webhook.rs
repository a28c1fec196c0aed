//! Calls other systems, as Standard Webhooks say.

use super::http::{NOT_ALLOWED, NotAllowed, answered, unanswered};
use crate::domain::delivery::{Outcome, Stage};
use crate::domain::message::Told;
use crate::domain::reach::{Reach, address_in};
use crate::domain::signature::{Secret, signatures};
use crate::domain::webhook::Webhook;
use crate::outside::{OutsideError, Way};
use chrono::{DateTime, Utc};
use fault::Fault;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::header::CONTENT_TYPE;
use reqwest::{Certificate, Client, redirect};
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
        let Some(secrets) = self.secrets(webhook, at) else {
            return Ok(Outcome::new(
                Stage::TechnicalFailure,
                "its secret was sealed with another key: rotate it",
            ));
        };
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
            Ok(answer) => answered(answer.status(), answer.headers(), at),
            Err(error) => unanswered(&error),
        })
    }
}

impl WebhookWire {
    /// What a message is signed with; nothing where the newest secret does not open. One before it that does not open any more signs
    /// nothing.
    fn secrets(&self, webhook: &Webhook, at: DateTime<Utc>) -> Option<Vec<Secret>> {
        let opened = webhook.signs_with(at).map(|sealed| self.way.sealer.unseal(webhook.id, sealed).ok());
        let mut opened = opened.collect::<Vec<_>>().into_iter();
        let newest = opened.next()??;
        Some([newest].into_iter().chain(opened.flatten()).collect())
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
