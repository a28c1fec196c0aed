//! By what a process says that a child is long-term matched. Rust knows no next action by name.

use super::data_file::{self, Key, Mistakes, Place};
use serde::Deserialize;

/// What the software's own process says.
pub const LONG_TERM_FOSTERING: &str = include_str!("../../processes/long-term-fostering.yaml");

/// Which ends of steps agree a match, and which ends of cases let it stand.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Matching {
    match_agreed_by: Vec<Key>,
    stands_when_closed_as: Vec<Key>,
}

impl Matching {
    /// Reads and checks a file.
    pub fn load(yaml: &str) -> Result<Self, Mistakes> {
        let matching: Self = data_file::read(yaml)?;
        let mut wrong = Mistakes::default();
        wrong.unique("next action", &matching.match_agreed_by);
        wrong.unique("outcome", &matching.stands_when_closed_as);
        let some = !matching.match_agreed_by.is_empty();
        wrong.require(Place::default(), some, "some next action agrees a match");
        wrong.unless_any(matching)
    }

    /// Whether a step that ended with these next actions has agreed a match.
    pub fn is_agreed_by(&self, next_actions: &[String]) -> bool {
        next_actions.iter().any(|chosen| self.match_agreed_by.iter().any(|key| **key == **chosen))
    }

    /// Whether a match stands once its case has closed so.
    pub fn stands_after(&self, outcome: &str) -> bool {
        self.stands_when_closed_as.iter().any(|key| **key == *outcome)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_match_is_agreed_by_the_panel_or_a_placement_and_outlives_a_placement_only() {
        let matching = Matching::load(LONG_TERM_FOSTERING).expect("right");
        let chosen = |keys: &[&str]| keys.iter().map(|key| (*key).to_owned()).collect::<Vec<_>>();
        assert!(matching.is_agreed_by(&chosen(&["match_agreed"])));
        assert!(matching.is_agreed_by(&chosen(&["child_placed"])));
        assert!(!matching.is_agreed_by(&chosen(&["match_not_agreed", "to_update_plan"])));
        assert!(!matching.is_agreed_by(&[]));
        assert!(matching.stands_after("CHILD_PLACED"));
        assert!(!matching.stands_after("CANCELLED") && !matching.stands_after(""));
    }

    #[test]
    fn a_wrong_file_is_refused_by_line_and_column() {
        for (right, wrong, said) in [
            ("[match_agreed, child_placed]", "[]", "some next action agrees a match"),
            ("[match_agreed, child_placed]", "[a, a]", "there is a next action a already"),
            ("[CHILD_PLACED]", "[child placed]", "child placed is not 1 to 60 letters"),
            ("match_agreed_by", "agreed_by", "agreed_by"),
        ] {
            assert_eq!(LONG_TERM_FOSTERING.matches(right).count(), 1, "{right}");
            let refused = Matching::load(&LONG_TERM_FOSTERING.replacen(right, wrong, 1)).expect_err(wrong);
            assert!(refused.to_string().contains(said), "{wrong}: {refused}");
        }
    }
}
