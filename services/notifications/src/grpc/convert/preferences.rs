use super::webhook::LONGEST_ETAG;
use crate::domain::delivery::{Channel, ToPeople};
use crate::domain::digest::{DailyDigest, HOURS};
use crate::domain::preferences::{CHOSEN, Choices, Preferences, QuietHours, WantedPreferences};
use crate::domain::rules::Rules;
use crate::ops::{Command, Desk};
use chrono::NaiveTime;
use contracts::notifications::v1::{self, Choice, UpdatePreferencesRequest};
use fault::{Fault, Fields};

const TIME: &str = "%H:%M";
const MOST_CHOICES: usize = 200;

impl Desk {
    /// Preferences as their worker sees them: a choice for each kind and channel.
    pub fn shown(&self, preferences: &Preferences) -> v1::Preferences {
        let council = self.outside.open().map(|way| way.to_people()).unwrap_or_default();
        let choices = self.rules.keys().flat_map(|(kind, _)| {
            CHOSEN.map(|channel| choice(preferences, channel, kind, &self.rules, &council))
        });
        let quiet_hours = preferences.quiet.map(|quiet| v1::QuietHours {
            begin: quiet.from.format(TIME).to_string(),
            end: quiet.until.format(TIME).to_string(),
        });
        let daily_digest = preferences.digest.as_ref().map(|digest| v1::DailyDigest {
            hour: digest.hour.cast_signed(),
            channels: digest.channels.iter().map(|channel| v1::Channel::from(*channel).into()).collect(),
        });
        let etag = preferences.stamp.etag();
        v1::Preferences { choices: choices.collect(), quiet_hours, etag, daily_digest }
    }

    /// Refuses with `FIELD_INVALID` a choice about a kind that there is not.
    pub fn expect_known_kinds(&self, wanted: &WantedPreferences) -> Result<(), Fault> {
        let mut wrong = Fields::default();
        let known = |kind: &str| self.rules.keys().any(|(key, _)| key == kind);
        let kinds = wanted.choices.values().flat_map(|kinds| kinds.keys());
        wrong.require(
            "preferences.choices",
            kinds.into_iter().all(|kind| known(kind)),
            "names a kind that is not",
        );
        wrong.finish()
    }
}

fn choice(
    preferences: &Preferences,
    channel: Channel,
    kind: &str,
    rules: &Rules,
    council: &ToPeople,
) -> Choice {
    Choice {
        kind: kind.to_owned(),
        channel: v1::Channel::from(channel).into(),
        enabled: preferences.enabled(channel, kind, rules, council),
        fixed: rules.is_fixed(channel, kind),
    }
}

impl TryFrom<UpdatePreferencesRequest> for Command<WantedPreferences> {
    type Error = Fault;

    fn try_from(request: UpdatePreferencesRequest) -> Result<Self, Fault> {
        let body_hash = eventlog::body_hash(&request);
        let UpdatePreferencesRequest { request_id, preferences } = request;
        let mut wrong = Fields::default();
        let request_id = wrong.uuid("request_id", &request_id);
        let v1::Preferences { choices, quiet_hours, etag, daily_digest } =
            wrong.present("preferences", preferences);
        wrong.text("preferences.etag", &etag, 1, LONGEST_ETAG);
        let choices = read_choices(&mut wrong, choices);
        let quiet = quiet_hours.map(|hours| read_hours(&mut wrong, &hours));
        let digest = daily_digest.map(|digest| read_digest(&mut wrong, &digest));
        wrong.finish()?;
        Ok(Self { request_id, body_hash, wanted: WantedPreferences { choices, quiet, digest, etag } })
    }
}

fn read_choices(wrong: &mut Fields, raw: Vec<Choice>) -> Choices {
    wrong.require("preferences.choices", raw.len() <= MOST_CHOICES, "has more than 200 entries");
    let mut choices = Choices::new();
    for (index, choice) in raw.into_iter().enumerate() {
        let Choice { kind, channel: raw_channel, enabled, fixed: _ } = choice;
        let field = format!("preferences.choices[{index}]");
        let kind = super::kind_key(wrong, format_args!("{field}.kind"), &kind);
        let Some(channel) = read_channel(wrong, &format!("{field}.channel"), raw_channel) else { continue };
        let before = choices.entry(channel).or_default().insert(kind, enabled);
        wrong.require(field, before.is_none(), "is chosen already");
    }
    choices
}

fn read_channel(wrong: &mut Fields, field: &str, raw: i32) -> Option<Channel> {
    match wrong.one_of(field, raw) {
        v1::Channel::Email => Some(Channel::Email),
        v1::Channel::Sms => Some(Channel::Sms),
        v1::Channel::Webhook => {
            wrong.refuse(field, "leads to no worker");
            None
        }
        v1::Channel::Unspecified => None,
    }
}

fn read_digest(wrong: &mut Fields, raw: &v1::DailyDigest) -> DailyDigest {
    let hour = u32::try_from(raw.hour).ok().filter(|hour| HOURS.contains(hour));
    wrong.require("preferences.daily_digest.hour", hour.is_some(), "is not 7 to 18");
    let field = "preferences.daily_digest.channels";
    wrong.require(field, !raw.channels.is_empty(), "is empty");
    wrong.require(field, raw.channels.len() <= CHOSEN.len(), "has more than 2 entries");
    let named = raw.channels.iter().take(CHOSEN.len()).enumerate();
    let channels = named.filter_map(|(index, raw)| read_channel(wrong, &format!("{field}[{index}]"), *raw));
    DailyDigest { hour: hour.unwrap_or_default(), channels: channels.collect() }
}

fn read_hours(wrong: &mut Fields, raw: &v1::QuietHours) -> QuietHours {
    let mut time = |field: &str, raw: &str| {
        let read = (raw.len() == 5).then(|| NaiveTime::parse_from_str(raw, TIME).ok()).flatten();
        wrong.require(field, read.is_some(), "is no time as 22:00");
        read.unwrap_or_default()
    };
    let from = time("preferences.quiet_hours.begin", &raw.begin);
    let until = time("preferences.quiet_hours.end", &raw.end);
    wrong.require("preferences.quiet_hours.end", from != until, "is the same time as begin");
    QuietHours { from, until }
}
