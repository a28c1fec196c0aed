//! The clock, and dates and working days as people count them.

#![allow(clippy::unwrap_used)]

mod clock;
mod dates;
mod working_days;

use chrono::NaiveDate;

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}
