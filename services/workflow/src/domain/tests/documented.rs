//! The page about process files knows every kind of rule, and no other; the contracts quote the process as it is.

use crate::domain::{process::LONG_TERM_FOSTERING, rules::Rule};
use std::collections::BTreeSet;

const PAGE: &str = include_str!("../../../processes/README.md");

#[test]
fn every_kind_of_rule_stands_in_the_page() {
    let rows = PAGE.lines().filter_map(|line| line.strip_prefix("| `"));
    let kinds: BTreeSet<&str> = rows.filter_map(|row| row.split(':').next()).collect();
    let unknown =
        serde_saphyr::from_str::<Rule>("no_such_kind: []").expect_err("there is no such kind").to_string();
    assert_eq!(kinds.len(), 16);
    for kind in kinds {
        assert!(unknown.contains(kind), "{kind} in {unknown}");
        assert!(LONG_TERM_FOSTERING.contains(&format!("- {kind}:")), "{kind} is used");
    }
}

const CONTRACTS: [&str; 4] = [
    include_str!("../../../../../proto/permanence/workflow/v1/process.proto"),
    include_str!("../../../../../proto/permanence/workflow/v1/workstep.proto"),
    include_str!("../../../../../proto/permanence/workflow/v1/workstep_service.proto"),
    include_str!("../../../../../proto/permanence/workflow/v1/case.proto"),
];

/// What answers look like that no process file holds.
const ANSWERS: [&str; 3] = ["2026-11-22", "09:30", "CURSOR_FOREIGN"];

#[test]
fn every_example_in_the_contracts_stands_in_the_process() {
    let examples = CONTRACTS.iter().flat_map(|text| text.split("as \"").skip(1));
    let examples: BTreeSet<&str> = examples.filter_map(|rest| rest.split('"').next()).collect();
    assert!(examples.contains("permanency_planning"), "{examples:?}");
    for example in examples.iter().filter(|example| !ANSWERS.contains(example)) {
        let end = |rest: &str| !rest.starts_with(|next: char| next.is_alphanumeric() || next == '_');
        let mut found = LONG_TERM_FOSTERING.match_indices(example);
        assert!(found.any(|(at, _)| end(&LONG_TERM_FOSTERING[at + example.len()..])), "no {example}");
    }
}
