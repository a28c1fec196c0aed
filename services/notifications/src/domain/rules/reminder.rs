//! What is told when nobody does anything.

use super::Key;
use crate::domain::happening::Audience;
use calendar::{BankHolidays, UnknownYear, months_after};
use chrono::{Days, NaiveDate};
use serde::Deserialize;

/// A kind of reminder.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reminder {
    /// Stored with its notifications, as `request_unanswered`.
    pub key: Key,
    /// Where it comes from.
    pub source: String,
    /// Of what, and when.
    pub due: Due,
    /// Who is told.
    pub tells: Vec<Audience>,
    /// What they read.
    pub title: Key,
    /// Whether nobody may switch it off by e-mail.
    #[serde(default)]
    pub fixed: bool,
}

/// Of what a reminder is, and when it falls due: in the morning of a day.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub enum Due {
    /// A request that was not answered.
    RequestUnanswered {
        /// Of one of these types, by their keys in the process; of any where it is left out.
        #[serde(default)]
        of: Vec<Key>,
        /// The so manieth working day after it was sent.
        working_days: u32,
    },
    /// A workstep that was not finished.
    WorkstepOpen {
        /// Of one of these kinds, by their keys in the process.
        of: Vec<Key>,
        /// The so manieth working day after it arrived.
        working_days: u32,
    },
    /// What a panel wants done, and is not.
    PanelAction {
        /// The so manieth working day after the day by which it is to be done; before it where negative.
        working_days: i32,
    },
    /// A panel of which what it came to is not recorded for every child on its agenda.
    PanelUnrecorded {
        /// The so manieth working day after the panel.
        working_days: u32,
    },
    /// A child whose actions from earlier panels of a cohort were not said anything of since the last one.
    TrackerNotUpdated {
        /// The so manieth working day before the cohort's next panel.
        working_days_before: u32,
    },
    /// The next review of a case, whose rhythm stands in the rules beside.
    Review {
        /// So many days after the day on which it is due; before it where negative.
        days: i64,
    },
}

/// How often a case is reviewed (A:175).
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rhythm {
    /// The kind of step that is reviewed, by its key in the process.
    pub workstep: Key,
    /// The purpose of an instance that is a review.
    pub purpose: Key,
    /// After how many months the next is due.
    pub months: u32,
}

impl Due {
    /// Whether it is of a request of that type, by its key in the process.
    pub fn is_of_request(&self, kind: &str) -> bool {
        match self {
            Due::RequestUnanswered { of, .. } => of.is_empty() || of.iter().any(|it| **it == *kind),
            _ => false,
        }
    }

    /// Whether it is of a step of that kind, by its key in the process.
    pub fn is_of_step(&self, kind: &str) -> bool {
        match self {
            Due::WorkstepOpen { of, .. } => of.iter().any(|it| **it == *kind),
            _ => false,
        }
    }
}

impl Reminder {
    /// The day on which it falls due, counted from a date.
    pub fn day(&self, counted_from: NaiveDate, rhythm: Option<&Rhythm>) -> Result<NaiveDate, UnknownYear> {
        match &self.due {
            Due::RequestUnanswered { working_days, .. }
            | Due::WorkstepOpen { working_days, .. }
            | Due::PanelUnrecorded { working_days } => {
                BankHolidays::ENGLAND.working_days_after(counted_from, *working_days)
            }
            Due::PanelAction { working_days } => match u32::try_from(*working_days) {
                Ok(after) => BankHolidays::ENGLAND.working_days_after(counted_from, after),
                Err(_) => {
                    BankHolidays::ENGLAND.working_days_before(counted_from, working_days.unsigned_abs())
                }
            },
            Due::TrackerNotUpdated { working_days_before } => {
                BankHolidays::ENGLAND.working_days_before(counted_from, *working_days_before)
            }
            Due::Review { days } => {
                let months = rhythm.map_or(0, |rhythm| rhythm.months);
                let due = months_after(counted_from, months);
                let shifted = match u64::try_from(*days) {
                    Ok(after) => due.checked_add_days(Days::new(after)),
                    Err(_) => due.checked_sub_days(Days::new(days.unsigned_abs())),
                };
                Ok(shifted.unwrap_or(due))
            }
        }
    }
}
