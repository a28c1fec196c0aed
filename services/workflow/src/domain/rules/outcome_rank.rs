//! `outcome_rank: [STRONG, WEAK]`

use super::{Check, Kind};
use crate::domain::process::Key;
use serde::Deserialize;

/// What a case can come to, the strongest first.
#[derive(Clone, Debug, Deserialize)]
pub struct OutcomeRank(Vec<Key>);

impl OutcomeRank {
    /// The strongest of what was reached; a case whose steps reached none closes with the weakest.
    pub fn strongest<'o>(&self, reached: impl IntoIterator<Item = &'o str>) -> &str {
        let reached: Vec<&str> = reached.into_iter().collect();
        let strongest = self.0.iter().find(|outcome| reached.contains(&&***outcome));
        strongest.or(self.0.last()).map_or("", |outcome| outcome)
    }

    /// Whether it is one of them.
    pub fn contains(&self, outcome: &str) -> bool {
        self.0.iter().any(|known| *known == *outcome)
    }
}

impl Kind for OutcomeRank {
    fn check(&self, check: &mut Check) {
        check.unique("outcome", &self.0);
    }
}
