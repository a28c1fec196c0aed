//! Who hears of what, as data. Rust knows no kind of notification by name; everything that is particular to a council
//! stands in a YAML file.

mod key;
mod load;
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
    /// What they read, with `{workstep}` and `{request}` for the exact titles of those.
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
    let title = title.replace(WORKSTEP, &about.workstep_title);
    match &about.request {
        Some((_, request)) => title.replace(REQUEST, request),
        None => title,
    }
}

const WORKSTEP: &str = "{workstep}";
const REQUEST: &str = "{request}";

impl Trigger {
    /// Whether it is about a request, and not only about a step.
    fn is_about_a_request(self) -> bool {
        match self {
            Trigger::WorkstepArrived | Trigger::WorkstepReassigned | Trigger::FellDue => false,
            Trigger::RequestSent
            | Trigger::RequestReassigned
            | Trigger::RequestCompleted
            | Trigger::RequestReturned
            | Trigger::RequestVoided => true,
        }
    }

    /// Whether such people have a part in it.
    fn involves(self, audience: Audience) -> bool {
        match audience {
            Audience::SocialWorker
            | Audience::Supervisor
            | Audience::ServiceManager
            | Audience::ReviewingOfficer
            | Audience::LineManagers
            | Audience::Assignee
            | Audience::InboxMembers => true,
            Audience::Sender | Audience::StepHolder => self.is_about_a_request(),
            Audience::PreviousHolder => {
                matches!(self, Trigger::WorkstepReassigned | Trigger::RequestReassigned)
            }
            Audience::Answerer => {
                matches!(self, Trigger::RequestCompleted | Trigger::RequestReturned | Trigger::RequestVoided)
            }
        }
    }

    /// Whether what it is about can still come that far.
    fn comes_to(self, until: Until) -> bool {
        match until {
            Until::Started => self == Trigger::WorkstepArrived,
            Until::Ended => matches!(self, Trigger::WorkstepArrived | Trigger::WorkstepReassigned),
            Until::Claimed => matches!(
                self,
                Trigger::WorkstepArrived
                    | Trigger::WorkstepReassigned
                    | Trigger::RequestSent
                    | Trigger::RequestReassigned
            ),
            Until::Answered => matches!(self, Trigger::RequestSent | Trigger::RequestReassigned),
        }
    }
}
