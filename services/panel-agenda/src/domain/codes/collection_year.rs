//! The years by which the Department for Education collects.

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Deserializer, de::Error};
use std::{fmt, str::FromStr};

/// A collection year, as `2024-25`: from 1 April to 31 March.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct CollectionYear(i32);

impl CollectionYear {
    /// The one in which a date falls.
    pub fn of(date: NaiveDate) -> Self {
        Self(date.year() - i32::from(date.month() < 4))
    }
}

impl FromStr for CollectionYear {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let year = text.split_once('-').and_then(|(from, to)| {
            let from: i32 = from.parse().ok()?;
            let whole = to.len() == 2 && to.parse() == Ok((from + 1) % 100) && (1990..2200).contains(&from);
            whole.then_some(Self(from))
        });
        year.ok_or_else(|| format!("{text} is not a collection year as 2024-25"))
    }
}

impl fmt::Display for CollectionYear {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}-{:02}", self.0, (self.0 + 1) % 100)
    }
}

impl<'de> Deserialize<'de> for CollectionYear {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        String::deserialize(from)?.parse().map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_collection_year_begins_on_1_april() {
        for (date, year) in [
            ("2025-03-31", "2024-25"),
            ("2025-04-01", "2025-26"),
            ("2025-12-31", "2025-26"),
            ("2000-01-01", "1999-00"),
        ] {
            assert_eq!(CollectionYear::of(date.parse().unwrap()).to_string(), year, "{date}");
            assert_eq!(year.parse::<CollectionYear>().unwrap().to_string(), year);
        }
        for wrong in ["2024", "2024-26", "2024-025", "24-25", "", "2024-2025"] {
            assert!(wrong.parse::<CollectionYear>().is_err(), "{wrong}");
        }
    }
}
