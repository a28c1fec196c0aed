//! A request, as far as it concerns who is told. Workflow tells that it was sent, voided or taken back; requests tells of
//! the answer. The two feeds know nothing of each other's order, so whichever comes first, the end is the same.

use super::happening::{About, Act, Assignee, Happening, Matter, Parties, Reached, Told, Trigger, Until};
use chrono::{DateTime, Utc};
use uuid::Uuid;

/// What became of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum State {
    /// It waits for its answer.
    Waiting,
    /// It was marked Completed.
    Answered(Act),
    /// It was sent back with a comment.
    Returned(Act),
    /// An edit took away what it stood on, and with it the answer that it had, if it had one.
    Voided(Option<Act>),
    /// Its sender took it back, or it lapsed with its step.
    Withdrawn,
}

/// A request as it was last heard of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// Given by workflow.
    pub id: Uuid,
    /// The type's key in the process.
    pub kind: String,
    /// The type's exact title.
    pub type_title: String,
    /// The exact title of its step.
    pub workstep_title: String,
    /// The step to resume.
    pub workstep_id: Uuid,
    /// Whose step it is.
    pub child_id: String,
    /// The step's case.
    pub case_id: Uuid,
    /// By whom it was sent.
    pub sent: Act,
    /// When.
    pub sent_at: DateTime<Utc>,
    /// In whose list it stands, or stood when it ended.
    pub assignee: Assignee,
    /// What became of it.
    pub state: State,
    /// The last that was heard of it from workflow.
    pub heard_version: i64,
    /// The last that was heard of it from requests; 0 before the first.
    pub answer_version: i64,
}

/// What an event made of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moved {
    /// As it stands now.
    pub request: Request,
    /// What people are told of.
    pub tells: Tells,
    /// What is settled by it.
    pub reached: Reached,
}

/// Whom an event about a request tells of something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tells {
    /// It changes nothing for anybody.
    Nobody,
    /// Everybody who has a part in that.
    Everybody(Trigger),
    /// Whoever has it now and whoever had it, that it was passed on.
    OfOtherHands {
        /// In whose list it stood.
        previous: Assignee,
    },
    /// Whoever answered, that the answer no longer stood: all others have heard.
    TheAnswerer,
}

const CLAIMED: &[Until] = &[Until::Claimed, Until::Taken];
const OVER: &[Until] = &[Until::Claimed, Until::Taken, Until::Answered];

impl Request {
    /// Somebody took it out of its inbox. Nothing where that was known.
    pub fn claimed(self, assignee: Assignee, told: Told) -> Option<Moved> {
        let request = self.answered_at(told)?;
        Some(Self { assignee, ..request }.moved(Tells::Nobody, CLAIMED))
    }

    /// It was passed on, or put back into its inbox. Nothing where that was known.
    pub fn passed_on(self, assignee: Assignee, told: Told) -> Option<Moved> {
        let request = self.answered_at(told)?;
        let previous = request.assignee;
        let tells = match request.state {
            State::Waiting => Tells::OfOtherHands { previous },
            State::Answered(_) | State::Returned(_) | State::Voided(_) | State::Withdrawn => Tells::Nobody,
        };
        Some(Self { assignee, ..request }.moved(tells, OVER))
    }

    /// It was marked Completed. Of an answer that an edit voided before it was heard of, only whoever gave it is told.
    /// Nothing where that was known.
    pub fn completed(self, act: Act, told: Told) -> Option<Moved> {
        let request = self.answered_at(told)?;
        let (state, tells) = match request.state {
            State::Waiting => (State::Answered(act), Tells::Everybody(Trigger::RequestCompleted)),
            State::Voided(None) => (State::Voided(Some(act)), Tells::TheAnswerer),
            unmoved @ (State::Answered(_)
            | State::Returned(_)
            | State::Voided(Some(_))
            | State::Withdrawn) => (unmoved, Tells::Nobody),
        };
        Some(Self { state, ..request }.moved(tells, OVER))
    }

    /// It was sent back. Nothing where that was known.
    pub fn returned(self, act: Act, told: Told) -> Option<Moved> {
        let request = self.answered_at(told)?;
        let (state, tells) = match request.state {
            State::Waiting => (State::Returned(act), Tells::Everybody(Trigger::RequestReturned)),
            ended => (ended, Tells::Nobody),
        };
        Some(Self { state, ..request }.moved(tells, OVER))
    }

