//! What was tried in histories, and what came of it: a run in which little happens shows little.

use super::document;
use std::collections::BTreeMap;

/// From so many commands on, everything must have come about.
const MANY: usize = 50_000;

#[derive(Debug, Default)]
pub(super) struct Tried {
    /// Of each command, how often it was accepted and refused.
    commands: BTreeMap<String, (usize, usize)>,
    /// How often each reason was given.
    reasons: BTreeMap<String, usize>,
    /// By what cases ended.
    outcomes: BTreeMap<&'static str, usize>,
    steps: usize,
}

impl Tried {
    /// A command was accepted, or refused for those reasons.
    pub(super) fn count(&mut self, command: String, refused_for: Vec<String>) {
        let (accepted, refused) = self.commands.entry(command).or_default();
        *if refused_for.is_empty() { accepted } else { refused } += 1;
        for reason in refused_for {
            *self.reasons.entry(reason).or_default() += 1;
        }
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
    }

    /// A run was not refused nearly everything; a long one has closed cases by every outcome, and seen every command done
    /// and refused.
    pub(super) fn is_everything(&self) {
        let (accepted, refused) = self.commands.values().fold((0, 0), |sum, it| (sum.0 + it.0, sum.1 + it.1));
        assert!(accepted * 2 > refused, "{self:?}");
        if accepted + refused >= MANY {
            assert_eq!(self.outcomes.len(), document::OUTCOMES.len(), "{self:?}");
            assert!(
                self.commands.values().all(|(accepted, refused)| *accepted > 0 && *refused > 0),
                "{self:?}"
            );
        }
    }
}
