use super::webhook::LONGEST_ETAG;
use crate::domain::delivery::{Channel, ToPeople};
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
        v1::Preferences { choices: choices.collect(), quiet_hours, etag: preferences.stamp.etag() }
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
        let v1::Preferences { choices, quiet_hours, etag } = wrong.present("preferences", preferences);
        wrong.text("preferences.etag", &etag, 1, LONGEST_ETAG);
        let choices = read_choices(&mut wrong, choices);
        let quiet = quiet_hours.map(|hours| read_hours(&mut wrong, &hours));
        wrong.finish()?;
        Ok(Self { request_id, body_hash, wanted: WantedPreferences { choices, quiet, etag } })
    }
}

fn read_choices(wrong: &mut Fields, raw: Vec<Choice>) -> Choices {
    wrong.require("preferences.choices", raw.len() <= MOST_CHOICES, "has more than 200 entries");
    let mut choices = Choices::new();
    for (index, choice) in raw.into_iter().enumerate() {
        let Choice { kind, channel: raw_channel, enabled, fixed: _ } = choice;
        let field = format!("preferences.choices[{index}]");
        let kind = super::kind_key(wrong, format_args!("{field}.kind"), &kind);
        let channel = match wrong.one_of(format_args!("{field}.channel"), raw_channel) {
            v1::Channel::Email => Channel::Email,
            v1::Channel::Sms => Channel::Sms,
            v1::Channel::Webhook => {
                wrong.refuse(format_args!("{field}.channel"), "leads to no worker");
                continue;
            }
            v1::Channel::Unspecified => continue,
        };
        let before = choices.entry(channel).or_default().insert(kind, enabled);
        wrong.require(field, before.is_none(), "is chosen already");
    }
    choices
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
