//! A message that leaves the application, until it has arrived or is dead.

use super::schedule::Schedule;
use super::stamp::Stamp;
use chrono::{DateTime, TimeDelta, Utc};
use fault::{Reason, Refusal};
use uuid::Uuid;

/// A way out of the application.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Channel {
    /// To another system of the council.
    Webhook,
    /// To the worker, by e-mail.
    Email,
    /// To the worker, by text message.
    Sms,
}

/// The ways by which workers themselves are told outside the application.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ToPeople {
    /// Which there are.
    pub channels: Vec<Channel>,
    /// The kinds of which they are told by text message.
    pub sms_kinds: Vec<String>,
}

/// How far a message has come, in the words of GOV.UK Notify.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// It waits for its first attempt.
    Created,
    /// It is under way.
    Sending,
    /// The network has it, and the phone has not answered yet.
    Pending,
    /// It went abroad, and nothing more is heard of it.
    Sent,
    /// It has arrived.
    Delivered,
    /// It was refused for good.
    PermanentFailure,
    /// It was refused for the moment.
    TemporaryFailure,
    /// There was no answer, or it could not be sent at all.
    TechnicalFailure,
    /// It was not sent: whom it would tell may not see it, or had read or done with it when their quiet hours ended; or its webhook is
    /// gone.
    Withheld,
}

/// A message as operators see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivery {
    /// The id under which it goes out each time.
    pub id: Uuid,
    /// Its place among all.
    pub place: i64,
    /// What it tells of; nothing for a digest.
    pub notification_id: Option<Uuid>,
    /// What a digest was to tell of.
    pub digested: Vec<Uuid>,
    /// That notification's key in the rules; empty for a digest.
    pub kind: String,
    /// Who is told.
    pub worker_id: Uuid,
    /// The way it goes.
    pub channel: Channel,
    /// The webhook.
    pub webhook_id: Option<Uuid>,
    /// How far it has come.
    pub status: Stage,
    /// When it was queued.
    pub created_at: DateTime<Utc>,
    /// When it is tried next; nothing where nothing is left to do.
    pub next_attempt_at: Option<DateTime<Utc>>,
    /// Each attempt, oldest first.
    pub attempts: Vec<Attempt>,
    /// Its last change.
    pub stamp: Stamp,
}

/// One attempt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attempt {
    /// When it began.
    pub began_at: DateTime<Utc>,
    /// When its outcome was known; nothing for one under way, or cut off.
    pub ended_at: Option<DateTime<Utc>>,
    /// Its outcome.
    pub status: Stage,
    /// What was answered, or what went wrong. Nothing personal.
    pub detail: String,
}

/// A dead message that is to be tried again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WantedRedelivery {
    /// Which.
    pub id: Uuid,
    /// Its etag, as it was read.
    pub etag: String,
}

/// Which dead messages are to be tried again together. What is not set does not narrow.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DeadOnes {
    /// One channel.
    pub channel: Option<Channel>,
    /// What goes to one webhook.
    pub webhook_id: Option<Uuid>,
    /// What failed for the last time then or later.
    pub failed_from: Option<DateTime<Utc>>,
    /// What failed for the last time before then.
    pub failed_before: Option<DateTime<Utc>>,
    /// Whether they are only counted.
    pub validate_only: bool,
}

/// A dead message, as far as trying it again goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dead {
    /// Which.
    pub id: Uuid,
    /// How often it was changed.
    pub version: i64,
}

/// The longest pause that another side may ask for, as until its daily limit begins anew.
const LONGEST_WISH: TimeDelta = TimeDelta::days(1);

/// What an attempt came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// Delivered, or a kind of failure.
    pub status: Stage,
    /// What was answered, or what went wrong.
    pub detail: String,
    /// For how long the other side asked to be left alone.
    pub pause: Option<TimeDelta>,
    /// Under which id a provider took it, that tells later what came of it.
    pub accepted_as: Option<Uuid>,
}

impl Outcome {
    /// A provider took it, and is asked what came of it after a while.
    pub fn accepted(as_id: Uuid, pause: TimeDelta) -> Self {
        Self::under_way(Stage::Sending, as_id, pause)
    }

    /// A provider has it, as far along as was heard last, and is asked again after a while.
    pub fn under_way(stage: Stage, as_id: Uuid, pause: TimeDelta) -> Self {
        match stage {
            Stage::Pending => Self::pending(as_id, pause),
            _ => {
                Self { pause: Some(pause), accepted_as: Some(as_id), ..Self::new(Stage::Sending, "accepted") }
            }
        }
    }

    /// The network has it, and the provider is asked again after a while.
    pub fn pending(as_id: Uuid, pause: TimeDelta) -> Self {
        Self { pause: Some(pause), accepted_as: Some(as_id), ..Self::new(Stage::Pending, "pending") }
    }

