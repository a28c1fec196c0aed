//! Where another system of the council is called with what workers are told.

use super::stamp::Stamp;
use chrono::{DateTime, TimeDelta, Utc};
use fault::Refusal;
use uuid::Uuid;

/// A secret as it lies in the database: only who has the deployment's key can open it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sealed(pub Vec<u8>);

/// A webhook.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Webhook {
    /// Its id.
    pub id: Uuid,
    /// Where it is called.
    pub url: String,
    /// The kinds that it hears of; none for all.
    pub kinds: Vec<String>,
    /// What it is for.
    pub description: String,
    /// What its messages are signed with.
    pub secret: Sealed,
    /// What they are signed with as well, and until when.
    pub previous: Option<(Sealed, DateTime<Utc>)>,
    /// When it was created.
    pub created_at: DateTime<Utc>,
    /// When it was deleted.
    pub deleted_at: Option<DateTime<Utc>>,
    /// Its last change.
    pub stamp: Stamp,
}

/// A webhook as it is shown.
#[derive(Clone, Copy, Debug)]
pub struct Shown<'a> {
    /// The webhook.
    pub webhook: &'a Webhook,
    /// How many messages wait for it.
    pub waiting: i64,
}

/// A webhook that is wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WantedWebhook {
    /// Where it is to be called.
    pub url: String,
    /// The kinds that it is to hear of; none for all.
    pub kinds: Vec<String>,
    /// What it is for.
    pub description: String,
}

/// Another secret that is wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WantedRotation {
    /// Of which webhook.
    pub id: Uuid,
    /// Its etag, as it was read.
    pub etag: String,
    /// How long the secret before signs too.
    pub overlap: TimeDelta,
}

/// A webhook that is to end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WantedEnd {
    /// Which.
    pub id: Uuid,
    /// Its etag, as it was read.
    pub etag: String,
}

impl Webhook {
    /// A new one.
    pub fn created(id: Uuid, wanted: WantedWebhook, secret: Sealed, by: Uuid, at: DateTime<Utc>) -> Self {
        let WantedWebhook { url, kinds, description } = wanted;
        Self {
            id,
            url,
            kinds,
            description,
            secret,
            previous: None,
            created_at: at,
            deleted_at: None,
            stamp: Stamp::first(by, at),
        }
    }

    /// With another secret; the one before signs too for a while. Refused with `ETAG_STALE`.
    pub fn rotated(
        self,
        wanted: &WantedRotation,
        secret: Sealed,
        by: Uuid,
        at: DateTime<Utc>,
    ) -> Result<Self, Refusal> {
        self.stamp.expect(&subject(self.id), &wanted.etag)?;
        let overlaps = wanted.overlap > TimeDelta::zero();
        let previous = overlaps.then_some((self.secret, at + wanted.overlap));
        Ok(Self { secret, previous, stamp: self.stamp.next(by, at), ..self })
    }

    /// Called no more. Refused with `ETAG_STALE`.
    pub fn deleted(self, wanted: &WantedEnd, by: Uuid, at: DateTime<Utc>) -> Result<Self, Refusal> {
        self.stamp.expect(&subject(self.id), &wanted.etag)?;
        Ok(Self { deleted_at: Some(at), stamp: self.stamp.next(by, at), ..self })
    }

    /// As it is shown, with how many messages wait for it.
    pub fn shown(&self, waiting: i64) -> Shown<'_> {
        Shown { webhook: self, waiting }
    }

    /// What a message that goes out at this instant is signed with, the newest first.
    pub fn signs_with(&self, at: DateTime<Utc>) -> impl Iterator<Item = &Sealed> {
        let previous = self.previous.iter().filter(move |(_, until)| at < *until);
        [&self.secret].into_iter().chain(previous.map(|(secret, _)| secret))
    }
}

/// The subject of a webhook's events and audit entries.
pub fn subject(id: Uuid) -> String {
    format!("webhook/{id}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use fault::Reason;

    fn secret(byte: u8) -> Sealed {
        Sealed(vec![byte])
    }

    fn webhook() -> Webhook {
        let wanted = WantedWebhook {
            url: "https://hooks.example.gov.uk/".into(),
            kinds: Vec::new(),
            description: "The records system".into(),
        };
        Webhook::created(Uuid::from_u128(1), wanted, secret(1), Uuid::from_u128(2), DateTime::UNIX_EPOCH)
    }

    fn rotation(etag: &str, hours: i64) -> WantedRotation {
        WantedRotation { id: Uuid::from_u128(1), etag: etag.into(), overlap: TimeDelta::hours(hours) }
    }

    #[test]
    fn while_secrets_overlap_both_sign_and_then_only_the_new_one() {
        let at = DateTime::UNIX_EPOCH;
        let rotated = webhook().rotated(&rotation("1", 2), secret(2), Uuid::nil(), at).unwrap();
        let signs = |after| rotated.signs_with(at + TimeDelta::hours(after)).cloned().collect::<Vec<_>>();
        assert_eq!(signs(1), [secret(2), secret(1)]);
        assert_eq!(signs(2), [secret(2)]);
        let leaked = webhook().rotated(&rotation("1", 0), secret(2), Uuid::nil(), at).unwrap();
        assert_eq!(leaked.signs_with(at).collect::<Vec<_>>(), [&secret(2)]);
        let again = rotated.rotated(&rotation("2", 2), secret(3), Uuid::nil(), at).unwrap();
        assert_eq!(again.signs_with(at).collect::<Vec<_>>(), [&secret(3), &secret(2)]);
    }

    #[test]
    fn what_was_changed_since_it_was_read_is_not_changed_again() {
        let at = DateTime::UNIX_EPOCH;
        let stale = webhook().rotated(&rotation("2", 2), secret(2), Uuid::nil(), at).unwrap_err();
        assert_eq!(stale.reason, Reason::EtagStale);
        let end = |etag: &str| WantedEnd { id: Uuid::from_u128(1), etag: etag.into() };
        assert_eq!(webhook().deleted(&end("0"), Uuid::nil(), at).unwrap_err().reason, Reason::EtagStale);
        assert_eq!(webhook().deleted(&end("1"), Uuid::nil(), at).unwrap().deleted_at, Some(at));
    }
}