    /// Its sender took it back: nobody has to do anything about it any more. Nothing where that was known.
    pub fn withdrawn(self, told: Told) -> Option<Moved> {
        let request = self.answered_at(told)?;
        Some(request.over())
    }

    /// An edit took away what it stood on. Nothing where that was known.
    pub fn voided(self, told: Told) -> Option<Moved> {
        let request = self.heard_at(told)?;
        let (state, tells) = match request.state {
            State::Waiting => (State::Voided(None), Tells::Everybody(Trigger::RequestVoided)),
            State::Answered(act) => (State::Voided(Some(act)), Tells::Everybody(Trigger::RequestVoided)),
            unmoved @ (State::Returned(_) | State::Voided(_) | State::Withdrawn) => (unmoved, Tells::Nobody),
        };
        Some(Self { state, ..request }.moved(tells, OVER))
    }

    /// Its step ended before it was answered. Nothing where that was known.
    pub fn lapsed(self, told: Told) -> Option<Moved> {
        Some(self.heard_at(told)?.over())
    }

    /// Workflow told something else of it. Nothing where that was known.
    pub fn mentioned(self, told: Told) -> Option<Moved> {
        Some(self.heard_at(told)?.moved(Tells::Nobody, &[]))
    }

    fn over(self) -> Moved {
        let state = match self.state {
            State::Waiting => State::Withdrawn,
            ended @ (State::Answered(_) | State::Returned(_) | State::Voided(_) | State::Withdrawn) => ended,
        };
        Self { state, ..self }.moved(Tells::Nobody, OVER)
    }

    fn heard_at(self, told: Told) -> Option<Self> {
        (told.version > self.heard_version).then_some(Self { heard_version: told.version, ..self })
    }

    fn answered_at(self, told: Told) -> Option<Self> {
        (told.version > self.answer_version).then_some(Self { answer_version: told.version, ..self })
    }

    fn moved(self, tells: Tells, settles: &'static [Until]) -> Moved {
        let reached = Reached { matter: Matter::Request(self.id), settles };
        Moved { request: self, tells, reached }
    }

    /// As the folder shows it: `<request type>:<workstep title>` (A:123).
    pub fn title(&self) -> String {
        format!("{}:{}", self.type_title, self.workstep_title)
    }

    pub(super) fn about(&self) -> About {
        About {
            child_id: Some(self.child_id.clone()),
            case_id: Some(self.case_id),
            workstep: Some((self.workstep_id, self.workstep_title.clone())),
            request: Some((self.id, self.title())),
            ..About::default()
        }
    }

    pub(super) fn parties(&self, step: Option<Assignee>) -> Parties {
        let answerers = match &self.state {
            State::Answered(act) | State::Returned(act) | State::Voided(Some(act)) => act.people().collect(),
            State::Waiting | State::Voided(None) | State::Withdrawn => Vec::new(),
        };
        // Of what was answered nobody has anything to do any more: who answered it hears of its end.
        let lies_with = (!matches!(self.state, State::Voided(Some(_)))).then_some(self.assignee);
        Parties {
            assignee: lies_with,
            senders: self.sent.people().collect(),
            answerers,
            step,
            ..Parties::default()
        }
    }
}

