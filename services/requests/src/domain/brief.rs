//! What workflow tells of the text that a request is about: its versions, authors, and what stands against an answer.
//!
//! Workflow owns the text and its voiding; here is only what an answer has to be measured by. Nothing in it knows any
//! process.

use super::request::{Heard, Request, State};
use fault::Reason;
use std::collections::BTreeSet;
use uuid::Uuid;

/// What an answer would be about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Brief {
    /// The version of the covered text. It only grows; 0 when nothing is covered.
    pub covered_version: i64,
    /// Who wrote the covered text: none of them may authorise it.
    pub authors: BTreeSet<Uuid>,
    /// Why anybody's answer would be refused now, as `ADM_SECTION_INCOMPLETE`.
    pub refusals: Vec<Reason>,
    /// Whether an edit has taken away what the request stood on.
    pub voided: bool,
}

impl Request {
    /// Takes over a newer brief. An answer about another text than the one that now stands is voided, and so is what
    /// workflow calls voided, completed or waiting; whatever else ended stays so. Any brief but a newer one changes
    /// nothing: after a resync the old ones come again.
    pub fn briefed(self, brief: Brief, heard: Heard) -> Self {
        if heard.version <= self.heard_version {
            return self;
        }
        let state = match self.state {
            State::Sent if brief.voided => State::Voided { at: heard.at, completed: None },
            State::Completed(completion)
                if brief.voided || brief.covered_version > completion.covered_version =>
            {
                State::Voided { at: heard.at, completed: Some(completion) }
            }
            other @ (State::Sent
            | State::Completed(_)
            | State::Returned { .. }
            | State::Withdrawn { .. }
            | State::Lapsed { .. }
            | State::Voided { .. }) => other,
        };
        let stamp = self.stamp.next(heard.by, heard.at);
        Self { brief, heard_version: heard.version, state, stamp, ..self }
    }

    /// Takes the request back because its step ended. An answer that was given before the step's end was heard of
    /// stands: answers are final.
    pub fn lapsed(self, heard: Heard) -> Self {
        if heard.version <= self.heard_version {
            return self;
        }
        let state = match self.state {
            State::Sent => State::Lapsed { at: heard.at },
            other @ (State::Completed(_)
            | State::Returned { .. }
            | State::Withdrawn { .. }
            | State::Lapsed { .. }
            | State::Voided { .. }) => other,
        };
        Self { heard_version: heard.version, state, stamp: self.stamp.next(heard.by, heard.at), ..self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::sample::{AUTHOR, at, completed, heard, waiting};

    fn brief(covered_version: i64, voided: bool) -> Brief {
        Brief { covered_version, authors: BTreeSet::from([AUTHOR]), refusals: vec![], voided }
    }

    #[test]
    fn an_open_request_follows_the_text() {
        let briefed = waiting().briefed(brief(8, false), heard(2));
        assert_eq!(briefed.state, State::Sent);
        assert_eq!(briefed.brief.covered_version, 8);
        assert_eq!(briefed.stamp.version, waiting().stamp.version + 1, "its etag changes");
    }

    #[test]
    fn a_completed_request_is_voided_by_an_edit_and_keeps_its_answer() {
        for later in [brief(8, true), brief(8, false), brief(7, true)] {
            let voided = completed(7).briefed(later, heard(2));
            assert!(
                matches!(&voided.state, State::Voided { at: when, completed: Some(_) } if *when == at(2))
            );
            assert_eq!(voided.completion(), completed(7).completion());
        }
        let untouched = completed(7).briefed(brief(7, false), heard(2));
        assert_eq!(untouched.state, completed(7).state, "ticks and optional forms void nothing");
    }

    #[test]
    fn an_open_request_is_voided_when_workflow_says_so() {
        let voided = waiting().briefed(brief(8, true), heard(2));
        assert_eq!(voided.state, State::Voided { at: at(2), completed: None });
    }

    #[test]
    fn what_ended_never_comes_back() {
        let ended = [waiting().lapsed(heard(2)), waiting().briefed(brief(8, true), heard(2))];
        for request in ended {
            let state = request.state.clone();
            assert_eq!(request.clone().briefed(brief(9, false), heard(3)).state, state);
            assert_eq!(request.briefed(brief(9, true), heard(3)).lapsed(heard(4)).state, state);
        }
    }

    #[test]
    fn an_answer_outlives_the_end_of_its_step() {
        assert_eq!(completed(7).lapsed(heard(2)).state, completed(7).state);
    }

    #[test]
    fn what_was_heard_before_changes_nothing() {
        let now = waiting().briefed(brief(8, false), heard(5));
        for old in [1, 4, 5] {
            assert_eq!(now.clone().briefed(brief(6, true), heard(old)), now);
            assert_eq!(now.clone().lapsed(heard(old)), now);
        }
    }
}
