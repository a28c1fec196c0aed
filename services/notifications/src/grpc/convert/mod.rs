//! Between the wire and the domain. Reading a request names every field of it, so that a new one breaks the build.

mod delivery;
mod notification;
mod preferences;
mod reading;
mod reads;
mod webhook;

pub use delivery::DeliveriesOf;
pub use reads::{ListOf, notification_id};
pub use webhook::webhooks_page;

use chrono::{DateTime, Datelike, Utc};
use fault::Fields;
use prost_types::Timestamp;
use std::fmt::Display;

/// The rows of a page unless asked for otherwise, and at most.
const PAGE_SIZES: (u16, u16) = (50, 200);

const LONGEST_KEY: usize = 60;

/// A count on the wire.
pub fn size(count: i64) -> i32 {
    i32::try_from(count).unwrap_or(i32::MAX)
}

/// An instant.
fn timestamp(at: DateTime<Utc>) -> Timestamp {
    // A sub-second part is below a billion nanoseconds, which an i32 holds.
    Timestamp { seconds: at.timestamp(), nanos: at.timestamp_subsec_nanos().cast_signed() }
}

/// An instant, or none.
fn optional_timestamp(at: Option<DateTime<Utc>>) -> Option<Timestamp> {
    at.map(timestamp)
}

/// An instant of the years 1900 to 2200; nothing where it is none.
fn instant(wrong: &mut Fields, field: &str, told: Timestamp) -> Option<DateTime<Utc>> {
    let nanos = u32::try_from(told.nanos).ok();
    let at = nanos.and_then(|nanos| DateTime::from_timestamp(told.seconds, nanos));
    let at = at.filter(|at| (1900..=2200).contains(&at.year()));
    wrong.require(field, at.is_some(), "is not an instant of the years 1900 to 2200");
    at
}

/// A key of the rules. Nothing else gets into an audit entry, which says by what a list was narrowed.
fn kind_key(wrong: &mut Fields, field: impl Display, raw: &str) -> String {
    let key = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
    let fits = (1..=LONGEST_KEY).contains(&raw.len()) && raw.bytes().all(key);
    wrong.require(field, fits, "is no key of a kind");
    raw.to_owned()
}
