//! A text of the rules, with the place where it stands.

use serde::{Deserialize, Deserializer};
use serde_saphyr::Spanned;
use std::{fmt, ops::Deref};

/// A key or a title. It remembers its place, so that wrong rules are refused by line and column.
#[derive(Clone)]
pub struct Key {
    text: String,
    place: (u64, u64),
}

impl Key {
    /// Line and column, both counted from 1.
    pub(super) fn place(&self) -> (u64, u64) {
        self.place
    }
}

impl Deref for Key {
    type Target = str;

    fn deref(&self) -> &str {
        &self.text
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.text, out)
    }
}

impl<'de> Deserialize<'de> for Key {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let spanned = Spanned::<String>::deserialize(from)?;
        let place = (spanned.referenced.line(), spanned.referenced.column());
        Ok(Self { text: spanned.value, place })
    }
}
