//! Which children a file has had already, in about twenty bytes a child.

use chrono::{Datelike, NaiveDate};
use sha2::{Digest, Sha256};

/// The children of the accepted rows so far.
///
/// An id of up to ten letters, digits and dashes packs into one word, which is looked up in an open table: no two of these are taken
/// for one. A place of the table holds where the id is kept, and beside it a tag of the id, so that hardly ever another id has to be
/// looked at. A longer id is known by 123 bits of its SHA-256; the second word of these is kept once there is one.
#[derive(Debug)]
pub(super) struct Seen {
    places: Vec<u32>,
    ids: Vec<u64>,
    /// As many as ids, once there is a long one.
    seconds: Vec<u64>,
    rows: Vec<Earlier>,
}

/// By what an id is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Key {
    first: u64,
    /// 0 for an id that packs into the first.
    second: u64,
}

/// A child's latest row so far.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Earlier {
    /// Its number.
    pub row: u32,
    /// The earliest start that any of the child's rows had, as days from the common era; 0 for none.
    start: i32,
}

impl Earlier {
    fn new(row: u32, start: Option<NaiveDate>) -> Self {
        Self { row, start: start.map_or(0, |date| date.num_days_from_ce()) }
    }

    /// The earliest start that any of the child's rows had.
    pub(super) fn start(self) -> Option<NaiveDate> {
        (self.start != 0).then(|| NaiveDate::from_num_days_from_ce_opt(self.start)).flatten()
    }
}

impl Default for Seen {
    fn default() -> Self {
        Self { places: vec![0; FIRST_PLACES], ids: vec![], seconds: vec![], rows: vec![] }
    }
}

const FIRST_PLACES: usize = 1024;
/// What of a place says where the id is kept, from 1; what is left is the tag. Four million have a place, of two million
/// rows that are read at most.
const INDEX: u32 = (1 << 22) - 1;

impl Seen {
    /// Touches the places of ids that are about to be put. One after another, each would wait for its piece of memory; asked
    /// for together they come together.
    pub(super) fn touch<'i>(&self, ids: impl Iterator<Item = &'i str>) {
        let mask = self.places.len() - 1;
        let places = ids.map(|id| self.places[slot(Key::of(id).first, mask)]);
        std::hint::black_box(places.fold(0, |all, place| all ^ place));
    }

    /// Remembers a row of that child. If there was one before, it is given back, and the earlier start is kept.
    pub(super) fn put(&mut self, id: &str, row: u32, start: Option<NaiveDate>) -> Option<Earlier> {
        let key = Key::of(id);
        let mask = self.places.len() - 1;
        let mut at = slot(key.first, mask);
        let mut place = self.places[at];
        let tag = tag(key.first);
        while place != 0 {
            let index = place & INDEX;
            if place & !INDEX == tag && self.key(index as usize - 1) == key {
                return Some(self.replace(index, row, start));
            }
            at = (at + 1) & mask;
            place = self.places[at];
        }
        self.places[at] = self.push(key, row, start) | tag;
        if self.rows.len() * 4 > self.places.len() * 3 {
            self.grow();
        }
        None
    }

    fn key(&self, at: usize) -> Key {
        Key { first: self.ids[at], second: self.seconds.get(at).copied().unwrap_or_default() }
    }

    /// Places count from 1, so that 0 is a free one.
    fn push(&mut self, key: Key, row: u32, start: Option<NaiveDate>) -> u32 {
        self.ids.push(key.first);
        self.rows.push(Earlier::new(row, start));
        if key.second != 0 || !self.seconds.is_empty() {
            self.seconds.resize(self.ids.len() - 1, 0);
            self.seconds.push(key.second);
        }
        debug_assert!(self.rows.len() < INDEX as usize, "more rows than are ever read");
        u32::try_from(self.rows.len()).unwrap_or(INDEX)
    }

    fn replace(&mut self, place: u32, row: u32, start: Option<NaiveDate>) -> Earlier {
        let kept = &mut self.rows[place as usize - 1];
        let before = *kept;
        let earliest = before.start().into_iter().chain(start).min();
        *kept = Earlier::new(row, earliest);
        before
    }

    fn grow(&mut self) {
        let slots = self.places.len() * 2;
        self.places = Vec::new();
        self.places.resize(slots, 0);
        let mask = slots - 1;
        for (index, packed) in self.ids.iter().enumerate() {
            let mut at = slot(*packed, mask);
            while self.places[at] != 0 {
                at = (at + 1) & mask;
            }
            self.places[at] = u32::try_from(index + 1).unwrap_or(INDEX) | tag(*packed);
        }
    }
}

