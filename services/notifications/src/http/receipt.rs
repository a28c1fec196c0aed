//! A delivery receipt as GOV.UK Notify writes it.

use crate::domain::delivery::Stage;
use crate::domain::receipt::Receipt;
use serde::Deserialize;
use uuid::Uuid;

/// Of what it holds besides, the address is the worker's, and nothing of it is kept.
#[derive(Deserialize)]
struct Written {
    id: Uuid,
    reference: Option<String>,
    status: String,
}

/// Reads one; nothing where it is none. A reference that is not ours is one that no message of ours has.
pub(super) fn read(body: &[u8]) -> Option<Receipt> {
    let Written { id, reference, status: said } = serde_json::from_slice(body).ok()?;
    let delivery_id = reference.and_then(|it| Uuid::try_parse(&it).ok()).unwrap_or(Uuid::nil());
    let status = Stage::said_by_notify(&said).filter(|status| status.is_an_outcome())?;
    Some(Receipt { delivery_id, accepted_as: id, status, said })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    /// The example of Notify's documentation.
    fn documented(status: &str, reference: Option<&str>) -> Vec<u8> {
        let receipt = json!({
            "id": "740e5834-3a29-46b4-9a6f-16142fde533a",
            "reference": reference,
            "to": "07700912345",
            "status": status,
            "created_at": "2017-05-14T12:15:30.000000Z",
            "completed_at": "2017-05-14T12:15:30.000000Z",
            "sent_at": "2017-05-14T12:15:30.000000Z",
            "notification_type": "sms",
            "template_id": "5df6f9e1-8c91-4a37-b0a4-1c3d1d0a3f2d",
            "template_version": 1,
        });
        receipt.to_string().into_bytes()
    }

    #[test]
    fn a_receipt_is_read_as_it_is_documented() {
        let reference = "26785a09-ab16-4eb0-8407-a37497a57506";
        for (said, status) in [
            ("delivered", Stage::Delivered),
            ("permanent-failure", Stage::PermanentFailure),
            ("temporary-failure", Stage::TemporaryFailure),
            ("technical-failure", Stage::TechnicalFailure),
        ] {
            let receipt = read(&documented(said, Some(reference))).unwrap();
            assert_eq!((receipt.status, receipt.said.as_str()), (status, said));
            assert_eq!(receipt.delivery_id.to_string(), reference);
            assert_eq!(receipt.accepted_as.to_string(), "740e5834-3a29-46b4-9a6f-16142fde533a");
        }
        assert!(read(&documented("delivered", None)).unwrap().delivery_id.is_nil());
        assert!(read(&documented("delivered", Some("another system's"))).unwrap().delivery_id.is_nil());
        for no_outcome in ["created", "sending", "pending", "vanished"] {
            assert_eq!(read(&documented(no_outcome, Some(reference))), None, "{no_outcome}");
        }
        assert_eq!(read(b"{}"), None);
    }
}
