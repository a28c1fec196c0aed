//! Who hears of what, as data. Rust knows no kind of notification by name; everything that is particular to a council
//! stands in a YAML file.

mod key;
mod load;
mod part;
mod reminder;

pub use key::Key;
pub use load::RulesError;
pub use reminder::{Due, Reminder, Rhythm};

use super::delivery::Channel;
use super::happening::{About, Audience, Trigger, Until};
use chrono::NaiveTime;
use serde::Deserialize;

/// The rules that come with the software.
pub const STANDARD: &str = include_str!("../../../rules/standard.yaml");

/// Who hears of what.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rules {
    /// As `standard`.
    pub rules: Key,
    /// In the order of the file: of one thing a worker is told by the first that tells them.
    pub kinds: Vec<Kind>,
    /// At which hour of London's day reminders fall due.
    pub reminds_at_hour: u32,
    /// How often a case is reviewed; left out where it is not.
    #[serde(default)]
    pub review: Option<Rhythm>,
    /// What is told when nobody does anything.
    pub reminders: Vec<Reminder>,
}

impl Rules {
    /// The keys of all kinds, reminders included, each with whether nobody may switch it off by e-mail.
    pub fn keys(&self) -> impl Iterator<Item = (&str, bool)> {
        let kinds = self.kinds.iter().map(|kind| (&*kind.key as &str, kind.fixed));
        kinds.chain(self.reminders.iter().map(|reminder| (&*reminder.key as &str, reminder.fixed)))
    }

    /// Whether nobody may switch a kind off by a channel.
    pub fn is_fixed(&self, channel: Channel, kind: &str) -> bool {
        channel == Channel::Email && self.keys().any(|(key, fixed)| fixed && key == kind)
    }

    /// The keys of what is told when nobody does anything. A reminder by another is some other replica's, with newer rules.
    pub fn reminder_keys(&self) -> Vec<&str> {
        self.reminders.iter().map(|reminder| &*reminder.key as &str).collect()
    }

    /// When reminders fall due.
    pub fn morning(&self) -> NaiveTime {
        NaiveTime::from_hms_opt(self.reminds_at_hour, 0, 0).unwrap_or(NaiveTime::MIN)
    }
}

/// A kind of notification.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Kind {
    /// Stored with its notifications, as `work_arrived`.
    pub key: Key,
    /// Where it comes from.
    pub source: String,
    /// Upon what it is raised.
    pub when: Trigger,
    /// Who is told.
    pub tells: Vec<Audience>,
    /// What they read, with `{workstep}` and `{request}` for the exact titles of those, `{panel}` and `{extract}` for the days
    /// of those, `{rows}` and `{rejected}` for how many an extract has.
    pub title: Key,
    /// What leaves nothing to be done about it; nothing where it only informs.
    #[serde(default)]
    pub until: Option<Until>,
    /// Whether nobody may switch it off by e-mail.
    #[serde(default)]
    pub fixed: bool,
}

/// A title as it is shown about this.
pub fn title_about(title: &str, about: &About) -> String {
    let mut title = title.to_owned();
    let mut put_in = |place: &str, text: String| title = title.replace(place, &text);
    if let Some((_, workstep)) = &about.workstep {
        put_in(WORKSTEP, workstep.clone());
    }
    if let Some((_, request)) = &about.request {
        put_in(REQUEST, request.clone());
    }
    if let Some(panel) = about.panel {
        put_in(PANEL, panel.format(DAY).to_string());
    }
    if let Some(extract) = &about.extract {
        put_in(EXTRACT, extract.as_of.format(DAY).to_string());
        put_in(ROWS, extract.rows.to_string());
        put_in(REJECTED, extract.rejected.to_string());
    }
    title
}

const WORKSTEP: &str = "{workstep}";
const REQUEST: &str = "{request}";
const PANEL: &str = "{panel}";
const EXTRACT: &str = "{extract}";
const ROWS: &str = "{rows}";
const REJECTED: &str = "{rejected}";
/// As councils write a day.
const DAY: &str = "%d/%m/%Y";
