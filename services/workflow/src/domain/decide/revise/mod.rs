//! An edit applied to a step: answers and ticks, the queue, what the edit voids, the requests that it sends. A save
//! writes it; a finish saves first.

mod queue;
mod queue_entry;
mod recipient;
mod section;
mod send;
mod void;

pub(super) use queue_entry::QueueEntry;
pub(super) use void::void_what_lost_its_ground;

use super::gate::must_be_started;
use crate::domain::{
    edit::Edit,
    found::Found,
    moment::Moment,
    people::{Act, Right},
    process::StepType,
    refused::{InVain, Refused, Stale, Typed},
    section::SectionId,
    step::Step,
};
use fault::{Fields, Reason, Refusal};
use std::mem;
use uuid::Uuid;

/// A step with an edit applied to it.
pub(super) struct Revision {
    /// As it would stand.
    pub step: Step,
    /// The sections that were edited.
    pub edited: Vec<SectionId>,
    /// The requests that were sent.
    pub sent: Vec<Uuid>,
    /// The absent worker for whom it was edited, or a part of it.
    pub on_behalf_of: Option<Uuid>,
    /// Why it may not stand so.
    pub refusals: Vec<Refusal>,
}

/// A step while an edit is being applied to it.
struct Revising<'a> {
    found: &'a Found,
    step_type: &'a StepType,
    moment: Moment<'a>,
    step: Step,
    edited: Vec<SectionId>,
    typed: Vec<Typed>,
    sent: Vec<Uuid>,
    on_behalf_of: Option<Uuid>,
    wrong: Fields,
    stale: Vec<Stale>,
    refusals: Vec<Refusal>,
}

/// Applies an edit. What is malformed or stale is refused here; other refusals are for the decision to weigh.
pub(super) fn revise(
    found: &Found,
    step_type: &StepType,
    edit: &Edit,
    moment: Moment,
) -> Result<Revision, Refused> {
    let mut revising = Revising::begin(found, step_type, moment);
    for (index, section) in edit.sections.iter().enumerate() {
        revising.edit_section(index, section);
    }
    revising.decisions_follow_recommendations();
    if let Some(queue) = &edit.queue {
        revising.edit_queue(queue);
    }
    void_what_lost_its_ground(step_type, &mut revising.step, moment.at);
    for (index, request) in edit.send_requests.iter().enumerate() {
        revising.send(index, request);
    }
    revising.end()
}

/// The start of a step that takes edits. What comes too late, after its end, is refused and yet kept.
pub(super) fn must_be_open_to(
    edit: &Edit,
    found: &Found,
    step_type: &StepType,
    moment: Moment,
) -> Result<Act, Refused> {
    must_be_started(&found.step).map_err(|refusal| match refusal.reason {
        Reason::WorkstepEnded => Refused::Late(Box::new(refusal), in_vain(edit, found, step_type, moment)),
        _ => refusal.into(),
    })
}

/// What an edit types that comes too late; nothing where it is malformed, or written by somebody who may not.
fn in_vain(edit: &Edit, found: &Found, step_type: &StepType, moment: Moment) -> InVain {
    let mut revising = Revising::begin(found, step_type, moment);
    for (index, section) in edit.sections.iter().enumerate() {
        revising.edit_section(index, section);
    }
    if let Some(queue) = &edit.queue {
        revising.edit_queue(queue);
    }
    let may_write = revising.refusals.iter().all(|refusal| refusal.reason != Reason::NotAWriter);
    let right = revising.wrong.violations().is_empty();
    if may_write && right { revising.in_vain() } else { InVain::default() }
}

impl<'a> Revising<'a> {
    fn begin(found: &'a Found, step_type: &'a StepType, moment: Moment<'a>) -> Self {
        let step = Step { version: found.step.version + 1, ..found.step.clone() };
        Self {
            found,
            step_type,
            moment,
            step,
            edited: Vec::new(),
            typed: Vec::new(),
            sent: Vec::new(),
            on_behalf_of: None,
            wrong: Fields::default(),
            stale: Vec::new(),
            refusals: Vec::new(),
        }
    }

    /// Whoever may not write is told so, not what others wrote meanwhile.
    fn end(mut self) -> Result<Revision, Refused> {
        let may_write = self.refusals.iter().all(|refusal| refusal.reason != Reason::NotAWriter);
        if !self.wrong.violations().is_empty() {
            Err(Refused::Invalid(self.wrong))
        } else if !self.stale.is_empty() && may_write {
            let stale = mem::take(&mut self.stale);
            Err(Refused::Stale(stale, self.in_vain()))
        } else {
            Ok(Revision {
                step: self.step,
                edited: self.edited,
                sent: self.sent,
                on_behalf_of: self.on_behalf_of,
                refusals: self.refusals,
            })
        }
    }

    fn in_vain(self) -> InVain {
        InVain { typed: self.typed, on_behalf_of: self.on_behalf_of }
    }

    /// What the actor does now in that right.
    fn act_in(&mut self, right: Right) -> Act {
        let act = self.found.actor.act_in(right, self.moment.at);
        self.on_behalf_of = self.on_behalf_of.or(act.on_behalf_of);
        act
    }

    /// An edit carries the etag of what it replaces.
    fn compare(&mut self, path: &str, read: &str, standing: &str, stale: impl FnOnce(&Step) -> Stale) {
        if read.is_empty() {
            self.wrong.refuse(format_args!("{path}.etag"), "is missing: send what was read");
        } else if read != standing {
            self.stale.push(stale(&self.found.step));
        }
    }
}
