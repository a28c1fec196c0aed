//! A workstep, as far as it concerns who is told.

use super::happening::{About, Assignee, Happening, Matter, Reached, Told, Until};
use chrono::{DateTime, Utc};
use uuid::Uuid;

/// How far a step has come. It only moves forward.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    /// It waits.
    Incoming,
    /// Somebody works on it.
    Started,
    /// It is finished or cancelled.
    Ended,
}

/// A workstep as it was last heard of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Workstep {
    /// Given by workflow.
    pub id: Uuid,
    /// The type's key in the process.
    pub kind: String,
    /// What it is for; empty when the type has only one.
    pub purpose: String,
    /// Its exact title.
    pub title: String,
    /// Whose step it is.
    pub child_id: String,
    /// Its case.
    pub case_id: Uuid,
    /// When it came into its first hands.
    pub arrived_at: DateTime<Utc>,
    /// In whose hands it lies.
    pub assignee: Assignee,
    /// How far it has come.
    pub state: State,
    /// The last that was heard of it.
    pub heard_version: i64,
}

/// How a step moves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Move {
    /// Somebody took it out of its inbox.
    Claimed {
        /// Who has it now.
        assignee: Assignee,
    },
    /// It was passed on, or put back into its inbox.
    PassedOn {
        /// Who has it now.
        assignee: Assignee,
    },
    /// Somebody took it up.
    Started {
        /// Whose it is from then on: whom they covered, if they did.
        holder: Uuid,
    },
    /// It is finished or cancelled.
    Ended,
}

/// A step that has moved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moved {
    /// As it stands now.
    pub step: Workstep,
    /// In whose hands it lay before.
    pub previous: Assignee,
    /// How it moved.
    pub by: Move,
    /// What is settled by it.
    pub reached: Reached,
    /// What the event said besides.
    pub told: Told,
}

impl Moved {
    /// What there is to tell of it, if anything.
    pub fn happening(&self) -> Option<Happening> {
        let passed_on = matches!(self.by, Move::PassedOn { .. });
        passed_on.then(|| self.told.of_step_passed_on(&self.step, self.previous))
    }
}

impl Workstep {
    /// It moves. Nothing where that was known.
    pub fn moves(self, by: Move, told: Told) -> Option<Moved> {
        let previous = self.assignee;
        let (step, reached) = match by {
            Move::Claimed { assignee } => self.claimed(assignee, told),
            Move::PassedOn { assignee } => self.passed_on(assignee, told),
            Move::Started { holder } => self.started(holder, told),
            Move::Ended => self.ended(told),
        }?;
        Some(Moved { step, previous, by, reached, told })
    }

    /// Somebody took it out of its inbox. Nothing where that was known.
    fn claimed(self, assignee: Assignee, told: Told) -> Option<(Self, Reached)> {
        self.moved(told, &[Until::Claimed, Until::Taken], |step| Self { assignee, ..step })
    }

    /// It was passed on, or put back into its inbox: whoever had it has nothing to do about it any more. Nothing where
    /// that was known.
    fn passed_on(self, assignee: Assignee, told: Told) -> Option<(Self, Reached)> {
        let settles: &[Until] = &[Until::Claimed, Until::Taken, Until::Started, Until::Ended];
        self.moved(told, settles, |step| Self { assignee, ..step })
    }

    /// Somebody took it up. Nothing where that was known.
    fn started(self, holder: Uuid, told: Told) -> Option<(Self, Reached)> {
        let assignee = Assignee::Worker(holder);
        let settles: &[Until] = &[Until::Claimed, Until::Taken, Until::Started];
        self.moved(told, settles, |step| Self { assignee, state: step.state.max(State::Started), ..step })
    }

    /// It is finished or cancelled. Nothing where that was known.
    fn ended(self, told: Told) -> Option<(Self, Reached)> {
        let settles: &[Until] = &[Until::Claimed, Until::Taken, Until::Started, Until::Ended];
        self.moved(told, settles, |step| Self { state: State::Ended, ..step })
    }

    fn moved(
        self,
        told: Told,
        settles: &'static [Until],
        to: impl FnOnce(Self) -> Self,
    ) -> Option<(Self, Reached)> {
        (told.version > self.heard_version).then(|| {
            let reached = Reached { matter: Matter::Workstep(self.id), settles };
            (to(Self { heard_version: told.version, ..self }), reached)
        })
    }

    pub(super) fn about(&self) -> About {
        About {
            child_id: Some(self.child_id.clone()),
            case_id: Some(self.case_id),
            workstep: Some((self.id, self.title.clone())),
            ..About::default()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::sample::{FINDER, told, waiting_step};

    #[test]
    fn whoever_starts_a_step_has_it_and_what_waited_for_that_is_settled() {
        let (step, reached) = waiting_step().started(FINDER, told(2)).unwrap();
        assert_eq!((step.assignee, step.state), (Assignee::Worker(FINDER), State::Started));
        assert_eq!(
            reached,
            Reached {
                matter: Matter::Workstep(step.id),
                settles: &[Until::Claimed, Until::Taken, Until::Started]
            }
        );
        let (step, reached) = step.ended(told(3)).unwrap();
        assert_eq!(step.state, State::Ended);
        assert_eq!(reached.settles, [Until::Claimed, Until::Taken, Until::Started, Until::Ended]);
    }

    #[test]
    fn a_step_that_is_passed_on_is_done_with_for_whoever_had_it() {
        let to = Assignee::Worker(FINDER);
        let (step, reached) = waiting_step().passed_on(to, told(2)).unwrap();
        assert_eq!((step.assignee, step.state), (to, State::Incoming));
        assert!(reached.settles.contains(&Until::Ended));
        let (step, reached) = waiting_step().claimed(to, told(2)).unwrap();
        assert_eq!((step.assignee, reached.settles), (to, &[Until::Claimed, Until::Taken][..]));
    }

    #[test]
    fn what_was_heard_before_changes_nothing() {
        let (step, _) = waiting_step().ended(told(3)).unwrap();
        assert_eq!(step.clone().started(FINDER, told(2)), None);
        assert_eq!(step.ended(told(3)), None);
    }
}
