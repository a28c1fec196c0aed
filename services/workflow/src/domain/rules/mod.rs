//! The closed list of rule kinds, each in its own file with its own words in a refusal. There is no expression
//! language: a new kind is a reviewed change.

mod after_completed;
mod at_least_one;
mod at_most_one_of;
mod check;
mod choosing;
mod chosen_while_open;
mod combines_with;
mod copies_from;
mod covers;
mod exactly_one_of;
mod of_step;
mod outcome_rank;
mod pair_every;
mod requires_answer;
mod requires_fact;
mod requires_no_open_step;
mod requires_open_step;
mod sent_by;
mod waives_request;
mod words;

#[cfg(test)]
mod tests;

pub use after_completed::AfterCompleted;
pub use at_least_one::AtLeastOne;
pub use at_most_one_of::AtMostOneOf;
pub use choosing::Choosing;
pub use chosen_while_open::ChosenWhileOpen;
pub use combines_with::CombinesWith;
pub use copies_from::CopiesFrom;
pub use covers::Covers;
pub use exactly_one_of::ExactlyOneOf;
pub use outcome_rank::OutcomeRank;
pub use pair_every::PairEvery;
pub use requires_answer::RequiresAnswer;
pub use requires_fact::{ChildFact, RequiresFact};
pub use requires_no_open_step::RequiresNoOpenStep;
pub use requires_open_step::RequiresOpenStep;
pub use sent_by::SentBy;
pub use waives_request::WaivesRequest;

pub(in crate::domain) use check::Check;

use super::{
    notice::Notice,
    people::{Actor, Child, Person, Right},
    process::{Key, StepType},
    step::Step,
};
use chrono::NaiveDate;
use fault::Refusal;
use serde::Deserialize;
use std::collections::BTreeMap;
use uuid::Uuid;

/// One rule, of a step or of the process.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rule {
    /// Of these next actions exactly one is chosen.
    ExactlyOneOf(ExactlyOneOf),
    /// Of these next actions at most one is chosen.
    AtMostOneOf(AtMostOneOf),
    /// Of these next actions at least one is chosen.
    AtLeastOne(AtLeastOne),
    /// A next action needs exactly one of others beside it, and they need it.
    CombinesWith(CombinesWith),
    /// A next action needs a certain answer in the form.
    RequiresAnswer(RequiresAnswer),
    /// A next action needs a fact on the child.
    RequiresFact(RequiresFact),
    /// A next action needs an open step in the case.
    RequiresOpenStep(RequiresOpenStep),
    /// A next action needs that no such step is open in the case.
    RequiresNoOpenStep(RequiresNoOpenStep),
    /// From time to time a next action is chosen twice, once for each purpose.
    PairEvery(PairEvery),
    /// A next action makes a request needless.
    WaivesRequest(WaivesRequest),
    /// A request is sent by whoever completed another.
    SentBy(SentBy),
    /// A request stands on another's completion.
    AfterCompleted(AfterCompleted),
    /// A completion authorises the text of sections, perhaps the queue too.
    Covers(Covers),
    /// Sections are copied from another step when the step is started.
    CopiesFrom(CopiesFrom),
    /// A next action that was sent immediately is the choice only while something comes of it.
    ChosenWhileOpen(ChosenWhileOpen),
    /// What a case can come to, the strongest first.
    OutcomeRank(OutcomeRank),
}

/// What every rule kind can be asked. Most have something to say to one question only.
pub(in crate::domain) trait Kind {
    /// What is wrong with the rule in its file.
    fn check(&self, check: &mut Check);

    /// Of which request or next action it settles something once and for all, if it does: no other rule of its kind may.
    fn settles(&self) -> Option<&Key> {
        None
    }

    /// Whether next actions of these kinds may be chosen together.
    fn permits(&self, _chosen: &[&str]) -> bool {
        true
    }

    /// Why the choice of next actions as a whole is refused.
    fn refuse_choice(&self, _choosing: &Choosing) -> Option<Refusal> {
        None
    }

    /// Why one of the chosen next actions is refused, whatever else is chosen.
    fn refuse_action(&self, _choosing: &Choosing) -> Option<Refusal> {
        None
    }

    /// What whoever chooses one of the next actions should weigh; it hinders nothing.
    fn notice(&self, _step_type: &StepType, _child: &Child, _today: NaiveDate) -> Option<Notice> {
        None
    }

    /// Why a request cannot be sent now.
    fn refuse_sending(&self, _sending: &Sending) -> Option<Refusal> {
        None
    }

    /// In whose right a request is sent, where this rule knows.
    fn sender_for(&self, _sending: &Sending) -> Option<Right> {
        None
    }
}

/// A request that somebody sends.
pub(in crate::domain) struct Sending<'a> {
    /// Its key in the process.
    pub request: &'a Key,
    /// The step that it is sent on, as the edit leaves it.
    pub step: &'a Step,
    /// Who sends it.
    pub sender: &'a Actor,
    /// Those whom the step mentions.
    pub people: &'a BTreeMap<Uuid, Person>,
}

impl Rule {
    /// The rule as its kind.
    pub(in crate::domain) fn kind(&self) -> &dyn Kind {
        match self {
            Rule::ExactlyOneOf(rule) => rule,
            Rule::AtMostOneOf(rule) => rule,
            Rule::AtLeastOne(rule) => rule,
            Rule::CombinesWith(rule) => rule,
            Rule::RequiresAnswer(rule) => rule,
            Rule::RequiresFact(rule) => rule,
            Rule::RequiresOpenStep(rule) => rule,
            Rule::RequiresNoOpenStep(rule) => rule,
            Rule::PairEvery(rule) => rule,
            Rule::WaivesRequest(rule) => rule,
            Rule::SentBy(rule) => rule,
            Rule::AfterCompleted(rule) => rule,
            Rule::Covers(rule) => rule,
            Rule::CopiesFrom(rule) => rule,
            Rule::ChosenWhileOpen(rule) => rule,
            Rule::OutcomeRank(rule) => rule,
        }
    }
}
