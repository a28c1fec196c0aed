//! Where each rule stands in its file: the keys in it remember their places, and the rule itself, read as its kind, does not.

use crate::domain::process::Place;
use serde::{Deserialize, Deserializer, de::IgnoredAny};
use serde_saphyr::Spanned;

/// The places of all rules, read from the same text as the process: as many as it has, in its order.
#[derive(Deserialize)]
pub(super) struct Places {
    /// Of the rules of the process itself.
    pub(super) rules: Vec<RulePlace>,
    /// Of the rules of each step.
    pub(super) steps: Vec<PlacesOfStep>,
}

/// The places of a step's rules.
#[derive(Deserialize)]
pub(super) struct PlacesOfStep {
    /// In the order of the file.
    #[serde(default)]
    pub(super) rules: Vec<RulePlace>,
}

/// Where one rule begins, with the name of its kind.
pub(super) struct RulePlace(Place);

impl RulePlace {
    /// The place.
    pub(super) fn place(&self) -> Place {
        self.0
    }
}

impl<'de> Deserialize<'de> for RulePlace {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let begins = Spanned::<IgnoredAny>::deserialize(from)?.referenced;
        Ok(Self(Place { line: begins.line(), column: begins.column() }))
    }
}
