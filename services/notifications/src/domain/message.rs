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

/// A message to a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mail {
    /// What they see first.
    pub subject: &'static str,
    /// All that it says.
    pub text: String,
}

impl Told {
    /// Where the worker reads it, once signed in.
    pub fn link(&self, application: &Url) -> String {
        let base = application.as_str().trim_end_matches('/');
        format!("{base}/notifications/{}", self.notification_id)
    }

    /// What the worker is told outside the application.
    pub fn mail(&self, application: &Url) -> Mail {
        let (reference, link) = (self.notification_id, self.link(application));
        Mail {
            subject: "Something is waiting for you",
            text: format!(
                "There is something for you to know or do.\n\nSign in to read it:\n{link}\n\nReference: {reference}\n\n\
                 This message was sent by a system. Nobody reads answers to it.\n"
            ),
        }
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
        }
    }
}
