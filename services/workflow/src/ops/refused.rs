//! What a caller is told when a decision changes nothing.

use super::{Scene, attempt::Setback};
use crate::domain::{
    people::Act,
    queue::Queue,
    refused::{Refused, Stale},
    section::Section,
    step::Step,
};
use contracts::workflow::v1 as wire;
use fault::{Fault, Reason, Refusal};

/// A section of a step, as the reader of that scene sees it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct SectionSeen<'a> {
    /// The section.
    pub section: &'a Section,
    /// Its step.
    pub step: &'a Step,
    /// Who reads.
    pub scene: &'a Scene,
}

/// A step's queue of next actions, as the reader of that scene sees it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct QueueSeen<'a> {
    /// The queue.
    pub queue: &'a Queue,
    /// Its step.
    pub step: &'a Step,
    /// Who reads.
    pub scene: &'a Scene,
}

/// The setback that a refused decision is. `step` is as it was found.
pub(super) fn setback(refused: Refused, step: &Step, scene: &Scene) -> Setback {
    if !refused.may_be_stale() {
        return Setback::Ended(told(refused, step, scene));
    }
    let anyway = refused.whatever_is_heard().map(|refused| told(refused, step, scene));
    Setback::Unheard { fault: told(refused, step, scene), anyway }
}

/// Why a decision about a step changes nothing.
pub(super) fn told(refused: Refused, step: &Step, scene: &Scene) -> Fault {
    match refused {
        Refused::Stale(stale, _) => {
            Fault::Refused(stale.iter().map(|stale| overtaken(stale, step, scene)).collect())
        }
        other => plain(other),
    }
}

/// Why a decision that is not about a step changes nothing.
pub(super) fn plain(refused: Refused) -> Fault {
    match refused {
        Refused::Invalid(fields) => Fault::Invalid(fields),
        Refused::Because(refusals) => Fault::Refused(refusals),
        Refused::Late(refusal, _) => (*refusal).into(),
        Refused::Stale(..) => Refusal::new(Reason::EtagStale, CHANGED).into(),
    }
}

const CHANGED: &str = "somebody changed it since it was read: read it again";

fn overtaken(stale: &Stale, step: &Step, scene: &Scene) -> Refusal {
    match stale {
        Stale::Section(section) => {
            let subject = format!("workstep/{}/{}", step.id, section.id());
            let standing = wire::Section::from(SectionSeen { section, step, scene });
            etag_stale(subject, section.last_edit.as_ref(), section.etag()).with_detail(&standing)
        }
        Stale::Queue(queue) => {
            let subject = format!("workstep/{}/queue", step.id);
            let standing = wire::NextActionQueue::from(QueueSeen { queue, step, scene });
            etag_stale(subject, queue.last_edit.as_ref(), queue.etag()).with_detail(&standing)
        }
    }
}

fn etag_stale(subject: String, last_edit: Option<&Act>, etag: String) -> Refusal {
    Refusal::etag_stale(subject, (last_edit.map(|edit| edit.by), last_edit.map(|edit| edit.at)), etag)
}
