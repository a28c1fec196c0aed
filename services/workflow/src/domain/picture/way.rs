//! The way that a case has taken through its process.

use super::Standing;
use crate::domain::case::Progress;

/// All steps of a case, as far as its way needs them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Way(pub Vec<Passed>);

/// One step of a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passed {
    /// Its key in the process.
    pub kind: String,
    /// How far it is.
    pub progress: Progress,
    /// The next actions by which it was finished, or that it sent before, by their keys.
    pub followed_by: Vec<String>,
}

impl Way {
    /// How the case stands at a kind of step.
    pub(super) fn standing(&self, kind: &str) -> Standing {
        let mut standing = Standing::default();
        for step in self.0.iter().filter(|step| step.kind == kind) {
            *match step.progress {
                Progress::Incoming => &mut standing.incoming,
                Progress::Started => &mut standing.started,
                Progress::Finished => &mut standing.finished,
                Progress::Cancelled => &mut standing.cancelled,
            } += 1;
        }
        standing
    }

    /// How often the case went on from a kind of step by a next action.
    pub(super) fn taken(&self, kind: &str, action: &str) -> usize {
        let steps = self.0.iter().filter(|step| step.kind == kind);
        steps.flat_map(|step| &step.followed_by).filter(|followed| *followed == action).count()
    }
}
