//! What a token says, before anybody believes it.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::{DateTime, Utc};
use fault::{Reason, Refusal};
use serde_json::{Map, Value};

/// A token taken apart. Only its signature makes any of it true.
pub(super) struct Token<'a> {
    /// What is signed.
    pub(super) message: &'a str,
    pub(super) signature: &'a str,
    pub(super) key_id: Option<String>,
    claims: Map<String, Value>,
}

impl<'a> Token<'a> {
    pub(super) fn parse(text: &'a str) -> Result<Self, Refusal> {
        let (message, signature) = text.rsplit_once('.').ok_or_else(|| malformed("it has no three parts"))?;
        let (header, claims) = message.split_once('.').ok_or_else(|| malformed("it has no three parts"))?;
        let header = object(header).ok_or_else(|| malformed("its header is no JSON object"))?;
        if header.contains_key("crit") {
            return Err(malformed("its header asks for an extension"));
        }
        let claims = object(claims).ok_or_else(|| malformed("its claims are no JSON object"))?;
        let key_id = header.get("kid").and_then(Value::as_str).map(str::to_owned);
        Ok(Self { message, signature, key_id, claims })
    }

    pub(super) fn text(&self, claim: &str) -> Result<&str, Refusal> {
        let text = self.claims.get(claim).and_then(Value::as_str).filter(|text| !text.is_empty());
        text.ok_or_else(|| lacks(claim))
    }

    /// Whether the audience is among those that it was issued for.
    pub(super) fn is_for(&self, audience: &str) -> Result<bool, Refusal> {
        match self.claims.get("aud") {
            Some(Value::String(only)) => Ok(only == audience),
            Some(Value::Array(several)) => Ok(several.iter().any(|one| one == audience)),
            _ => Err(lacks("aud")),
        }
    }

    pub(super) fn expires(&self) -> Result<DateTime<Utc>, Refusal> {
        instant(self.claims.get("exp")).ok_or_else(|| lacks("exp"))
    }

    pub(super) fn not_before(&self) -> Result<Option<DateTime<Utc>>, Refusal> {
        match self.claims.get("nbf") {
            None => Ok(None),
            given => instant(given).map(Some).ok_or_else(|| lacks("nbf")),
        }
    }
}

fn malformed(what: &str) -> Refusal {
    Refusal::new(Reason::TokenMalformed, format!("it is no signed token: {what}"))
}

pub(super) fn lacks(claim: &str) -> Refusal {
    let message = format!("the token has no usable claim \"{claim}\"");
    Refusal::new(Reason::TokenMalformed, message).with("claim", claim)
}

fn object(part: &str) -> Option<Map<String, Value>> {
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).ok()?).ok()
}

/// A NumericDate: seconds since 1970, with or without a fraction.
fn instant(value: Option<&Value>) -> Option<DateTime<Utc>> {
    let seconds = value?.as_f64()?;
    #[allow(clippy::cast_possible_truncation)]
    DateTime::from_timestamp(seconds.floor() as i64, 0)
}
