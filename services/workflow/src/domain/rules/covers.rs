//! `covers: {request: r, sections: 1-17, queue: true}`

use super::{Check, Kind};
use crate::domain::{
    process::{Key, Sections},
    step::Step,
};
use serde::Deserialize;
use std::collections::BTreeSet;
use uuid::Uuid;

/// A completion authorises the text of these sections of the main form, and perhaps what is queued.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Covers {
    /// The request.
    pub request: Key,
    /// The sections.
    pub sections: Sections,
    /// The queue too.
    #[serde(default)]
    pub queue: bool,
}

impl Covers {
    /// The version of the covered text as it stands: it only grows, so a text that is edited to and fro is another.
    pub fn version(&self, step: &Step) -> i64 {
        let of_sections: i64 = self.covered(step).map(|section| section.text_version).sum();
        let of_queue = if self.queue { step.queue.version } else { 0 };
        1 + of_sections + of_queue
    }

    /// Everybody who wrote the covered text. Adding next actions is not authorship.
    pub fn authors(&self, step: &Step) -> BTreeSet<Uuid> {
        self.covered(step).flat_map(|section| section.authors.iter().copied()).collect()
    }

    fn covered<'s>(&self, step: &'s Step) -> impl Iterator<Item = &'s crate::domain::section::Section> {
        let main_form = step.sections.iter().filter(|section| section.form.is_none());
        main_form.filter(|section| self.sections.contains(section.number))
    }
}

impl Kind for Covers {
    fn check(&self, check: &mut Check) {
        check.request(&self.request);
        check.sections(&self.sections);
    }

    fn settles(&self) -> Option<&Key> {
        Some(&self.request)
    }
}
