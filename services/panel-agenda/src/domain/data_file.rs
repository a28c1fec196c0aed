//! Data files in YAML: keys that know their place, and everything that is wrong with a file said at once.

use serde::{Deserialize, Deserializer, de::DeserializeOwned};
use serde_saphyr::{MessageFormatter, Spanned};
use sha2::{Digest, Sha256};
use std::{
    fmt::{self, Write},
    ops::Deref,
};

/// A name in a data file. It remembers its place, so that a wrong file is refused by line and column.
#[derive(Clone)]
pub struct Key {
    name: String,
    place: Place,
}

/// A place in a file; both count from 1.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// From the top.
    pub line: u64,
    /// From the left, in characters.
    pub column: u64,
}

/// One thing that is wrong with a data file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Mistake {
    /// Where it stands.
    pub place: Place,
    /// What is wrong with it.
    pub said: String,
}

/// Everything that is wrong with a data file, in its order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mistakes(Vec<Mistake>);

/// Reads a file of that shape; one that has another shape is refused at its first mistake.
pub fn read<T: DeserializeOwned>(yaml: &str) -> Result<T, Mistakes> {
    serde_saphyr::from_str(yaml).map_err(|error| {
        let place = error.location().map(|at| Place { line: at.line(), column: at.column() });
        let said = serde_saphyr::UserMessageFormatter.format_message(error.without_snippet()).into_owned();
        Mistakes(vec![Mistake { place: place.unwrap_or_default(), said }])
    })
}

/// SHA-256 of a file, in hexadecimal.
pub fn sha256(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// Lower-case hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing to a String cannot fail.
        let _written = write!(text, "{byte:02x}");
        text
    })
}

impl Mistakes {
    /// Something at that place is wrong.
    pub(in crate::domain) fn refuse(&mut self, place: Place, said: impl fmt::Display) {
        self.0.push(Mistake { place, said: said.to_string() });
    }

    /// Unless the condition holds, something at that place is wrong.
    pub(in crate::domain) fn require(&mut self, place: Place, holds: bool, said: impl fmt::Display) {
        if !holds {
            self.refuse(place, said);
        }
    }

    /// Refuses keys that are none, or stand there twice.
    pub(in crate::domain) fn unique<'k>(&mut self, what: &str, keys: impl IntoIterator<Item = &'k Key>) {
        let mut seen = std::collections::BTreeSet::new();
        for key in keys {
            let fits = |char: char| char.is_ascii_alphanumeric() || char == '_' || char == '-';
            let is_key = (1..=60).contains(&key.len()) && key.chars().all(fits);
            self.require(key.place, is_key, format_args!("{key} is not 1 to 60 letters, digits, - and _"));
            self.require(key.place, seen.insert(&**key), format_args!("there is a {what} {key} already"));
        }
    }

    /// The value, unless something is wrong with its file.
    pub(in crate::domain) fn unless_any<T>(mut self, value: T) -> Result<T, Self> {
        self.0.sort();
        self.0.dedup();
        if self.0.is_empty() { Ok(value) } else { Err(self) }
    }

    /// Each of them.
    pub fn iter(&self) -> impl Iterator<Item = &Mistake> {
        self.0.iter()
    }
}

impl Key {
    /// Where it stands.
    pub fn place(&self) -> Place {
        self.place
    }
}

impl Deref for Key {
    type Target = str;

    fn deref(&self) -> &str {
        &self.name
    }
}

impl PartialEq for Key {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for Key {}

impl PartialOrd for Key {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Key {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.name.cmp(&other.name)
    }
}

impl fmt::Display for Key {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.name)
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.name, out)
    }
}

impl fmt::Display for Place {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "line {}, column {}", self.line, self.column)
    }
}

impl fmt::Display for Mistakes {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let said: Vec<String> = self.0.iter().map(|one| format!("{}: {}", one.place, one.said)).collect();
        out.write_str(&said.join("; "))
    }
}

impl std::error::Error for Mistakes {}

impl<'de> Deserialize<'de> for Key {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let spanned = Spanned::<String>::deserialize(from)?;
        let place = Place { line: spanned.referenced.line(), column: spanned.referenced.column() };
        Ok(Self { name: spanned.value, place })
    }
}
