//! The rotation: one cohort a week, on Thursdays.

use calendar::{BankHolidays, UnknownYear};
use chrono::{Datelike, Days, NaiveDate, Weekday};
use std::collections::BTreeSet;

/// The rotation of a council.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rotation {
    /// The Thursday on which the first cohort is considered.
    pub anchor: NaiveDate,
    /// How many cohorts take turns.
    pub cohorts: u32,
    /// What becomes of a cohort whose Thursday falls out.
    pub when_it_falls_out: WhenItFallsOut,
}

/// What becomes of a cohort whose Thursday falls out (B9).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WhenItFallsOut {
    /// The rotation slides by a week: the cohort is considered on the next Thursday.
    Slides,
    /// The cohort waits until its turn comes again.
    Skips,
}

/// A Thursday in the rotation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Thursday {
    /// The date.
    pub date: NaiveDate,
    /// Whose turn it is, from 1.
    pub cohort: u32,
    /// Whether there is a panel.
    pub panel: Result<Panel, FallsOut>,
}

/// A panel that takes place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Panel {
    /// The day on which its agenda is drawn and circulated: the Monday before, or the working day before a bank holiday.
    pub draw_on: NaiveDate,
    /// The day by which its actions are recorded (B12).
    pub actions_by: NaiveDate,
}

/// Why there is no panel on a Thursday.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FallsOut {
    /// It is a bank holiday.
    BankHoliday,
    /// It was cancelled.
    Cancelled,
}

/// An anchor that is no Thursday.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("panels are on Thursdays: {0} is none")]
pub struct NotAThursday(pub NaiveDate);

/// Within so many working days after the panel its actions are recorded (B:63).
pub const ACTIONS_WITHIN: u32 = 3;

impl Rotation {
    /// A rotation that begins with the first cohort on that Thursday.
    pub fn new(
        anchor: NaiveDate,
        cohorts: u32,
        when_it_falls_out: WhenItFallsOut,
    ) -> Result<Self, NotAThursday> {
        if anchor.weekday() != Weekday::Thu {
            return Err(NotAThursday(anchor));
        }
        Ok(Self { anchor, cohorts: cohorts.max(1), when_it_falls_out })
    }

    /// The Thursdays of that many weeks from the anchor on, with what falls out.
    pub fn thursdays(
        &self,
        weeks: u32,
        holidays: &BankHolidays,
        cancelled: &BTreeSet<NaiveDate>,
    ) -> Result<Vec<Thursday>, UnknownYear> {
        let mut turn = 0;
        let mut thursdays = Vec::new();
        for week in 0..weeks {
            let date = self.anchor + Days::new(u64::from(week) * 7);
            let panel = panel_on(date, holidays, cancelled)?;
            thursdays.push(Thursday { date, cohort: turn % self.cohorts + 1, panel });
            turn += u32::from(panel.is_ok() || self.when_it_falls_out == WhenItFallsOut::Skips);
        }
        Ok(thursdays)
    }
}

fn panel_on(
    date: NaiveDate,
    holidays: &BankHolidays,
    cancelled: &BTreeSet<NaiveDate>,
) -> Result<Result<Panel, FallsOut>, UnknownYear> {
    if cancelled.contains(&date) {
        return Ok(Err(FallsOut::Cancelled));
    }
    if holidays.includes(date)? {
        return Ok(Err(FallsOut::BankHoliday));
    }
    let monday = date - Days::new(3);
    Ok(Ok(Panel {
        draw_on: holidays.working_day_by(monday)?,
        actions_by: holidays.working_days_after(date, ACTIONS_WITHIN)?,
    }))
}
