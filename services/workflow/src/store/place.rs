//! Where a list goes on: after a row, by what orders it; most often an instant and an id.

use chrono::{DateTime, Utc};
use uuid::Uuid;

/// What a page token holds: the key of a row in the order of its list.
pub(crate) trait Key: Clone {
    /// The key as a token holds it.
    fn bytes(&self) -> Vec<u8>;
    /// The key that a token holds; none where no list has such a key.
    fn of(bytes: &[u8]) -> Option<Self>;
}

/// A row's place in a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    /// The instant that the list is ordered by.
    pub at: DateTime<Utc>,
    /// Which one of those of the same instant.
    pub id: Uuid,
}

/// A row's place in a list that is sorted by something else before the instant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SortedPlace {
    /// What comes first.
    pub key: String,
    /// Which one of those.
    pub place: Place,
}

impl Place {
    /// Before every row of a list that begins with the oldest.
    pub(crate) const OLDEST: Self = Self { at: DateTime::UNIX_EPOCH, id: Uuid::nil() };

    /// Before every row of a list that begins with the newest.
    pub(crate) const NEWEST: Self = Self { at: END_OF_TIME, id: Uuid::max() };
}

impl Key for Place {
    fn bytes(&self) -> Vec<u8> {
        [&self.at.timestamp_micros().to_be_bytes()[..], self.id.as_bytes()].concat()
    }

    fn of(bytes: &[u8]) -> Option<Self> {
        let (instant, id) = bytes.split_first_chunk::<8>()?;
        let at = DateTime::from_timestamp_micros(i64::from_be_bytes(*instant))?;
        Some(Self { at, id: Uuid::from_slice(id).ok()? })
    }
}

impl Key for SortedPlace {
    fn bytes(&self) -> Vec<u8> {
        [self.place.bytes(), self.key.bytes()].concat()
    }

    fn of(bytes: &[u8]) -> Option<Self> {
        let (place, key) = bytes.split_at_checked(8 + 16)?;
        Some(Self { key: String::of(key)?, place: Place::of(place)? })
    }
}

/// Of a list that is ordered by one text.
impl Key for String {
    fn bytes(&self) -> Vec<u8> {
        self.as_bytes().to_vec()
    }

    fn of(bytes: &[u8]) -> Option<Self> {
        let text = std::str::from_utf8(bytes).ok()?;
        (!text.contains('\0')).then(|| text.to_owned())
    }
}

/// The last instant of the year 9999.
const END_OF_TIME: DateTime<Utc> = match DateTime::from_timestamp(253_402_300_799, 0) {
    Some(instant) => instant,
    None => DateTime::<Utc>::MAX_UTC,
};
