//! What leaves the application: a reference and a link, and nothing of a child or a case.

use chrono::{DateTime, SecondsFormat, Utc};
use contracts::notifications::v1::NotificationRaised;
use prost::Name;
use serde_json::json;
use url::Url;
use uuid::Uuid;

/// What a message tells of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// The notification: the reference.
    pub notification_id: Uuid,
    /// Its key in the rules.
    pub kind: String,
    /// Who is told.
    pub worker_id: Uuid,
    /// When it happened.
    pub at: DateTime<Utc>,
}

/// What a message says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Message {
    /// That there is one thing to know or do.
    One(Told),
    /// That there is something to know or do since the digest before: the digest's id.
    Digest(Uuid),
}

/// A message to a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mail {
    /// What they see first.
    pub subject: &'static str,
    /// All that it says.
    pub text: String,
}

impl Message {
    /// By which the worker and the council can speak of it.
    pub fn reference(&self) -> Uuid {
        match self {
            Message::One(told) => told.notification_id,
            Message::Digest(id) => *id,
        }
    }

    /// Where the worker reads on, once signed in.
    pub fn link(&self, application: &Url) -> String {
        match self {
            Message::One(told) => told.link(application),
            Message::Digest(_) => all(application),
        }
    }

    /// What the worker is told outside the application.
    pub fn mail(&self, application: &Url) -> Mail {
        let (subject, says) = match self {
            Message::One(_) => ("Something is waiting for you", "There is something for you to know or do."),
            Message::Digest(_) => ("Your daily digest", "Today there is something for you to know or do."),
        };
        let (reference, link) = (self.reference(), self.link(application));
        Mail {
            subject,
            text: format!(
                "{says}\n\nSign in to read it:\n{link}\n\nReference: {reference}\n\n\
                 This message was sent by a system. Nobody reads answers to it.\n"
            ),
        }
    }
}

/// Where a worker reads all that they were told.
fn all(application: &Url) -> String {
    format!("{}/notifications", application.as_str().trim_end_matches('/'))
}

impl Told {
    /// Where the worker reads it, once signed in.
    fn link(&self, application: &Url) -> String {
        format!("{}/{}", all(application), self.notification_id)
    }

    /// The CloudEvent that another system is called with, the same each time.
    pub fn cloud_event(&self, application: &Url) -> Vec<u8> {
        let event = json!({
            "specversion": "1.0",
            "id": self.notification_id,
            "source": "permanence.notifications",
            "type": NotificationRaised::full_name(),
            "subject": super::notification::subject(self.notification_id),
            "time": self.at.to_rfc3339_opts(SecondsFormat::Micros, true),
            "datacontenttype": "application/json",
            "data": {
                "reference": self.notification_id,
                "kind": self.kind,
                "worker_id": self.worker_id,
                "link": self.link(application),
            },
        });
        event.to_string().into_bytes()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_holds_a_reference_and_a_link() {
        let told = Told {
            notification_id: Uuid::from_u128(7),
            kind: "request_received".into(),
            worker_id: Uuid::from_u128(8),
            at: DateTime::UNIX_EPOCH,
        };
        for application in ["https://permanence.example/app/", "https://permanence.example/app"] {
            let event = told.cloud_event(&application.parse().unwrap());
            let event: serde_json::Value = serde_json::from_slice(&event).unwrap();
            let link = "https://permanence.example/app/notifications/00000000-0000-0000-0000-000000000007";
            assert_eq!(event["data"]["link"], link);
            assert_eq!(event["data"]["reference"], "00000000-0000-0000-0000-000000000007");
            assert_eq!(event["type"], "permanence.notifications.v1.NotificationRaised");
            assert_eq!(event["time"], "1970-01-01T00:00:00.000000Z");
            let digest = Message::Digest(Uuid::from_u128(9));
            let mail = digest.mail(&application.parse().unwrap());
            assert!(mail.text.contains("\nhttps://permanence.example/app/notifications\n"), "{}", mail.text);
            assert!(mail.text.contains("Reference: 00000000-0000-0000-0000-000000000009"), "{}", mail.text);
        }
    }
}
