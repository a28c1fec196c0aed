//! The date in London, reckoned by hand: summer time is one hour ahead, from 01:00 UTC on the last Sunday of March until
//! 01:00 UTC on the last Sunday of October.

use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime, TimeDelta, Utc, Weekday};

pub(super) fn london_date(at: DateTime<Utc>) -> NaiveDate {
    let utc = at.naive_utc();
    (utc + TimeDelta::hours(i64::from(is_in_summer(utc)))).date()
}

/// When the clocks of London show that.
pub(super) fn instant_in_london(shown: NaiveDateTime) -> DateTime<Utc> {
    let in_summer = shown - TimeDelta::hours(1);
    if is_in_summer(in_summer) { in_summer.and_utc() } else { shown.and_utc() }
}

fn is_in_summer(utc: NaiveDateTime) -> bool {
    (one_o_clock_on_the_last_sunday(utc.year(), 3)..one_o_clock_on_the_last_sunday(utc.year(), 10))
        .contains(&utc)
}

/// Of March or October, which have 31 days.
fn one_o_clock_on_the_last_sunday(year: i32, month: u32) -> NaiveDateTime {
    let days = (25..=31).filter_map(|day| NaiveDate::from_ymd_opt(year, month, day));
    let sunday = days.into_iter().find(|day| day.weekday() == Weekday::Sun).expect("one of seven days");
    sunday.and_hms_opt(1, 0, 0).expect("one o'clock")
}
