//! How another system knows that a message is ours: Standard Webhooks.

use base64::{Engine, engine::general_purpose::STANDARD};
use chrono::{DateTime, Utc};
use ring::hmac;
use std::fmt;
use uuid::Uuid;

/// How many bytes a secret has.
pub const SECRET_BYTES: usize = 32;

/// What messages are signed with. It shows itself only where that is asked for.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(pub [u8; SECRET_BYTES]);

impl Secret {
    /// As whoever verifies needs it: `whsec_` and base64.
    pub fn shown(&self) -> String {
        format!("whsec_{}", STANDARD.encode(self.0))
    }

    fn signature(&self, content: &[u8]) -> String {
        let key = hmac::Key::new(hmac::HMAC_SHA256, &self.0);
        format!("v1,{}", STANDARD.encode(hmac::sign(&key, content)))
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Secret")
    }
}

/// The header `webhook-signature`: a signature by each secret, over id, second and body.
pub fn signatures(secrets: &[Secret], id: Uuid, at: DateTime<Utc>, body: &[u8]) -> String {
    let content = [format!("{id}.{}.", at.timestamp()).as_bytes(), body].concat();
    let each: Vec<String> = secrets.iter().map(|secret| secret.signature(&content)).collect();
    each.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_shows_itself_only_where_that_is_asked_for() {
        let secret = Secret([7; SECRET_BYTES]);
        assert_eq!(secret.shown(), "whsec_BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc=");
        assert_eq!(format!("{secret:?}"), "Secret");
    }

    #[test]
    fn each_secret_signs() {
        let secrets = [Secret([7; SECRET_BYTES]), Secret([8; SECRET_BYTES])];
        let signed = signatures(&secrets, Uuid::nil(), DateTime::UNIX_EPOCH, b"{}");
        let each: Vec<&str> = signed.split(' ').collect();
        assert_eq!(each.len(), 2);
        assert!(each.iter().all(|one| one.starts_with("v1,")) && each[0] != each[1]);
    }
}
