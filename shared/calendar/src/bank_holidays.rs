//! The bank holidays of England, as data: they are proclaimed, not computed.

use chrono::{Datelike, NaiveDate};
use std::{fmt, ops::RangeInclusive};

/// The bank holidays of a span of whole years, substitute days included.
#[derive(Clone, Copy, Debug)]
pub struct BankHolidays {
    years: (i32, i32),
    /// Year, month, day; in order.
    days: &'static [(i32, u32, u32)],
}

/// Nobody can say yet which days of that year are bank holidays: it is an error, not a guess.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnknownYear {
    /// The year that was asked for.
    pub year: i32,
    /// The years that are known, the first and the last.
    pub known: (i32, i32),
}

impl BankHolidays {
    /// Those of England and Wales as published on GOV.UK.
    pub const ENGLAND: Self = Self { years: (2019, 2028), days: ENGLAND };

    /// The years whose bank holidays are known.
    pub fn years(&self) -> RangeInclusive<i32> {
        self.years.0..=self.years.1
    }

    /// Whether that day is a bank holiday.
    pub fn includes(&self, date: NaiveDate) -> Result<bool, UnknownYear> {
        if !self.years().contains(&date.year()) {
            return Err(UnknownYear { year: date.year(), known: self.years });
        }
        Ok(self.days.binary_search(&(date.year(), date.month(), date.day())).is_ok())
    }
}

impl fmt::Display for UnknownYear {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { year, known: (first, last) } = self;
        write!(out, "the bank holidays of {year} are not known: those of {first} to {last} are")
    }
}

impl std::error::Error for UnknownYear {}

const ENGLAND: &[(i32, u32, u32)] = &[
    (2019, 1, 1),
    (2019, 4, 19),
    (2019, 4, 22),
    (2019, 5, 6),
    (2019, 5, 27),
    (2019, 8, 26),
    (2019, 12, 25),
    (2019, 12, 26),
    (2020, 1, 1),
    (2020, 4, 10),
    (2020, 4, 13),
    (2020, 5, 8), // moved from the 4th: 75 years of VE Day
    (2020, 5, 25),
    (2020, 8, 31),
    (2020, 12, 25),
    (2020, 12, 28),
    (2021, 1, 1),
    (2021, 4, 2),
    (2021, 4, 5),
    (2021, 5, 3),
    (2021, 5, 31),
    (2021, 8, 30),
    (2021, 12, 27),
    (2021, 12, 28),
    (2022, 1, 3),
    (2022, 4, 15),
    (2022, 4, 18),
    (2022, 5, 2),
    (2022, 6, 2), // moved from 30 May
    (2022, 6, 3), // the Queen's Platinum Jubilee
    (2022, 8, 29),
    (2022, 9, 19), // her funeral
    (2022, 12, 26),
    (2022, 12, 27),
    (2023, 1, 2),
    (2023, 4, 7),
    (2023, 4, 10),
    (2023, 5, 1),
    (2023, 5, 8), // the coronation
    (2023, 5, 29),
    (2023, 8, 28),
    (2023, 12, 25),
    (2023, 12, 26),
    (2024, 1, 1),
    (2024, 3, 29),
    (2024, 4, 1),
    (2024, 5, 6),
    (2024, 5, 27),
    (2024, 8, 26),
    (2024, 12, 25),
    (2024, 12, 26),
    (2025, 1, 1),
    (2025, 4, 18),
    (2025, 4, 21),
    (2025, 5, 5),
    (2025, 5, 26),
    (2025, 8, 25),
    (2025, 12, 25),
    (2025, 12, 26),
    (2026, 1, 1),
    (2026, 4, 3),
    (2026, 4, 6),
    (2026, 5, 4),
    (2026, 5, 25),
    (2026, 8, 31),
    (2026, 12, 25),
    (2026, 12, 28),
    (2027, 1, 1),
    (2027, 3, 26),
    (2027, 3, 29),
    (2027, 5, 3),
    (2027, 5, 31),
    (2027, 8, 30),
    (2027, 12, 27),
    (2027, 12, 28),
    (2028, 1, 3),
    (2028, 4, 14),
    (2028, 4, 17),
    (2028, 5, 1),
    (2028, 5, 29),
    (2028, 8, 28),
    (2028, 12, 25),
    (2028, 12, 26),
];