    /// An outcome without a wish for a pause.
    pub fn new(status: Stage, detail: impl Into<String>) -> Self {
        Self { status, detail: detail.into(), pause: None, accepted_as: None }
    }

    /// When the message is tried again after this, its so manieth try; nothing where it has arrived or is dead.
    pub fn again_at(
        &self,
        id: Uuid,
        tries: u32,
        schedule: &Schedule,
        now: DateTime<Utc>,
    ) -> Option<DateTime<Utc>> {
        match self.status {
            Stage::TemporaryFailure | Stage::TechnicalFailure => {
                let pause = schedule.pause_after(id, tries)?;
                let asked =
                    self.pause.map(|it| it.min(LONGEST_WISH) + schedule.beyond_what_is_asked(id, tries));
                Some(now + asked.map_or(pause, |asked| asked.max(pause)))
            }
            // It is asked again what came of it.
            Stage::Sending | Stage::Pending => Some(now + self.pause.unwrap_or(schedule.first)),
            Stage::Created | Stage::Sent | Stage::Delivered | Stage::PermanentFailure | Stage::Withheld => {
                None
            }
        }
    }
}

impl Delivery {
    /// Whether it failed and is not tried again.
    pub fn is_dead(&self) -> bool {
        let failed = matches!(
            self.status,
            Stage::PermanentFailure | Stage::TemporaryFailure | Stage::TechnicalFailure
        );
        failed && self.next_attempt_at.is_none()
    }

    /// Tries a dead message again. Refused with `ETAG_STALE` and `DELIVERY_NOT_DEAD`.
    pub fn redelivered(self, etag: &str, by: Uuid, at: DateTime<Utc>) -> Result<Self, Refusal> {
        let subject = subject(self.id);
        self.stamp.expect(&subject, etag)?;
        if !self.is_dead() {
            let message = "it is on its way, has arrived or was withheld";
            let refusal = Refusal::new(Reason::DeliveryNotDead, message);
            return Err(refusal.with("subject", subject).with("status", self.status.as_str()));
        }
        let stamp = self.stamp.next(by, at);
        Ok(Self { status: Stage::Created, next_attempt_at: Some(at), stamp, ..self })
    }
}

impl Channel {
    /// As it is stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Channel::Webhook => "WEBHOOK",
            Channel::Email => "EMAIL",
            Channel::Sms => "SMS",
        }
    }

    /// What is stored so; nothing where nothing is.
    pub fn named(name: &str) -> Option<Self> {
        [Channel::Webhook, Channel::Email, Channel::Sms].into_iter().find(|channel| channel.as_str() == name)
    }
}

impl Stage {
    const ALL: [Self; 9] = [
        Self::Created,
        Self::Sending,
        Self::Pending,
        Self::Sent,
        Self::Delivered,
        Self::PermanentFailure,
        Self::TemporaryFailure,
        Self::TechnicalFailure,
        Self::Withheld,
    ];

    /// As it is stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Stage::Created => "CREATED",
            Stage::Sending => "SENDING",
            Stage::Pending => "PENDING",
            Stage::Sent => "SENT",
            Stage::Delivered => "DELIVERED",
            Stage::PermanentFailure => "PERMANENT_FAILURE",
            Stage::TemporaryFailure => "TEMPORARY_FAILURE",
            Stage::TechnicalFailure => "TECHNICAL_FAILURE",
            Stage::Withheld => "WITHHELD",
        }
    }

    /// GOV.UK Notify's word for how far a message has come, as its documentation lists them for e-mail and text messages; nothing where
    /// it is none.
    pub fn said_by_notify(status: &str) -> Option<Self> {
        match status {
            "created" => Some(Self::Created),
            "sending" => Some(Self::Sending),
            "pending" => Some(Self::Pending),
            "sent" => Some(Self::Sent),
            "delivered" => Some(Self::Delivered),
            "permanent-failure" => Some(Self::PermanentFailure),
            "temporary-failure" => Some(Self::TemporaryFailure),
            "technical-failure" => Some(Self::TechnicalFailure),
            _ => None,
        }
    }

    /// Whether it says what came of a message or, where it is tried again, of the attempt.
    pub fn is_an_outcome(self) -> bool {
        !matches!(self, Self::Created | Self::Sending | Self::Pending)
    }

    /// What is stored so; nothing where nothing is.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.as_str() == name)
    }
}

