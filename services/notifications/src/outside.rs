//! What a deployment says of the ways out of the application.

use crate::domain::delivery::{Channel, ToPeople};
use crate::domain::reach::Reach;
use crate::domain::rules::Rules;
use crate::domain::schedule::Schedule;
use crate::seal::{SealError, Sealer};
use calendar::Clock;
use chrono::TimeDelta;
use fault::{Fault, Reason, Refusal};
use runtime::settings::{Notify, Outside as Settings, Smtp};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use url::Url;

/// Why the settings of the ways out cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum OutsideError {
    /// A setting has a value that it cannot have.
    #[error("outside.{key} cannot be used: {wrong}")]
    Unusable {
        /// Which.
        key: &'static str,
        /// Why not.
        wrong: String,
    },
    /// Secrets cannot be sealed.
    #[error(transparent)]
    Seal(#[from] SealError),
}

/// The ways out of the application, as far as the deployment configures them. Clones are one.
#[derive(Clone)]
pub struct Outside {
    /// How messages go out; or the setting that lacks.
    way: Result<Arc<Way>, &'static str>,
    /// For how long it is kept what became of messages, those of ways too that are closed by now.
    pub keeps: TimeDelta,
}

/// How messages go out.
pub struct Way {
    /// What links begin with.
    pub application: Url,
    /// Seals secrets.
    pub sealer: Sealer,
    /// Where webhooks may lie.
    pub reach: Reach,
    /// Authorities that are trusted besides those of the machine.
    pub authority: Option<PathBuf>,
    /// How often a message is tried.
    pub schedule: Schedule,
    /// How long the other side may take.
    pub timeout: Duration,
    /// How many messages of a channel go out at once.
    pub at_once: usize,
    /// The mail server.
    pub smtp: Option<Smtp>,
    /// GOV.UK Notify.
    pub notify: Option<Notify>,
}

impl Way {
    /// The ways by which workers themselves are told.
    pub fn to_people(&self) -> ToPeople {
        let notify = self.notify.as_ref();
        let by_notify = notify.is_some_and(|notify| notify.email_template.is_some());
        let email = (self.smtp.is_some() || by_notify).then_some(Channel::Email);
        let texts = notify.filter(|notify| notify.sms_template.is_some());
        ToPeople {
            channels: email.into_iter().chain(texts.map(|_| Channel::Sms)).collect(),
            sms_kinds: texts.map(|notify| notify.sms_kinds.clone()).unwrap_or_default(),
        }
    }
}

impl ToPeople {
    /// Refused where text messages are to go out for a kind that the rules do not know: none ever would.
    pub fn known_to(self, rules: &Rules) -> Result<Self, OutsideError> {
        let unknown = self.sms_kinds.iter().find(|kind| rules.keys().all(|(key, _)| key != *kind));
        match unknown {
            None => Ok(self),
            Some(kind) => {
                let wrong = format!("the rules know no kind {kind}: take it out, or write it as they do");
                Err(OutsideError::Unusable { key: "notify.sms_kinds", wrong })
            }
        }
    }
}

impl Outside {
    /// Reads the settings.
    pub fn of(settings: &Settings, clock: &Clock) -> Result<Self, OutsideError> {
        let unusable = |key, wrong: &dyn ToString| OutsideError::Unusable { key, wrong: wrong.to_string() };
        if settings.keep_days == 0 {
            return Err(unusable("keep_days", &"what became of messages is kept for a day at least"));
        }
        let keeps = TimeDelta::days(settings.keep_days.into());
        let lacking = |setting| Ok(Self { way: Err(setting), keeps });
        let Some(application) = &settings.application else { return lacking("application") };
        let Some(sealing_key) = &settings.sealing_key else { return lacking("sealing_key") };
        let application: Url = application.parse().map_err(|error| unusable("application", &error))?;
        if !["https", "http"].contains(&application.scheme()) {
            return Err(unusable("application", &"it does not begin with https://"));
        }
        let networks = settings.private_networks.iter().map(|network| network.parse());
        let networks = networks.collect::<Result<_, _>>();
        let networks = networks.map_err(|error| unusable("private_networks", &error))?;
        if settings.attempts == 0 || settings.at_once == 0 {
            return Err(unusable("attempts", &"neither it nor at_once may be 0"));
        }
        let by_notify = settings.notify.as_ref().is_some_and(|notify| notify.email_template.is_some());
        if settings.smtp.is_some() && by_notify {
            return Err(unusable("smtp", &"e-mail goes by a mail server or by GOV.UK Notify, not by both"));
        }
        let way = Way {
            application,
            sealer: Sealer::open(sealing_key, clock)?,
            reach: Reach(networks),
            authority: settings.authority.clone(),
            schedule: Schedule {
                attempts: settings.attempts,
                first: pause(settings.first_pause_ms),
                longest: pause(settings.longest_pause_ms),
            },
            timeout: Duration::from_millis(settings.timeout_ms),
            at_once: settings.at_once,
            smtp: settings.smtp.clone(),
            notify: settings.notify.clone(),
        };
        Ok(Self { way: Ok(Arc::new(way)), keeps })
    }

    /// The way out, where there is one.
    pub fn open(&self) -> Option<Arc<Way>> {
        self.way.clone().ok()
    }

    /// The way out. Refused with `CHANNEL_NOT_CONFIGURED`.
    pub fn expect(&self) -> Result<Arc<Way>, Fault> {
        let lacking = |setting| {
            let message = "the deployment lacks a setting that this needs";
            let refusal = Refusal::new(Reason::ChannelNotConfigured, message);
            refusal.with("setting", format!("outside.{setting}")).into()
        };
        self.way.clone().map_err(lacking)
    }
}

fn pause(milliseconds: u64) -> TimeDelta {
    // More milliseconds than an i64 holds are longer than anything lasts.
    TimeDelta::milliseconds(i64::try_from(milliseconds).unwrap_or(i64::MAX))
}
