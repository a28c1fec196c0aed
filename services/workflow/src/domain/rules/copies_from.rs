//! `copies_from: {sections: 1-4, step: family_finding_request}`

use super::{Check, Kind};
use crate::domain::process::{Key, Sections};
use serde::Deserialize;

/// When the step is started, these sections are copied from the same sections of the case's latest step of that kind.
/// The copy may be corrected; the original stays.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CopiesFrom {
    /// Copied.
    pub sections: Sections,
    /// From the latest step of this kind.
    pub step: Key,
}

impl Kind for CopiesFrom {
    fn check(&self, check: &mut Check) {
        check.sections(&self.sections);
        check.copied(self);
    }
}
