//! Working days in England: not Saturday, not Sunday, no bank holiday.

use crate::bank_holidays::{BankHolidays, UnknownYear};
use chrono::{Datelike, NaiveDate, Weekday};

impl BankHolidays {
    /// Whether people are at work on that day.
    pub fn is_working_day(&self, date: NaiveDate) -> Result<bool, UnknownYear> {
        let weekend = matches!(date.weekday(), Weekday::Sat | Weekday::Sun);
        Ok(!self.includes(date)? && !weekend)
    }

    /// That day, or the last working day before it.
    pub fn working_day_by(&self, date: NaiveDate) -> Result<NaiveDate, UnknownYear> {
        let mut day = date;
        while !self.is_working_day(day)? {
            day = day.pred_opt().unwrap_or(NaiveDate::MIN);
        }
        Ok(day)
    }

    /// The working day so many working days after that day, which itself does not count: three after a Thursday is
    /// Tuesday. None after is that day, whatever it is.
    pub fn working_days_after(&self, date: NaiveDate, days: u32) -> Result<NaiveDate, UnknownYear> {
        let mut day = date;
        let mut left = days;
        self.includes(day)?;
        while left > 0 {
            day = day.succ_opt().unwrap_or(NaiveDate::MAX);
            left -= u32::from(self.is_working_day(day)?);
        }
        Ok(day)
    }

    /// The working day so many working days before that day, which itself does not count: two before a Monday is Thursday.
    /// None before is that day, whatever it is.
    pub fn working_days_before(&self, date: NaiveDate, days: u32) -> Result<NaiveDate, UnknownYear> {
        let mut day = date;
        let mut left = days;
        self.includes(day)?;
        while left > 0 {
            day = day.pred_opt().unwrap_or(NaiveDate::MIN);
            left -= u32::from(self.is_working_day(day)?);
        }
        Ok(day)
    }
}
