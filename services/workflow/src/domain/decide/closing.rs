//! Closing a case with its last open step.

use crate::domain::{
    case::{Case, Closed},
    change::{CaseWrite, Change},
    fact::{Fact, TimelineEntry, TimelineKind, Told},
    found::Found,
    moment::Moment,
    people::Act,
    step::Step,
};

/// The case closes with its last open step, with the strongest outcome that was reached; `reached` is what the step that
/// ends now adds to it, and `created` what follows it.
pub(super) fn closing(
    found: &Found,
    created: &[Step],
    reached: Option<&str>,
    moment: Moment,
) -> Option<Closed> {
    let others_open = found.case.steps.iter().any(|step| step.id != found.step.id && step.is_open());
    if others_open || !created.is_empty() {
        return None;
    }
    let before = found.case.steps.iter().filter_map(|step| step.outcome.as_deref());
    let outcome = found.process.outcome_of(before.chain(reached));
    Some(Closed { at: moment.at, outcome })
}

impl Change {
    /// Locks the case, and closes it where its last open step ends.
    pub(super) fn end_in(&mut self, case: &Case, closes: Option<&Closed>, act: Act) {
        self.case = CaseWrite::locked(case);
        if let Some(closed) = closes {
            self.close(case, closed, act);
        }
    }

    fn close(&mut self, case: &Case, closed: &Closed, act: Act) {
        self.case =
            CaseWrite::Locked { id: case.id, expected_version: case.version, closes: Some(closed.clone()) };
        self.timeline.push(TimelineEntry::of_case(TimelineKind::CaseClosed, case.id, act));
        let fact = Fact::CaseClosed { case: case.id, outcome: closed.outcome.clone() };
        self.told.push(Told { subject_version: case.version + 1, fact });
    }
}
