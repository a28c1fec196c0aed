//! What speaks against a command, and whether a service's refusal says so too.

use std::collections::BTreeSet;
use tonic::Status;

/// What a finish is refused for that waits for an answer; it must have heard of the request to know.
pub(super) const NOT_COMPLETED: &str = "REQUEST_NOT_COMPLETED";

const STALE: &str = "ETAG_STALE";
/// Whether something lacks is another question where what was read is not what stands there.
pub(super) const EMPTY: &str = "REQUIRED_FIELD_EMPTY";

/// Reasons, all of which hold.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Against(BTreeSet<&'static str>);

impl Against {
    pub(super) fn nothing() -> Self {
        Self::default()
    }

    pub(super) fn surely(reason: &'static str) -> Self {
        Self(BTreeSet::from([reason]))
    }

    pub(super) fn add(&mut self, reason: &'static str) {
        self.0.insert(reason);
    }

    pub(super) fn add_if(&mut self, holds: bool, reason: &'static str) {
        if holds {
            self.add(reason);
        }
    }

    pub(super) fn add_all(&mut self, reasons: impl IntoIterator<Item = &'static str>) {
        self.0.extend(reasons);
    }

    pub(super) fn holds(&self, reason: &str) -> bool {
        self.0.contains(reason)
    }

    pub(super) fn is_nothing(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether a refusal gives reasons that hold. With `all`, each that holds.
    pub(super) fn is_what_is_said(&self, refused: &Status, all: bool) -> bool {
        let said = said(refused);
        let first = fault::reason_of(refused);
        if first.is_none_or(|first| fault::class_of(first).code() != refused.code()) {
            return false;
        }
        // Whoever no policy permits the call at all is told no more.
        if said == ["NOT_PERMITTED"] {
            return self.holds("NOT_PERMITTED");
        }
        let right = said.iter().all(|reason| self.holds(reason));
        // Who read another text than stands there reads it anew first, and is told so alone or not yet.
        let is_due = |reason: &&&str| {
            **reason != STALE && said != [STALE] && !(**reason == EMPTY && self.holds(STALE))
        };
        let complete = self.0.iter().filter(is_due).all(|reason| said.iter().any(|it| it == reason));
        right && !said.is_empty() && (!all || complete)
    }
}

impl IntoIterator for Against {
    type Item = &'static str;
    type IntoIter = std::collections::btree_set::IntoIter<&'static str>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

pub(super) fn unless(against: Against) -> Result<(), Against> {
    if against.is_nothing() { Ok(()) } else { Err(against) }
}

/// The reasons of a refusal, each once.
pub(super) fn said(refused: &Status) -> Vec<String> {
    let name = |reason| fault::name_of(reason).to_owned();
    let violations: BTreeSet<String> = fault::violations_of(refused).into_iter().map(name).collect();
    if violations.is_empty() {
        fault::reason_of(refused).map(name).into_iter().collect()
    } else {
        violations.into_iter().collect()
    }
}
