//! Every filter of every cohort on each side of its edge, every exclusion, and what a rules file may not say.

mod exclusions;
mod files;
mod long_term_matching;
mod placed_with_parents;
mod plan_not_identified;
mod readings;
mod reunification;
mod section_20;

use crate::domain::{
    codes::List,
    sample::{CODES, Child},
};

/// The keys of a list, and `blank`.
fn every(list: List) -> Vec<String> {
    let keys = CODES.list(list).iter().map(|code| code.key.to_string());
    keys.chain(["blank".to_owned()]).collect()
}

/// For each value of a list: exactly the expected ones are let through by that filter of that cohort.
fn only(cohort: &str, filter: &str, list: List, expected: &[&str], with: impl Fn(&str) -> Child) {
    for key in every(list) {
        let off = with(&key).off(cohort);
        assert_eq!(off != Some(filter), expected.contains(&key.as_str()), "{cohort}: {key} is {off:?}");
    }
}
