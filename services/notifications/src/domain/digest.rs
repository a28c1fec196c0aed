//! One message a day in the place of many.

use super::delivery::Channel;
use calendar::{BankHolidays, london_date, london_instant};
use chrono::{DateTime, Datelike, NaiveDate, NaiveTime, Utc, Weekday};
use std::collections::BTreeSet;
use std::ops::RangeInclusive;

/// The hours of London's day at which a digest may go out.
pub const HOURS: RangeInclusive<u32> = 7..=18;

/// That a worker wants one message a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DailyDigest {
    /// At which hour of London's clocks, on working days.
    pub hour: u32,
    /// By which channels; at least one.
    pub channels: BTreeSet<Channel>,
}

/// When the next digest of that hour goes out: on a working day, by London's clocks.
pub fn goes_out_at(hour: u32, now: DateTime<Utc>) -> DateTime<Utc> {
    let time = NaiveTime::from_hms_opt(hour, 0, 0).unwrap_or(NaiveTime::MIN);
    let days = london_date(now).iter_days().filter(|day| works(*day));
    days.map(|day| london_instant(day, time)).find(|due| *due > now).unwrap_or(now)
}

/// In a year whose bank holidays are not known, a digest on one is better than none at all.
fn works(day: NaiveDate) -> bool {
    let weekday = !matches!(day.weekday(), Weekday::Sat | Weekday::Sun);
    BankHolidays::ENGLAND.is_working_day(day).unwrap_or(weekday)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_digest_goes_out_on_the_next_working_day_by_londons_clocks() {
        for (now, due) in [
            ("2026-01-14T08:59:59Z", "2026-01-14T09:00:00Z"),
            ("2026-01-14T09:00:00Z", "2026-01-15T09:00:00Z"),
            // After Friday comes Monday; in summer London is an hour ahead.
            ("2026-07-03T10:00:00Z", "2026-07-06T08:00:00Z"),
            // Good Friday and Easter Monday, after the clocks have changed.
            ("2026-04-02T12:00:00Z", "2026-04-07T08:00:00Z"),
            // The clocks go back in the night to Sunday.
            ("2026-10-23T12:00:00Z", "2026-10-26T09:00:00Z"),
            // Nobody knows the bank holidays of that year yet.
            ("2031-12-24T12:00:00Z", "2031-12-25T09:00:00Z"),
        ] {
            assert_eq!(goes_out_at(9, now.parse().unwrap()), due.parse::<DateTime<Utc>>().unwrap(), "{now}");
        }
    }
}
