//! What is wrong with a process file, by place.

use crate::domain::process::Place;
use fault::{Fields, Reason};
use std::fmt::Display;

/// Collects what is wrong.
#[derive(Default)]
pub(in crate::domain) struct Wrong(Vec<(Place, String)>);

impl Wrong {
    /// Something at that place is wrong.
    #[track_caller]
    pub(in crate::domain) fn refuse(&mut self, place: Place, what: impl Display) {
        #[cfg(test)]
        super::tests::failed_here();
        self.0.push((place, what.to_string()));
    }

    /// Unless the condition holds, something at that place is wrong.
    #[track_caller]
    pub(in crate::domain) fn require(&mut self, place: Place, holds: bool, what: impl Display) {
        if !holds {
            self.refuse(place, what);
        }
    }

    /// What a check that several places share finds wrong counts for the place that asked for it too: each is shown to fail.
    #[track_caller]
    pub(super) fn shared(&mut self, check: impl FnOnce(&mut Self)) {
        let before = self.0.len();
        check(self);
        if self.0.len() > before {
            #[cfg(test)]
            super::tests::failed_here();
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// In the order of the file.
    pub(super) fn into_fields(mut self) -> Fields {
        self.0.sort();
        self.0.dedup();
        let mut fields = Fields::because(Reason::ProcessInvalid);
        for (place, what) in self.0 {
            fields.refuse(place, what);
        }
        fields
    }
}
