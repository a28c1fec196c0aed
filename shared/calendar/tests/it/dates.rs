//! Dates as people at an English council count them.

use crate::date;
use calendar::{age_on, london_date, london_instant, months_after};
use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveTime};
use proptest::prelude::*;

fn dates() -> impl Strategy<Value = NaiveDate> {
    let first = date("1950-01-01");
    (0..55_000_u64).prop_map(move |days| first + Days::new(days))
}

fn is_leap(year: i32) -> bool {
    NaiveDate::from_ymd_opt(year, 2, 29).is_some()
}

#[test]
fn a_summer_evening_in_london_is_the_day_after_utcs() {
    for (instant, london) in [
        ("2026-06-30T22:59:59Z", "2026-06-30"),
        ("2026-06-30T23:00:00Z", "2026-07-01"),
        ("2026-12-31T23:59:59Z", "2026-12-31"),
        // The clocks go forward at 01:00 UTC, so that evening is summer's.
        ("2026-03-28T23:30:00Z", "2026-03-28"),
        ("2026-03-29T23:30:00Z", "2026-03-30"),
        // They go back at 01:00 UTC: 01:30 comes twice, on one date.
        ("2026-10-25T00:30:00Z", "2026-10-25"),
        ("2026-10-25T01:30:00Z", "2026-10-25"),
        ("2026-10-25T23:30:00Z", "2026-10-25"),
    ] {
        assert_eq!(london_date(instant.parse().unwrap()), date(london), "{instant}");
    }
}

#[test]
fn noon_in_london_is_eleven_in_summer() {
    for (on, time, instant) in [
        ("2026-11-23", "12:00:00", "2026-11-23T12:00:00Z"),
        ("2026-06-22", "12:00:00", "2026-06-22T11:00:00Z"),
        ("2026-06-22", "00:30:00", "2026-06-21T23:30:00Z"),
        // 01:30 does not exist on this day, and comes twice on the other.
        ("2026-03-29", "01:30:00", "2026-03-29T01:30:00Z"),
        ("2026-10-25", "01:30:00", "2026-10-25T00:30:00Z"),
        ("2026-12-31", "23:59:59", "2026-12-31T23:59:59Z"),
    ] {
        let time: NaiveTime = time.parse().unwrap();
        let expected: DateTime<chrono::Utc> = instant.parse().unwrap();
        assert_eq!(london_instant(date(on), time), expected, "{on} {time}");
    }
}

#[test]
fn the_end_of_a_month_is_clipped() {
    for (from, months, to) in [
        ("2023-11-30", 3, "2024-02-29"),
        ("2022-11-30", 3, "2023-02-28"),
        ("2023-08-31", 3, "2023-11-30"),
        ("2023-08-25", 3, "2023-11-25"),
        ("2023-10-31", 0, "2023-10-31"),
        ("2024-02-29", 12, "2025-02-28"),
    ] {
        assert_eq!(months_after(date(from), months), date(to), "{from} + {months}");
    }
}

#[test]
fn ages_change_on_the_birthday_and_on_1_march_without_a_29_february() {
    for (born, on, age) in [
        ("2018-05-04", "2023-08-25", 5),
        ("2018-05-04", "2023-05-03", 4),
        ("2018-05-04", "2023-05-04", 5),
        ("2008-02-29", "2025-02-28", 16),
        ("2008-02-29", "2025-03-01", 17),
        ("2008-02-29", "2024-02-28", 15),
        ("2008-02-29", "2024-02-29", 16),
        ("2023-05-04", "2023-05-03", -1),
    ] {
        assert_eq!(age_on(date(born), date(on)), age, "{born} on {on}");
    }
}

proptest! {
    #[test]
    fn londons_date_is_utcs_or_the_one_after(seconds in 0..4_000_000_000_i64) {
        let instant = DateTime::from_timestamp(seconds, 0).unwrap();
        let utc = instant.date_naive();
        let london = london_date(instant);
        prop_assert!(london == utc || london == utc + Days::new(1));
    }

    #[test]
    fn an_instant_of_londons_day_is_on_that_day(on in dates(), minute in 0..1440_u32) {
        let time = NaiveTime::from_hms_opt(minute / 60, minute % 60, 0).unwrap();
        prop_assert_eq!(london_date(london_instant(on, time)), on);
    }

    #[test]
    fn months_later_is_the_same_day_or_that_months_last(from in dates(), months in 0..600_u32) {
        let to = months_after(from, months);
        let count = |date: NaiveDate| date.year() * 12 + i32::try_from(date.month0()).unwrap();
        prop_assert_eq!(count(to) - count(from), i32::try_from(months).unwrap());
        let is_last_of_month = (to + Days::new(1)).month() != to.month();
        prop_assert!(to.day() == from.day() || (to.day() < from.day() && is_last_of_month));
    }

    #[test]
    fn a_later_start_is_never_due_earlier(from in dates(), later in 0..400_u64, months in 0..60_u32) {
        prop_assert!(months_after(from + Days::new(later), months) >= months_after(from, months));
    }

    #[test]
    fn a_year_has_one_day_on_which_somebody_grows_older(born in dates(), year in 0..100_i32) {
        let year = born.year() + year + 1;
        let birthday = if (born.month(), born.day()) == (2, 29) && !is_leap(year) {
            NaiveDate::from_ymd_opt(year, 3, 1).unwrap()
        } else {
            born.with_year(year).unwrap()
        };
        prop_assert_eq!(age_on(born, birthday), year - born.year());
        prop_assert_eq!(age_on(born, birthday - Days::new(1)), year - born.year() - 1);
    }

    #[test]
    fn nobody_grows_younger(born in dates(), on in dates(), later in 0..400_u64) {
        prop_assert!(age_on(born, on + Days::new(later)) >= age_on(born, on));
    }
}
