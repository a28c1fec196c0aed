//! Tells workers by GOV.UK Notify. It takes a message at once, and says later what came of it.

use super::http::{answered, unanswered};
use crate::domain::delivery::{Channel, Outcome, Stage};
use crate::domain::message::Message;
use crate::outside::{OutsideError, Way};
use crate::store::sending::{Accepted, Ready};
use chrono::{DateTime, TimeDelta, Utc};
use fault::Fault;
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use reqwest::header::CONTENT_TYPE;
use reqwest::{Client, RequestBuilder, redirect};
use runtime::settings::Notify;
use secrecy::ExposeSecret;
use serde::Deserialize;
use serde_json::json;
use std::sync::Arc;
use url::Url;
use uuid::Uuid;

/// How long after a message was taken it is first asked what came of it; then after half the time that has passed.
const ASK_FIRST: TimeDelta = TimeDelta::seconds(5);
const ASK_AT_LEAST_EVERY: TimeDelta = TimeDelta::minutes(30);
/// Notify itself gives up after 72 hours.
const GIVE_UP_AFTER: TimeDelta = TimeDelta::hours(73);
/// Both halves of an API key's end.
const UUID_LENGTH: usize = 36;

/// One channel of GOV.UK Notify.
pub struct NotifyWire {
    way: Arc<Way>,
    client: Client,
    url: Url,
    service: String,
    key: EncodingKey,
    channel: Channel,
    template: String,
}

#[derive(serde::Serialize)]
struct Claims<'a> {
    iss: &'a str,
    iat: i64,
}

#[derive(Deserialize)]
struct Taken {
    id: Uuid,
}

#[derive(Deserialize)]
struct Said {
    status: String,
}

impl NotifyWire {
    /// A wire for each channel that there is a template for, over this way out.
    pub fn all_over(way: &Arc<Way>, settings: &Notify) -> Result<Vec<Self>, OutsideError> {
        let email = settings.email_template.iter().map(|template| (Channel::Email, template));
        let sms = settings.sms_template.iter().map(|template| (Channel::Sms, template));
        email.chain(sms).map(|(channel, template)| Self::over(way, settings, channel, template)).collect()
    }

    fn over(
        way: &Arc<Way>,
        settings: &Notify,
        channel: Channel,
        template: &str,
    ) -> Result<Self, OutsideError> {
        let key = settings.key.as_ref().ok_or_else(|| unusable(&"key is not set"))?;
        let (service, secret) =
            parts(key.expose_secret()).ok_or_else(|| unusable(&"key is not one of Notify's"))?;
        if Uuid::try_parse(template).is_err() {
            let setting = if channel == Channel::Email { "email_template" } else { "sms_template" };
            return Err(unusable(&format!("{setting} is no UUID, as Notify's templates have")));
        }
        let client = Client::builder()
            .user_agent("permanence")
            .redirect(redirect::Policy::none())
            .timeout(way.timeout)
            .build()
            .map_err(|error| unusable(&fault::describe(&error)))?;
        Ok(Self {
            way: way.clone(),
            client,
            url: settings.url.parse().map_err(|error| unusable(&error))?,
            service: service.to_owned(),
            key: EncodingKey::from_secret(secret.as_bytes()),
            channel,
            template: template.to_owned(),
        })
    }

    /// The channel that it is.
    pub fn channel(&self) -> Channel {
        self.channel
    }

