//! Dates as people at an English council count them.

use chrono::{DateTime, Datelike, Months, NaiveDate, NaiveTime, TimeDelta, Utc};
use chrono_tz::Europe::London;

/// The date in London at an instant.
pub fn london_date(instant: DateTime<Utc>) -> NaiveDate {
    instant.with_timezone(&London).date_naive()
}

/// The instant at which London's clocks show that time on that date: the first one, where it comes twice in October;
/// where the clocks of March pass over it, the instant at which they would have shown it.
pub fn london_instant(date: NaiveDate, time: NaiveTime) -> DateTime<Utc> {
    let shown = date.and_time(time);
    let hour_before = || (shown - TimeDelta::hours(1)).and_local_timezone(London).earliest();
    let instant = shown.and_local_timezone(London).earliest();
    let instant = instant.or_else(|| hour_before().map(|before| before + TimeDelta::hours(1)));
    instant.map_or(shown.and_utc(), |instant| instant.to_utc())
}

/// The same day so many calendar months later; where that month is shorter, its last day: three months after
/// 30 November is 28 or 29 February.
pub fn months_after(date: NaiveDate, months: u32) -> NaiveDate {
    date.checked_add_months(Months::new(months)).unwrap_or(NaiveDate::MAX)
}

/// The age in whole years on a date. Who was born on 29 February is a year older on 1 March where there is no
/// 29 February. Negative before the birth.
pub fn age_on(born: NaiveDate, on: NaiveDate) -> i32 {
    let birthday_is_to_come = (on.month(), on.day()) < (born.month(), born.day());
    on.year() - born.year() - i32::from(birthday_is_to_come)
}
