//! Working days, and the bank holidays held against the rules by which most of them fall.

use crate::date;
use calendar::{BankHolidays, UnknownYear};
use chrono::{Datelike, Days, NaiveDate, Weekday};
use proptest::prelude::*;
use std::collections::BTreeSet;

const ENGLAND: BankHolidays = BankHolidays::ENGLAND;

/// Easter Sunday, by the Gregorian computus.
fn easter(year: i32) -> NaiveDate {
    let (a, b, c) = (year % 19, year / 100, year % 100);
    let h = (19 * a + b - b / 4 - (b - (b + 8) / 25 + 1) / 3 + 15) % 30;
    let l = (32 + 2 * (b % 4) + 2 * (c / 4) - h - c % 4) % 7;
    let m = (a + 11 * h + 22 * l) / 451;
    let sum = h + l - 7 * m + 114;
    NaiveDate::from_ymd_opt(year, (sum / 31).unsigned_abs(), (sum % 31 + 1).unsigned_abs()).unwrap()
}

/// The day, or where it is taken or no weekday, the next that is free.
fn substitute(day: NaiveDate, taken: &BTreeSet<NaiveDate>) -> NaiveDate {
    let free =
        |day: &NaiveDate| !matches!(day.weekday(), Weekday::Sat | Weekday::Sun) && !taken.contains(day);
    day.iter_days().find(free).unwrap()
}

fn first_monday(year: i32, month: u32) -> NaiveDate {
    NaiveDate::from_weekday_of_month_opt(year, month, Weekday::Mon, 1).unwrap()
}

fn last_monday(year: i32, month: u32) -> NaiveDate {
    let from = |nth| NaiveDate::from_weekday_of_month_opt(year, month, Weekday::Mon, nth);
    from(5).or_else(|| from(4)).unwrap()
}

/// The holidays of a year in which nothing was proclaimed.
fn usual(year: i32) -> BTreeSet<NaiveDate> {
    let day = |month, day| NaiveDate::from_ymd_opt(year, month, day).unwrap();
    let mut days = BTreeSet::from([
        easter(year) - Days::new(2),
        easter(year) + Days::new(1),
        first_monday(year, 5),
        last_monday(year, 5),
        last_monday(year, 8),
    ]);
    for fixed in [day(1, 1), day(12, 25), day(12, 26)] {
        days.insert(substitute(fixed, &days));
    }
    days
}

#[test]
fn the_bank_holidays_are_the_usual_ones_but_for_what_was_proclaimed() {
    let moved = [("2020-05-04", "2020-05-08"), ("2022-05-30", "2022-06-02")];
    let added = ["2022-06-03", "2022-09-19", "2023-05-08"];
    for year in ENGLAND.years() {
        let mut expected = usual(year);
        for (from, to) in moved.iter().filter(|(from, _)| date(from).year() == year) {
            assert!(expected.remove(&date(from)) && expected.insert(date(to)), "{from}");
        }
        expected.extend(added.iter().map(|day| date(day)).filter(|day| day.year() == year));
        let days =
            NaiveDate::from_ymd_opt(year, 1, 1).unwrap().iter_days().take_while(|day| day.year() == year);
        let found: BTreeSet<NaiveDate> = days.filter(|day| ENGLAND.includes(*day).unwrap()).collect();
        assert_eq!(found, expected, "{year}");
    }
}

#[test]
fn three_working_days_after_a_thursday_is_tuesday() {
    for (from, days, to) in [
        ("2026-11-26", 3, "2026-12-01"),
        ("2026-11-26", 1, "2026-11-27"),
        ("2026-11-26", 0, "2026-11-26"),
        // Good Friday and Easter Monday do not count, nor does what lies around Christmas and the new year.
        ("2026-04-02", 3, "2026-04-09"),
        ("2026-12-24", 3, "2026-12-31"),
        ("2025-12-31", 1, "2026-01-02"),
        // From a Saturday.
        ("2026-11-28", 1, "2026-11-30"),
    ] {
        assert_eq!(ENGLAND.working_days_after(date(from), days), Ok(date(to)), "{from} + {days}");
    }
}

#[test]
fn two_working_days_before_a_monday_is_thursday() {
    for (from, days, to) in [
        ("2026-11-30", 2, "2026-11-26"),
        ("2026-11-26", 0, "2026-11-26"),
        // Good Friday and Easter Monday do not count.
        ("2026-04-07", 1, "2026-04-02"),
        // From a Sunday.
        ("2026-11-29", 1, "2026-11-27"),
    ] {
        assert_eq!(ENGLAND.working_days_before(date(from), days), Ok(date(to)), "{from} - {days}");
    }
    assert_eq!(ENGLAND.working_days_before(date("2019-01-02"), 2).unwrap_err().year, 2018);
}

#[test]
fn a_monday_that_is_a_bank_holiday_gives_way_to_the_last_working_day_before_it() {
    for (monday, drawn) in [
        ("2026-11-23", "2026-11-23"),
        ("2026-08-31", "2026-08-28"),
        ("2026-04-06", "2026-04-02"),
        ("2027-12-27", "2027-12-24"),
        ("2024-01-01", "2023-12-29"),
        ("2028-01-03", "2027-12-31"),
    ] {
        assert_eq!(ENGLAND.working_day_by(date(monday)), Ok(date(drawn)), "{monday}");
    }
}

#[test]
fn a_year_that_is_not_known_is_an_error() {
    let unknown = UnknownYear { year: 2029, known: (2019, 2028) };
    assert_eq!(ENGLAND.includes(date("2029-01-01")), Err(unknown));
    assert_eq!(ENGLAND.working_days_after(date("2028-12-29"), 2), Err(unknown));
    assert_eq!(ENGLAND.working_days_after(date("2029-02-01"), 0), Err(unknown));
    assert_eq!(ENGLAND.working_day_by(date("2029-01-01")), Err(unknown));
    assert_eq!(ENGLAND.is_working_day(date("2018-12-31")).unwrap_err().year, 2018);
    assert_eq!(unknown.to_string(), "the bank holidays of 2029 are not known: those of 2019 to 2028 are");
}

proptest! {
    #[test]
    fn between_a_day_and_so_many_working_days_after_it_are_so_many(start in 0..3000_u64, days in 0..40_u32) {
        let from = date("2019-01-01") + Days::new(start);
        let to = ENGLAND.working_days_after(from, days).unwrap();
        let between = from.iter_days().skip(1).take_while(|day| *day <= to);
        let working = between.filter(|day| ENGLAND.is_working_day(*day).unwrap()).count();
        prop_assert_eq!(working, usize::try_from(days).unwrap());
        prop_assert!(days == 0 || ENGLAND.is_working_day(to).unwrap());
    }
}