    /// Where the worker is reached by it.
    pub fn recipient<'a>(&self, ready: &'a Ready) -> Option<&'a String> {
        match self.channel {
            Channel::Email => ready.email.as_ref(),
            Channel::Sms => ready.phone.as_ref(),
            Channel::Webhook => None,
        }
    }

    /// Hands a message over once. Fails only where that could not even be tried.
    pub async fn hand_over(
        &self,
        id: Uuid,
        to: &str,
        said: &Message,
        at: DateTime<Utc>,
    ) -> Result<Outcome, Fault> {
        let (path, recipient) = match self.channel {
            Channel::Email => ("v2/notifications/email", "email_address"),
            Channel::Sms | Channel::Webhook => ("v2/notifications/sms", "phone_number"),
        };
        let message = json!({
            recipient: to,
            "template_id": self.template,
            "reference": id,
            "personalisation": {
                "link": said.link(&self.way.application),
                "reference": said.reference(),
            },
        });
        let call = self.signed(self.client.post(self.at(path)?), at)?;
        let call = call.header(CONTENT_TYPE, "application/json").body(message.to_string());
        Ok(match self.answer::<Taken>(call, at).await {
            Ok(taken) => Outcome::accepted(taken.id, ASK_FIRST),
            Err(outcome) => outcome,
        })
    }

    /// Asks what came of a message that was taken.
    pub async fn ask(&self, accepted: &Accepted, at: DateTime<Utc>) -> Result<Outcome, Fault> {
        let path = format!("v2/notifications/{}", accepted.as_id);
        let call = self.signed(self.client.get(self.at(&path)?), at)?;
        let age = at - accepted.at;
        let pause = (age / 2).clamp(ASK_FIRST, ASK_AT_LEAST_EVERY);
        let later = || Outcome::under_way(accepted.stage, accepted.as_id, pause);
        let told = match self.answer::<Said>(call, at).await {
            Ok(told) => told.status,
            // That it cannot be asked says nothing about the message.
            Err(_) if age < GIVE_UP_AFTER => return Ok(later()),
            Err(outcome) => return Ok(Outcome::new(Stage::TechnicalFailure, outcome.detail)),
        };
        Ok(match Stage::said_by_notify(&told) {
            Some(stage) if stage.is_an_outcome() => Outcome::new(stage, told),
            Some(Stage::Pending) if age < GIVE_UP_AFTER => Outcome::pending(accepted.as_id, pause),
            Some(_) | None if age < GIVE_UP_AFTER => later(),
            Some(_) | None => Outcome::new(Stage::TechnicalFailure, "it was never said what came of it"),
        })
    }

    fn at(&self, path: &str) -> Result<Url, Fault> {
        self.url.join(path).map_err(Fault::defect)
    }

    /// Notify takes a token for half a minute.
    fn signed(&self, call: RequestBuilder, at: DateTime<Utc>) -> Result<RequestBuilder, Fault> {
        let claims = Claims { iss: &self.service, iat: at.timestamp() };
        let token = jsonwebtoken::encode(&Header::new(Algorithm::HS256), &claims, &self.key);
        Ok(call.bearer_auth(token.map_err(Fault::defect)?))
    }

    /// What was answered, or what it means that it was not.
    async fn answer<T>(&self, call: RequestBuilder, at: DateTime<Utc>) -> Result<T, Outcome>
    where
        T: for<'de> Deserialize<'de>,
    {
        let answer = call.send().await.map_err(|error| unanswered(&error))?;
        if !answer.status().is_success() {
            return Err(answered(answer.status(), answer.headers(), at));
        }
        let body = answer.bytes().await.map_err(|error| unanswered(&error))?;
        let strange = || Outcome::new(Stage::TechnicalFailure, "an answer that is none of Notify's");
        serde_json::from_slice(&body).map_err(|_| strange())
    }
}

/// The service's id and the secret in an API key: `<name>-<service>-<secret>`.
fn parts(key: &str) -> Option<(&str, &str)> {
    let secret_at = key.len().checked_sub(UUID_LENGTH)?;
    let (rest, secret) = key.split_at_checked(secret_at)?;
    let rest = rest.strip_suffix('-')?;
    let service = rest.get(rest.len().checked_sub(UUID_LENGTH)?..)?;
    let both = Uuid::try_parse(service).is_ok() && Uuid::try_parse(secret).is_ok();
    both.then_some((service, secret))
}

fn unusable(wrong: &dyn ToString) -> OutsideError {
    OutsideError::Unusable { key: "notify", wrong: wrong.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_holds_the_service_and_the_secret_at_its_end() {
        let (service, secret) =
            ("26785a09-ab16-4eb0-8407-a37497a57506", "3d844edf-8d35-48ac-975b-e847b4f122b0");
        assert_eq!(parts(&format!("my-test_key-{service}-{secret}")), Some((service, secret)));
        assert_eq!(parts(&format!("-{service}-{secret}")), Some((service, secret)));
        for wrong in ["", "key", service, "my_key-26785a09-3d844edf", &format!("k-{service}{secret}")] {
            assert_eq!(parts(wrong), None, "{wrong}");
        }
    }
}
