//! Why a decision changes nothing.

use super::{
    queue::{Queue, QueuedAction},
    section::{Answers, Section, SectionId},
};
use fault::{Class, Fields, Reason, Refusal};
use std::fmt;
use uuid::Uuid;

/// Why a decision changes nothing.
#[derive(Clone, Debug, PartialEq)]
pub enum Refused {
    /// What was sent is wrong, field by field.
    Invalid(Fields),
    /// Somebody else wrote first: everything that was read too early (A8), and what was typed in vain.
    Stale(Vec<Stale>, InVain),
    /// The step has ended: why, and what was typed in vain.
    Late(Box<Refusal>, InVain),
    /// The process does not permit it now: every reason at once, one about the caller first.
    Because(Vec<Refusal>),
}

/// Everything that was typed for a save that was refused. It is kept: nothing typed is ever lost.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct InVain {
    /// Piece by piece.
    pub typed: Vec<Typed>,
    /// The absent worker for whom it would have been saved, or a part of it.
    pub on_behalf_of: Option<Uuid>,
}

/// A piece of what was typed for a save that was refused.
#[derive(Clone, Debug, PartialEq)]
pub enum Typed {
    /// Into a section.
    Section(TypedSection),
    /// Into the queue of next actions.
    Queue(TypedQueue),
}

impl fmt::Display for Typed {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Section(typed) => typed.section.fmt(out),
            Self::Queue(_) => out.write_str("next actions"),
        }
    }
}

/// What was typed into a section.
#[derive(Clone, Debug, PartialEq)]
pub struct TypedSection {
    /// Where.
    pub section: SectionId,
    /// The version of the section that was read before.
    pub read_version: i64,
    /// The version that stands instead.
    pub standing_version: i64,
    /// Set, by field key.
    pub answers: Answers,
    /// Emptied, by field key.
    pub cleared: Vec<String>,
    /// Ticked or unticked; none leaves the tick as it was read.
    pub complete: Option<bool>,
}

/// What was put into the queue of next actions.
#[derive(Clone, Debug, PartialEq)]
pub struct TypedQueue {
    /// The version of the queue that was read before.
    pub read_version: i64,
    /// The version that stands instead.
    pub standing_version: i64,
    /// Everything that would have stood there.
    pub actions: Vec<QueuedAction>,
}

/// Something that was written since it was read.
#[derive(Clone, Debug, PartialEq)]
pub enum Stale {
    /// A section; neither text is lost: here is the one that stands.
    Section(Section),
    /// The queue of next actions, as it stands.
    Queue(Queue),
}

impl Refused {
    /// Refuses for all of these reasons, if there is one: what the caller may not do comes first.
    pub fn unless_none(mut refusals: Vec<Refusal>) -> Result<(), Self> {
        refusals.sort_by_key(|refusal| refusal.class() != Class::PermissionDenied);
        if refusals.is_empty() { Ok(()) } else { Err(Refused::Because(refusals)) }
    }

    /// Refuses if a field is wrong.
    pub fn unless_right(wrong: Fields) -> Result<(), Self> {
        if wrong.violations().is_empty() { Ok(()) } else { Err(Refused::Invalid(wrong)) }
    }

    /// Whether it rests on another service's facts, which may have arrived there and not yet here: worth catching up
    /// and deciding once more.
    pub fn may_be_stale(&self) -> bool {
        match self {
            Refused::Because(refusals) => refusals.iter().any(rests_on_answers),
            Refused::Invalid(_) | Refused::Stale(..) | Refused::Late(..) => false,
        }
    }

    /// What of it does not rest on another service's facts; none where all of it does.
    pub fn whatever_is_heard(&self) -> Option<Self> {
        let Refused::Because(refusals) = self else { return Some(self.clone()) };
        let certain: Vec<Refusal> =
            refusals.iter().filter(|refusal| !rests_on_answers(refusal)).cloned().collect();
        (!certain.is_empty()).then_some(Refused::Because(certain))
    }

    /// What was typed in vain, and is kept.
    pub fn in_vain(&self) -> Option<&InVain> {
        match self {
            Refused::Stale(_, in_vain) | Refused::Late(_, in_vain) => Some(in_vain),
            Refused::Invalid(_) | Refused::Because(_) => None,
        }
    }
}

fn rests_on_answers(refusal: &Refusal) -> bool {
    matches!(
        refusal.reason,
        Reason::RequestNotCompleted
            | Reason::RequestOutOfOrder
            | Reason::RequestAlreadyOpen
            | Reason::NotASender
    )
}

impl From<Refusal> for Refused {
    fn from(refusal: Refusal) -> Self {
        Refused::Because(vec![refusal])
    }
}