fn slot(packed: u64, mask: usize) -> usize {
    (packed.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32) as usize & mask
}

/// Of other bits than those that choose the slot.
fn tag(packed: u64) -> u32 {
    (packed.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32) as u32 & !INDEX
}

impl Key {
    fn of(id: &str) -> Self {
        packed(id).map_or_else(|| Self::hashed(id), |first| Self { first, second: 0 })
    }

    /// No packed id begins with four bits that are set.
    fn hashed(id: &str) -> Self {
        let digest = Sha256::digest(id);
        let word = |from: usize| (from..from + 8).fold(0, |word, at| word << 8 | u64::from(digest[at]));
        Self { first: word(0) | 0xf << 60, second: word(8) | 1 }
    }
}

/// Never 0, and different for different ids: a number as itself, with its length, for it may begin with zeros; any other id
/// with six bits a character.
fn packed(id: &str) -> Option<u64> {
    if id.len() > 10 {
        return None;
    }
    if id.bytes().all(|byte| byte.is_ascii_digit()) {
        let number = id.bytes().fold(0, |number, digit| number * 10 + u64::from(digit - b'0'));
        return Some(number | (id.len() as u64) << 60);
    }
    id.bytes().try_fold(0_u64, |word, byte| {
        let digit = match byte {
            b'0'..=b'9' => byte - b'0' + 1,
            b'A'..=b'Z' => byte - b'A' + 11,
            b'a'..=b'z' => byte - b'a' + 37,
            b'-' => 63,
            _ => return None,
        };
        Some(word << 6 | u64::from(digit))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::{collection::vec, prelude::*};
    use std::collections::HashMap;

    fn day(day: u32) -> Option<NaiveDate> {
        NaiveDate::from_ymd_opt(2023, 1, day)
    }

    #[test]
    fn the_earliest_start_of_all_rows_is_kept() {
        for id in ["3549863", "a-long-id-of-another-system", "é"] {
            let mut seen = Seen::default();
            assert_eq!(seen.put(id, 2, day(20)), None);
            assert_eq!(seen.put(id, 5, day(10)), Some(Earlier::new(2, day(20))));
            assert_eq!(seen.put(id, 7, None), Some(Earlier::new(5, day(10))));
            assert_eq!(seen.put(id, 9, day(30)).and_then(Earlier::start), day(10));
            assert_eq!(seen.put("other", 9, None), None);
        }
    }

    proptest! {
        #[test]
        fn it_is_a_map(ids in vec((0..3_u8, 0..400_u32), 0..1200)) {
            let ids: Vec<String> = ids
                .iter()
                .map(|(kind, id)| match kind {
                    0 => id.to_string(),
                    1 => format!("a-{id}Z"),
                    _ => format!("a-rather-long-{id}"),
                })
                .collect();
            let mut seen = Seen::default();
            let mut map: HashMap<&str, u32> = HashMap::new();
            seen.touch(ids.iter().map(String::as_str));
            for (row, id) in (1..).zip(&ids) {
                prop_assert_eq!(seen.put(id, row, None).map(|earlier| earlier.row), map.insert(id, row));
            }
        }
    }

    #[test]
    fn nobody_is_forgotten_while_the_table_grows() {
        let ids: Vec<String> = (0..20_000_u32).map(|id| (id * 7).to_string()).collect();
        let mut seen = Seen::default();
        for (row, id) in (1..).zip(&ids) {
            assert_eq!(seen.put(id, row, None), None);
        }
        for (row, id) in (1..).zip(&ids) {
            assert_eq!(seen.put(id, row + 1, None).map(|earlier| earlier.row), Some(row), "{id}");
        }
    }

    #[test]
    fn different_ids_are_never_one() {
        let digits = "0aZ-";
        let short: Vec<String> = digits
            .chars()
            .flat_map(|one| digits.chars().map(move |two| format!("{one}{two}")))
            .chain(digits.chars().map(String::from))
            .chain([
                "0000000000".into(),
                "000000000".into(),
                "9999999999".into(),
                "0007".into(),
                "7".into(),
                "zzzzzzzzzz".into(),
                "----------".into(),
            ])
            .collect();
        let packed: std::collections::HashSet<u64> = short.iter().filter_map(|id| packed(id)).collect();
        assert_eq!(packed.len(), short.len());
        assert!(!packed.contains(&0));
    }
}
