//! What was tried in histories, and what came of it: a run in which little happens shows little.

use super::document::OUTCOMES;
use super::refusal::REASONS;
use crate::rpcs;
use std::collections::BTreeMap;

/// From so many commands on, everything must have come about: each is to be expected fifteen times and more.
const MANY: usize = 45_000;

/// The services that carry a case: their commands are what people press.
const OF_CASES: [&str; 3] = ["CaseService/", "WorkstepService/", "RequestService/"];

#[derive(Debug)]
pub(super) struct Tried {
    /// Of each command of those services, how often it was accepted and refused.
    commands: BTreeMap<String, (usize, usize)>,
    /// How often each reason was given.
    reasons: BTreeMap<String, usize>,
    /// By what cases ended.
    outcomes: BTreeMap<&'static str, usize>,
    steps: usize,
    /// How often nobody knew what had come of a command, and it was sent again.
    unanswered: usize,
    /// How often the last two steps of a case were finished at once.
    last_two: usize,
}

impl Tried {
    /// Nothing yet; what there is to try is what the contracts have, what there is to come about what the model knows.
    pub(super) fn nothing() -> Self {
        let of_cases = |rpc: &String| OF_CASES.iter().any(|service| rpc.starts_with(service));
        let commands = rpcs::commands().into_iter().filter(of_cases).map(|rpc| (rpc, (0, 0)));
        Self {
            commands: commands.collect(),
            reasons: REASONS.iter().map(|(reason, _)| ((*reason).to_owned(), 0)).collect(),
            outcomes: OUTCOMES.iter().map(|outcome| (*outcome, 0)).collect(),
            steps: 0,
            unanswered: 0,
            last_two: 0,
        }
    }

    /// A command was accepted, or refused for those reasons.
    pub(super) fn count(&mut self, rpc: &str, refused_for: Vec<String>) {
        let known = self.commands.get_mut(rpc);
        let (accepted, refused) = known.unwrap_or_else(|| panic!("the contracts have no command {rpc}"));
        *if refused_for.is_empty() { accepted } else { refused } += 1;
        self.give(refused_for);
    }

    /// Something was refused for those reasons.
    pub(super) fn give(&mut self, reasons: Vec<String>) {
        for reason in reasons {
            *self.reasons.entry(reason).or_default() += 1;
        }
    }

    /// Nobody knew what had come of a command.
    pub(super) fn was_unanswered(&mut self, again: bool) {
        self.unanswered += usize::from(again);
    }

    /// The last two steps of a case were finished at once.
    pub(super) fn were_the_last_two(&mut self) {
        self.last_two += 1;
    }

    /// What a history came to in the end.
    pub(super) fn came_to(&mut self, outcomes: impl Iterator<Item = &'static str>, steps: usize) {
        for outcome in outcomes {
            *self.outcomes.entry(outcome).or_default() += 1;
        }
        self.steps += steps;
    }

    pub(super) fn add(&mut self, other: &Self) {
        for (command, (accepted, refused)) in &other.commands {
            let sum = self.commands.entry(command.clone()).or_default();
            *sum = (sum.0 + accepted, sum.1 + refused);
        }
        for (reason, times) in &other.reasons {
            *self.reasons.entry(reason.clone()).or_default() += times;
        }
        for (outcome, times) in &other.outcomes {
            *self.outcomes.entry(outcome).or_default() += times;
        }
        self.steps += other.steps;
        self.unanswered += other.unanswered;
        self.last_two += other.last_two;
    }

    /// A run was not refused nearly everything; a long one has seen every command done and refused, every reason given and
    /// every outcome reached, answers lost, and last steps finished at once.
    pub(super) fn is_everything(&self) {
        let (accepted, refused) = self.commands.values().fold((0, 0), |sum, it| (sum.0 + it.0, sum.1 + it.1));
        assert!(accepted * 2 >= refused, "{self:?}");
        if accepted + refused >= MANY {
            let missing = self.missing();
            assert!(missing.is_empty(), "{missing:?} did not come about: {self:?}");
        }
    }

    fn missing(&self) -> Vec<&str> {
        let commands =
            self.commands.iter().filter(|(_, (accepted, refused))| *accepted == 0 || *refused == 0);
        let reasons = self.reasons.iter().filter(|(_, times)| **times == 0);
        let outcomes = self.outcomes.iter().filter(|(_, times)| **times == 0);
        let answers = (self.unanswered == 0).then_some("a lost answer");
        let last_two = (self.last_two == 0).then_some("two last steps at once");
        let commands = commands.map(|(command, _)| command.as_str());
        let reasons = reasons.map(|(reason, _)| reason.as_str());
        commands
            .chain(reasons)
            .chain(outcomes.map(|(outcome, _)| *outcome))
            .chain(answers)
            .chain(last_two)
            .collect()
    }
}
