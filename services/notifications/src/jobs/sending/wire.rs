//! What a channel sends over.

use super::notify::NotifyWire;
use super::smtp::SmtpWire;
use super::webhook::WebhookWire;
use crate::domain::delivery::{Channel, Outcome, Stage};
use crate::domain::message::Message;
use crate::domain::preferences::QuietHours;
use crate::store::sending::{Accepted, Ready};
use chrono::{DateTime, Utc};
use fault::Fault;
use std::time::Duration;
use uuid::Uuid;

/// What a channel sends over.
pub enum Wire {
    /// Calls to other systems.
    Webhook(WebhookWire),
    /// A mail server.
    Smtp(SmtpWire),
    /// GOV.UK Notify.
    Notify(NotifyWire),
}

impl Wire {
    /// The channel that it is.
    pub fn channel(&self) -> Channel {
        match self {
            Wire::Webhook(_) => Channel::Webhook,
            Wire::Smtp(_) => Channel::Email,
            Wire::Notify(wire) => wire.channel(),
        }
    }

    /// How long an attempt may take, where an answer may take so long. A mail is a talk of six answers, and many a server looks
    /// through it before the last of them: who gives up sooner sends twice.
    pub fn answers_within(&self, an_answer: Duration) -> Duration {
        match self {
            Wire::Webhook(_) | Wire::Notify(_) => an_answer,
            Wire::Smtp(_) => an_answer * 6,
        }
    }

    /// Whether there is anywhere to send this to.
    pub fn reaches(&self, ready: &Ready) -> bool {
        match self {
            Wire::Webhook(_) => ready.webhook.is_some(),
            Wire::Smtp(_) => ready.email.is_some(),
            Wire::Notify(wire) => wire.recipient(ready).is_some(),
        }
    }

    /// The worker's quiet hours where it is within them, and when they are over; nothing where the message may go now. Systems have
    /// none.
    pub fn quiet(&self, ready: &Ready, now: DateTime<Utc>) -> Option<(QuietHours, DateTime<Utc>)> {
        match self {
            Wire::Webhook(_) => None,
            Wire::Smtp(_) | Wire::Notify(_) => {
                ready.quiet.and_then(|hours| hours.over_at(now).map(|over_at| (hours, over_at)))
            }
        }
    }

    /// Sends a message once, under its id. Fails only where that could not even be tried.
    pub async fn send(&self, id: Uuid, ready: &Ready, at: DateTime<Utc>) -> Result<Outcome, Fault> {
        let nowhere = || Fault::defect("a message goes nowhere");
        match self {
            Wire::Webhook(wire) => {
                let webhook = ready.webhook.as_ref().ok_or_else(nowhere)?;
                let Message::One(told) = &ready.message else { return Err(nowhere()) };
                wire.call(id, webhook, told, at).await
            }
            Wire::Smtp(wire) => {
                let email = ready.email.as_ref().ok_or_else(nowhere)?;
                wire.mail(id, email, &ready.message, at).await
            }
            Wire::Notify(wire) => {
                let to = wire.recipient(ready).ok_or_else(nowhere)?;
                wire.hand_over(id, to, &ready.message, at).await
            }
        }
    }

    /// Asks what came of a message that was taken.
    pub async fn ask(&self, accepted: &Accepted, at: DateTime<Utc>) -> Result<Outcome, Fault> {
        match self {
            Wire::Notify(wire) => wire.ask(accepted, at).await,
            Wire::Webhook(_) | Wire::Smtp(_) => Ok(Outcome::new(
                Stage::TechnicalFailure,
                "it was taken by a provider that is not configured any more",
            )),
        }
    }
}
