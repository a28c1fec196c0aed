//! How a worker wants to be told outside the application.

use super::delivery::{Channel, ToPeople};
use super::digest::DailyDigest;
use super::rules::Rules;
use super::stamp::Stamp;
use calendar::{london_date, london_instant};
use chrono::{DateTime, Days, NaiveTime, Utc};
use fault::{Reason, Refusal};
use std::collections::BTreeMap;
use uuid::Uuid;

/// The channels that there is a choice about.
pub const CHOSEN: [Channel; 2] = [Channel::Email, Channel::Sms];

/// What a worker chose: by channel and kind whether they are told.
pub type Choices = BTreeMap<Channel, BTreeMap<String, bool>>;

/// A worker's preferences.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Preferences {
    /// Whose.
    pub worker_id: Uuid,
    /// What they chose.
    pub choices: Choices,
    /// When nothing goes out to them.
    pub quiet: Option<QuietHours>,
    /// What is gathered into one message a day.
    pub digest: Option<DailyDigest>,
    /// The last change; version 0 before the first.
    pub stamp: Stamp,
}

/// What a worker wants.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WantedPreferences {
    /// What they choose.
    pub choices: Choices,
    /// When nothing is to go out to them.
    pub quiet: Option<QuietHours>,
    /// What is to be gathered into one message a day.
    pub digest: Option<DailyDigest>,
    /// The etag, as it was read.
    pub etag: String,
}

/// Hours of each day, by London's clocks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct QuietHours {
    /// From when.
    pub from: NaiveTime,
    /// Until when: on the next day where that is before.
    pub until: NaiveTime,
}

impl QuietHours {
    /// The end of the quiet hours in which this instant lies; nothing where it lies in none.
    pub fn over_at(&self, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let today = london_date(now);
        let yesterday = today.checked_sub_days(Days::new(1))?;
        [yesterday, today].into_iter().find_map(|day| {
            let last = if self.until > self.from { day } else { day.checked_add_days(Days::new(1))? };
            let (from, until) = (london_instant(day, self.from), london_instant(last, self.until));
            (from <= now && now < until).then_some(until)
        })
    }
}

impl Preferences {
    /// Those of somebody who never said anything.
    pub fn unsaid(worker_id: Uuid) -> Self {
        let stamp = Stamp { version: 0, by: Some(worker_id), at: DateTime::UNIX_EPOCH };
        Self { worker_id, choices: Choices::new(), quiet: None, digest: None, stamp }
    }

    /// Replaces them. Refused with `ETAG_STALE`, and with `PREFERENCE_FIXED` for each that may not be switched off.
    pub fn replaced(
        self,
        wanted: &WantedPreferences,
        rules: &Rules,
        at: DateTime<Utc>,
    ) -> Result<Self, Vec<Refusal>> {
        self.stamp.expect(&subject(self.worker_id), &wanted.etag).map_err(|stale| vec![stale])?;
        let each = wanted.choices.iter().flat_map(|(channel, kinds)| {
            kinds.iter().map(move |(kind, enabled)| (*channel, kind.as_str(), *enabled))
        });
        let fixed = each.filter(|(channel, kind, enabled)| !enabled && rules.is_fixed(*channel, kind));
        let refusals: Vec<Refusal> = fixed.map(|(channel, kind, _)| may_not(channel, kind)).collect();
        if !refusals.is_empty() {
            return Err(refusals);
        }
        let stamp = self.stamp.next(self.worker_id, at);
        let (choices, digest) = (wanted.choices.clone(), wanted.digest.clone());
        Ok(Self { choices, quiet: wanted.quiet, digest, stamp, ..self })
    }

    /// Whether the worker is told of a kind by a channel.
    pub fn enabled(&self, channel: Channel, kind: &str, rules: &Rules, council: &ToPeople) -> bool {
        let chosen = self.choices.get(&channel).and_then(|kinds| kinds.get(kind)).copied();
        let as_the_council_has_it = match channel {
            Channel::Email => true,
            Channel::Sms => council.sms_kinds.iter().any(|it| it == kind),
            Channel::Webhook => false,
        };
        rules.is_fixed(channel, kind) || chosen.unwrap_or(as_the_council_has_it)
    }
}

fn may_not(channel: Channel, kind: &str) -> Refusal {
    Refusal::new(Reason::PreferenceFixed, "the council insists that whoever this concerns is told")
        .with("kind", kind)
        .with("channel", channel.as_str())
}

/// The subject of a worker's preferences.
pub fn subject(worker_id: Uuid) -> String {
    format!("preferences/{worker_id}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::rules::STANDARD;

    fn quiet(from: &str, until: &str) -> QuietHours {
        let time = |raw| NaiveTime::parse_from_str(raw, "%H:%M").unwrap();
        QuietHours { from: time(from), until: time(until) }
    }

    #[test]
    fn quiet_hours_end_by_londons_clocks_over_midnight_too() {
        for (hours, now, over) in [
            (quiet("22:00", "07:00"), "2026-01-14T23:00:00Z", Some("2026-01-15T07:00:00Z")),
            (quiet("22:00", "07:00"), "2026-01-15T06:59:59Z", Some("2026-01-15T07:00:00Z")),
            (quiet("22:00", "07:00"), "2026-01-15T07:00:00Z", None),
            (quiet("22:00", "07:00"), "2026-01-15T12:00:00Z", None),
            (quiet("12:00", "13:00"), "2026-01-15T12:00:00Z", Some("2026-01-15T13:00:00Z")),
            // In summer London is an hour ahead; in the night of 29 March its clocks change.
            (quiet("22:00", "07:00"), "2026-07-01T21:30:00Z", Some("2026-07-02T06:00:00Z")),
            (quiet("22:00", "07:00"), "2026-03-28T23:00:00Z", Some("2026-03-29T06:00:00Z")),
        ] {
            let over = over.map(|over| over.parse().unwrap());
            assert_eq!(hours.over_at(now.parse().unwrap()), over, "{hours:?} {now}");
        }
    }

    fn wanted(channel: Channel, kind: &str, enabled: bool, etag: &str) -> WantedPreferences {
        let choices = [(channel, [(kind.to_owned(), enabled)].into())].into();
        WantedPreferences { choices, quiet: None, digest: None, etag: etag.into() }
    }

    #[test]
    fn what_the_council_insists_on_may_not_be_switched_off() {
        let rules = Rules::load(STANDARD).unwrap();
        let (unsaid, at) = (Preferences::unsaid(Uuid::nil()), DateTime::UNIX_EPOCH);
        let off = wanted(Channel::Email, "review_overdue", false, "0");
        let refusals = unsaid.clone().replaced(&off, &rules, at).unwrap_err();
        assert_eq!(refusals[0].reason, Reason::PreferenceFixed);
        assert_eq!(refusals[0].metadata["kind"], "review_overdue");
        let stale = wanted(Channel::Email, "work_arrived", false, "1");
        assert_eq!(unsaid.clone().replaced(&stale, &rules, at).unwrap_err()[0].reason, Reason::EtagStale);

        let council = ToPeople { channels: CHOSEN.to_vec(), sms_kinds: vec!["request_received".into()] };
        let said = unsaid.replaced(&wanted(Channel::Email, "work_arrived", false, "0"), &rules, at).unwrap();
        let enabled = |channel, kind| said.enabled(channel, kind, &rules, &council);
        assert!(!enabled(Channel::Email, "work_arrived"));
        assert!(enabled(Channel::Email, "request_received"));
        assert!(enabled(Channel::Sms, "request_received") && !enabled(Channel::Sms, "work_arrived"));
    }
}
