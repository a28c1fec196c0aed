//! Marking a request Completed.

use super::answerer::Answerer;
use super::request::{Assignee, Completion, Request, State};
use chrono::{DateTime, Utc};
use fault::{Reason, Refusal};
use uuid::Uuid;

/// What somebody says with a completion.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The version of the covered text that they read; 0 where nothing is covered.
    pub covered_version: i64,
    /// Whatever else they say; may be empty.
    pub comment: String,
}

/// A request that somebody wants to complete.
#[derive(Clone, Debug)]
pub struct WantedCompletion {
    /// Which request.
    pub id: Uuid,
    /// What they say with it.
    pub answer: Answer,
}

impl Request {
    /// Completes the request, on the text that the answerer read. From an inbox it becomes the answerer's, or that
    /// of whom they cover. Final.
    ///
    /// Refused with `REQUEST_ENDED`; with all that holds of `NOT_THE_ASSIGNEE`, `ROLE_REQUIRED`, `OWN_REQUEST` and
    /// `OWN_REPORT`; with `COVERED_TEXT_CHANGED`; and with everything that the brief says against an answer.
    pub fn completed(
        self,
        answer: Answer,
        answerer: &Answerer,
        at: DateTime<Utc>,
    ) -> Result<Self, Vec<Refusal>> {
        self.expect_waiting().map_err(|refusal| vec![refusal])?;
        let act = self.act_of(answerer, at)?;
        for refusals in [self.text_changed(&answer), self.refusals_of_brief()] {
            if !refusals.is_empty() {
                return Err(refusals);
            }
        }
        let assignee = Assignee::Worker(act.whose());
        let completion = Completion { act, covered_version: answer.covered_version, comment: answer.comment };
        let stamp = self.stamp.next(Some(answerer.worker_id), at);
        Ok(Self { state: State::Completed(completion), stamp, ..self.passed_to(assignee) })
    }

    fn text_changed(&self, answer: &Answer) -> Vec<Refusal> {
        let stands = self.brief.covered_version;
        if answer.covered_version == stands {
            return vec![];
        }
        let message = "what was read is not what stands there now: read it again";
        vec![Refusal::new(Reason::CoveredTextChanged, message).with("covered_version", stands)]
    }

    fn refusals_of_brief(&self) -> Vec<Refusal> {
        let message = |reason| match reason {
            Reason::AdmSectionIncomplete => "the decision is not recorded yet",
            Reason::DecisionContradictsQueue => "the decision and the queued next action disagree",
            _ => "the step is not ready for an answer",
        };
        self.brief.refusals.iter().map(|reason| Refusal::new(*reason, message(*reason))).collect()
    }

    /// Whether these refusals of a completion may rest on what workflow has told and was not heard here yet: that there is
    /// a newer text, or that nothing stands against an answer any more.
    pub fn may_be_outdated(&self, answer: &Answer, refusals: &[Refusal]) -> bool {
        refusals.iter().any(|refusal| match refusal.reason {
            Reason::CoveredTextChanged => answer.covered_version > self.brief.covered_version,
            other => self.brief.refusals.contains(&other),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::brief::Brief;
    use crate::domain::request::Act;
    use crate::domain::sample::{AUTHOR, INBOX, MANAGER, SENDER, at, completed, heard, manager, waiting};

    fn read(covered_version: i64) -> Answer {
        Answer { covered_version, comment: "seen".into() }
    }

    fn reasons(refused: Result<Request, Vec<Refusal>>) -> Vec<Reason> {
        refused.unwrap_err().into_iter().map(|refusal| refusal.reason).collect()
    }

    #[test]
    fn the_text_that_was_read_is_what_is_authorised() {
        let completed = waiting().completed(read(7), &manager(), at(9)).unwrap();
        let completion = completed.completion().unwrap();
        assert_eq!(completion.covered_version, 7);
        assert_eq!(completion.act, Act { by: MANAGER, on_behalf_of: None, at: at(9) });
        assert_eq!(completed.stamp.version, waiting().stamp.version + 1);
    }

    #[test]
    fn from_an_inbox_it_becomes_the_answerers() {
        let in_the_inbox = Request { assignee: Assignee::Inbox(INBOX), ..waiting() };
        let member = Answerer { inboxes: vec![INBOX], ..manager() };
        let completed = in_the_inbox.completed(read(7), &member, at(9)).unwrap();
        assert_eq!(completed.assignee, Assignee::Worker(MANAGER));
    }

    #[test]
    fn another_text_than_the_one_read_is_not_authorised() {
        for other in [0, 6, 8] {
            let refusals = waiting().completed(read(other), &manager(), at(9)).unwrap_err();
            assert_eq!(refusals[0].reason, Reason::CoveredTextChanged);
            assert_eq!(refusals[0].metadata["covered_version"], "7");
        }
    }

    #[test]
    fn whatever_the_brief_says_against_it_is_said_at_once() {
        let mut request = waiting();
        request.brief.refusals = vec![Reason::AdmSectionIncomplete, Reason::DecisionContradictsQueue];
        let both = [Reason::AdmSectionIncomplete, Reason::DecisionContradictsQueue];
        assert_eq!(reasons(request.completed(read(7), &manager(), at(9))), both);
    }

    #[test]
    fn who_may_not_answer_does_not_learn_what_the_text_is() {
        for (worker_id, reason) in [(SENDER, Reason::OwnRequest), (AUTHOR, Reason::OwnReport)] {
            let to_themselves = Request { assignee: Assignee::Worker(worker_id), ..waiting() };
            let themselves = Answerer { worker_id, ..manager() };
            assert_eq!(reasons(to_themselves.completed(read(6), &themselves, at(9))), [reason]);
        }
    }

    #[test]
    fn an_answer_is_final_and_so_is_every_other_end() {
        let voided = completed(7).briefed(Brief { voided: true, ..waiting().brief }, heard(2));
        for ended in [completed(7), waiting().lapsed(heard(2)), voided] {
            assert_eq!(reasons(ended.completed(read(7), &manager(), at(9))), [Reason::RequestEnded]);
        }
        let refusal = completed(7).completed(read(7), &manager(), at(9)).unwrap_err().remove(0);
        assert_eq!(refusal.metadata["state"], "COMPLETED");
        assert_eq!(refusal.metadata["by"], MANAGER.to_string());
    }

    #[test]
    fn only_a_newer_text_or_a_word_of_the_brief_can_be_outdated() {
        let outdated = |request: &Request, answer: Answer, answerer: &Answerer| {
            let refusals = request.clone().completed(answer.clone(), answerer, at(9)).unwrap_err();
            request.may_be_outdated(&answer, &refusals)
        };
        assert!(outdated(&waiting(), read(8), &manager()));
        assert!(!outdated(&waiting(), read(6), &manager()), "the version of a text never goes back");
        assert!(!outdated(&completed(7), read(8), &manager()), "what ended does not come back");
        let stranger = Answerer { worker_id: AUTHOR, ..manager() };
        assert!(!outdated(&waiting(), read(8), &stranger), "whoever may not answer causes no work elsewhere");

        let mut request = waiting();
        request.brief.refusals = vec![Reason::AdmSectionIncomplete];
        assert!(outdated(&request, read(7), &manager()));
    }
}