impl Moved {
    /// What people are told of, if anybody is; the step lies in these hands as far as is known.
    pub fn happening(&self, told: Told, step: Option<Assignee>) -> Option<Happening> {
        match self.tells {
            Tells::Nobody => None,
            Tells::Everybody(trigger) => Some(told.of_request(trigger, &self.request, step)),
            Tells::OfOtherHands { previous } => {
                let passed_on = told.of_request(Trigger::RequestReassigned, &self.request, step);
                let parties = Parties { previous: Some(previous), ..passed_on.parties };
                Some(Happening { parties, ..passed_on })
            }
            Tells::TheAnswerer => {
                let late = told.of_request(Trigger::RequestVoided, &self.request, None);
                let parties = Parties { answerers: late.parties.answerers, ..Parties::default() };
                Some(Happening { by: None, parties, ..late })
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::sample::{MANAGER, WORKER, act_of, told, waiting_request};

    fn fold(events: &[&str]) -> (Request, Vec<Trigger>) {
        let (mut request, mut triggers) = (waiting_request(), Vec::new());
        for event in events {
            let before = request.clone();
            let moved = match *event {
                "claimed" => request.claimed(Assignee::Worker(MANAGER), told(2)),
                "completed" => request.completed(act_of(MANAGER), told(3)),
                "returned" => request.returned(act_of(MANAGER), told(3)),
                "withdrawn" => request.withdrawn(told(3)),
                "mentioned" => request.mentioned(told(2)),
                "voided" => request.voided(told(3)),
                "lapsed" => request.lapsed(told(4)),
                other => panic!("{other}"),
            };
            request = moved.as_ref().map_or(before, |moved| moved.request.clone());
            let happening = moved.and_then(|moved| moved.happening(told(9), None));
            triggers.extend(happening.map(|happening| happening.trigger));
        }
        (request, triggers)
    }

    #[test]
    fn an_answer_is_told_and_then_that_an_edit_voided_it() {
        let (request, triggers) = fold(&["claimed", "completed", "mentioned", "voided"]);
        assert_eq!(triggers, [Trigger::RequestCompleted, Trigger::RequestVoided]);
        assert_eq!(request.state, State::Voided(Some(act_of(MANAGER))));
        assert_eq!(request.assignee, Assignee::Worker(MANAGER));
        assert_eq!(request.parties(None).answerers, [MANAGER]);
    }

    #[test]
    fn whichever_feed_comes_first_the_end_is_the_same() {
        let (one, _) = fold(&["completed", "voided"]);
        let (other, triggers) = fold(&["voided", "completed"]);
        assert_eq!(one, other);
        assert_eq!(triggers, [Trigger::RequestVoided; 2], "once for all others, once for the answerer");
    }

    #[test]
    fn what_is_passed_on_is_told_to_both_and_done_with_for_whoever_had_it() {
        let to = Assignee::Worker(WORKER);
        let passed_on = waiting_request().passed_on(to, told(2)).unwrap();
        let happening = passed_on.happening(told(2), None).unwrap();
        assert_eq!(happening.trigger, Trigger::RequestReassigned);
        assert_eq!(happening.parties.assignee, Some(to));
        assert_eq!(happening.parties.previous, Some(Assignee::Worker(MANAGER)));
        assert!(passed_on.reached.settles.contains(&Until::Answered));
    }

    #[test]
    fn whoever_answered_what_was_voided_already_hears_of_it_alone() {
        let voided = waiting_request().voided(told(2)).unwrap().request;
        let late = voided.completed(act_of(MANAGER), Told { by: Some(MANAGER), ..told(3) }).unwrap();
        let happening = late.happening(told(3), Some(Assignee::Worker(WORKER))).unwrap();
        assert_eq!((happening.trigger, happening.by), (Trigger::RequestVoided, None));
        assert_eq!(happening.parties, Parties { answerers: vec![MANAGER], ..Parties::default() });
    }

    #[test]
    fn what_was_heard_before_and_what_comes_too_late_tells_nobody_anything() {
        for events in [
            &["completed", "completed"][..],
            &["voided", "mentioned", "voided"],
            &["lapsed", "completed"],
            &["completed", "lapsed"],
            &["returned", "voided", "lapsed"],
            &["withdrawn", "voided", "lapsed"],
        ] {
            assert!(fold(events).1.len() <= 1, "{events:?}");
        }
        assert_eq!(fold(&["lapsed", "completed"]).0.state, State::Withdrawn);
        assert_eq!(fold(&["returned", "lapsed"]).1, [Trigger::RequestReturned]);
    }

    #[test]
    fn an_answer_settles_what_a_claim_does_and_more() {
        let claimed = waiting_request().claimed(Assignee::Worker(MANAGER), told(1)).unwrap();
        assert_eq!(claimed.reached.settles, CLAIMED);
        let completed = waiting_request().completed(act_of(MANAGER), told(1)).unwrap();
        assert_eq!(completed.reached.settles, OVER);
    }
}
