//! Section numbers, as `1-17` or `1, 3`.

use super::{Key, Place};
use serde::{Deserialize, Deserializer};

/// Sections of a form, by number.
#[derive(Clone, Debug)]
pub struct Sections {
    written: Key,
    numbers: Vec<i32>,
}

impl Sections {
    /// In the order written; none when what is written cannot be read.
    pub fn numbers(&self) -> &[i32] {
        &self.numbers
    }

    /// Whether a section is among them.
    pub fn contains(&self, number: i32) -> bool {
        self.numbers.contains(&number)
    }

    /// Where they stand in the file.
    pub fn place(&self) -> Place {
        self.written.place()
    }
}

fn parse(written: &str) -> Option<Vec<i32>> {
    let mut numbers = Vec::new();
    for part in written.split(',') {
        let (first, last) = part.split_once('-').unwrap_or((part, part));
        let range = number(first)?..=number(last)?;
        if range.is_empty() {
            return None;
        }
        numbers.extend(range);
    }
    Some(numbers)
}

fn number(written: &str) -> Option<i32> {
    written.trim().parse().ok().filter(|number| (1..=999).contains(number))
}

impl<'de> Deserialize<'de> for Sections {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let written = Key::deserialize(from)?;
        let numbers = parse(&written).unwrap_or_default();
        Ok(Self { written, numbers })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_and_a_list_are_read() {
        assert_eq!(parse("1-3"), Some(vec![1, 2, 3]));
        assert_eq!(parse("1, 3"), Some(vec![1, 3]));
        assert_eq!(parse("2"), Some(vec![2]));
        assert_eq!(parse("one"), None);
        assert_eq!(parse("3-1"), None);
        assert_eq!(parse("1, 3-2"), None, "whoever wrote that meant more than 1");
    }
}