/// The subject of a message's events and audit entries.
pub fn subject(id: Uuid) -> String {
    format!("delivery/{id}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn delivery(status: Stage, next_attempt_at: Option<DateTime<Utc>>) -> Delivery {
        Delivery {
            id: Uuid::from_u128(1),
            place: 1,
            notification_id: Some(Uuid::from_u128(2)),
            digested: Vec::new(),
            kind: "work_arrived".into(),
            worker_id: Uuid::from_u128(3),
            channel: Channel::Webhook,
            webhook_id: Some(Uuid::from_u128(4)),
            status,
            created_at: DateTime::UNIX_EPOCH,
            next_attempt_at,
            attempts: Vec::new(),
            stamp: Stamp { version: 7, by: None, at: DateTime::UNIX_EPOCH },
        }
    }

    #[test]
    fn only_what_is_dead_is_redelivered_and_only_as_it_was_read() {
        let now = DateTime::UNIX_EPOCH + TimeDelta::hours(1);
        for dead in [Stage::PermanentFailure, Stage::TemporaryFailure, Stage::TechnicalFailure] {
            let again = delivery(dead, None).redelivered("7", Uuid::nil(), now).unwrap();
            assert_eq!((again.status, again.next_attempt_at), (Stage::Created, Some(now)));
            assert_eq!(again.stamp.etag(), "8");
            let stale = delivery(dead, None).redelivered("6", Uuid::nil(), now).unwrap_err();
            assert_eq!(stale.reason, Reason::EtagStale);
        }
        for (status, next) in [
            (Stage::Created, Some(now)),
            (Stage::TemporaryFailure, Some(now)),
            (Stage::Delivered, None),
            (Stage::Withheld, None),
        ] {
            let refused = delivery(status, next).redelivered("7", Uuid::nil(), now).unwrap_err();
            assert_eq!(refused.reason, Reason::DeliveryNotDead);
            assert_eq!(refused.metadata["status"], status.as_str());
        }
    }

    #[test]
    fn what_failed_for_now_is_tried_again_until_its_tries_are_used_up() {
        let schedule =
            Schedule { attempts: 3, first: TimeDelta::seconds(10), longest: TimeDelta::seconds(60) };
        let (id, now) = (Uuid::from_u128(1), DateTime::UNIX_EPOCH);
        let again = |outcome: &Outcome, tries| outcome.again_at(id, tries, &schedule, now);
        let busy = Outcome::new(Stage::TemporaryFailure, "HTTP 503");
        assert!(again(&busy, 1).is_some() && again(&busy, 2).is_some() && again(&busy, 3).is_none());
        let asked = Outcome { pause: Some(TimeDelta::seconds(45)), ..busy.clone() };
        let beyond = schedule.beyond_what_is_asked(id, 1);
        assert_eq!(again(&asked, 1), Some(now + TimeDelta::seconds(45) + beyond), "not sooner than asked");
        let asked_for_ever = Outcome { pause: Some(TimeDelta::days(9)), ..busy };
        assert_eq!(again(&asked_for_ever, 1), Some(now + TimeDelta::days(1) + beyond));
        assert_eq!(again(&Outcome::new(Stage::PermanentFailure, "HTTP 410"), 1), None);
        assert_eq!(again(&Outcome::new(Stage::Delivered, "HTTP 200"), 1), None);
    }

    #[test]
    fn every_word_of_notify_is_a_status_of_that_name() {
        for word in [
            "created",
            "sending",
            "pending",
            "sent",
            "delivered",
            "permanent-failure",
            "temporary-failure",
            "technical-failure",
        ] {
            let status = Stage::said_by_notify(word).unwrap();
            assert_eq!(status.as_str(), word.to_uppercase().replace('-', "_"));
            assert_eq!(status.is_an_outcome(), !["created", "sending", "pending"].contains(&word), "{word}");
        }
        assert_eq!(Stage::said_by_notify("withheld"), None, "it is our own");
        assert_eq!(Stage::said_by_notify("Delivered"), None);
    }

    #[test]
    fn what_went_abroad_is_over_and_what_the_network_has_is_asked_for_again() {
        let schedule =
            Schedule { attempts: 3, first: TimeDelta::seconds(10), longest: TimeDelta::seconds(60) };
        let (id, now) = (Uuid::from_u128(1), DateTime::UNIX_EPOCH);
        assert_eq!(Outcome::new(Stage::Sent, "sent").again_at(id, 1, &schedule, now), None);
        let pending = Outcome::pending(id, TimeDelta::seconds(7));
        assert_eq!(pending.again_at(id, 3, &schedule, now), Some(now + TimeDelta::seconds(7)));
        assert!(!delivery(Stage::Sent, None).is_dead());
    }

    #[test]
    fn every_status_reads_back_as_it_is_stored() {
        for status in Stage::ALL {
            assert_eq!(Stage::named(status.as_str()), Some(status));
        }
        assert_eq!(Stage::named("LOST"), None);
    }
}
