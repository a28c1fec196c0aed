//! What the rules of a step say about one request or next action.

use super::{AfterCompleted, Choosing, CopiesFrom, Covers, OutcomeRank, RequiresAnswer, Rule};
use crate::domain::{
    case::Case,
    process::{Process, StepType},
    queue::QueuedAction,
};

impl StepType {
    /// What a completion of that request authorises.
    pub fn covered_by(&self, request: &str) -> Option<&Covers> {
        self.rules.iter().find_map(|rule| match rule {
            Rule::Covers(covers) if covers.request == *request => Some(covers),
            _ => None,
        })
    }

    /// What is copied from other steps when the step is started.
    pub fn copies(&self) -> impl Iterator<Item = &CopiesFrom> {
        self.rules.iter().filter_map(|rule| match rule {
            Rule::CopiesFrom(copies) => Some(copies),
            _ => None,
        })
    }

    /// Which requests stand on which.
    pub fn orders(&self) -> impl Iterator<Item = &AfterCompleted> {
        self.rules.iter().filter_map(|rule| match rule {
            Rule::AfterCompleted(order) => Some(order),
            _ => None,
        })
    }

    /// Which next actions need which answers.
    pub fn required_answers(&self) -> impl Iterator<Item = &RequiresAnswer> {
        self.rules.iter().filter_map(|rule| match rule {
            Rule::RequiresAnswer(answer) => Some(answer),
            _ => None,
        })
    }

    /// Whether a next action may stand twice in the queue, once for each purpose.
    pub fn is_paired(&self, next_action: &str) -> bool {
        self.rules
            .iter()
            .any(|rule| matches!(rule, Rule::PairEvery(pair) if pair.next_action == *next_action))
    }

    /// Whether an entry of the queue is a choice: one that was sent immediately may have come to nothing.
    pub fn still_counts(&self, action: &QueuedAction, case: &Case) -> bool {
        let Some(sent_step) = action.sent_step else { return true };
        self.rules.iter().all(|rule| match rule {
            Rule::ChosenWhileOpen(rule) if rule.next_action == *action.kind => rule.counts(sent_step, case),
            _ => true,
        })
    }

    /// Whether what is chosen makes a request needless.
    pub fn is_waived(&self, request: &str, choosing: &Choosing) -> bool {
        self.rules.iter().any(|rule| match rule {
            Rule::WaivesRequest(waives) => {
                waives.request == *request && choosing.is_chosen(&waives.next_action)
            }
            _ => false,
        })
    }
}

impl Process {
    /// What a case comes to, of what its steps reached.
    pub fn outcome_of<'o>(&self, reached: impl IntoIterator<Item = &'o str>) -> String {
        self.outcome_rank().map_or_else(String::new, |rank| rank.strongest(reached).to_owned())
    }

    /// The process's order of outcomes: a loaded process has one.
    pub fn outcome_rank(&self) -> Option<&OutcomeRank> {
        self.rules.iter().find_map(|rule| match rule {
            Rule::OutcomeRank(rank) => Some(rank),
            _ => None,
        })
    }
}
