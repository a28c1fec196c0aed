use super::{every, only};
use crate::domain::{
    codes::List,
    rules::Tested,
    sample::{CODES, Child, RULES, child},
};

const COHORT: &str = "plan_not_identified";

#[test]
fn twenty_eight_days_are_four_weeks() {
    for (days, off) in [(0, Some("four_weeks")), (27, Some("four_weeks")), (28, None), (29, None)] {
        assert_eq!(child().in_care_for(days).off(COHORT), off, "{days}");
    }
    let mut no_start = child();
    no_start.facts.in_care_since = None;
    assert_eq!(no_start.off(COHORT), None);
}

#[test]
fn only_a_blank_plan_or_other() {
    only(COHORT, "plan_blank_or_other", List::PermanencePlan, &["blank", "other"], |key| child().plan(key));
    let in_words = child().plan_in_words("Stay where he is");
    assert_eq!(in_words.off(COHORT), Some("plan_blank_or_other"), "it is a recorded plan");
}

#[test]
fn a_blank_plan_stays_wherever_the_child_lives() {
    for placement in every(List::PlacementCode) {
        assert_eq!(child().placed(&placement).off(COHORT), None, "{placement}");
    }
}

#[test]
fn with_another_plan_seven_placements_are_left_out_and_the_successor_of_one() {
    let out = ["H5", "K3", "P1", "P2", "R3", "R5", "U1", "U3"];
    let stay = every(List::PlacementCode);
    let stay: Vec<&str> = stay.iter().map(String::as_str).filter(|key| !out.contains(key)).collect();
    only(COHORT, "other_plan_by_placement", List::PlacementCode, &stay, |key| {
        child().plan("other").placed(key)
    });
}

#[test]
fn whom_only_the_successor_of_a_code_takes_off_is_flagged() {
    let tested = |child: Child| -> Tested {
        let cohort = RULES.cohort(COHORT).unwrap();
        let filter = cohort.filters.iter().find(|filter| &*filter.key == "other_plan_by_placement").unwrap();
        child.with(|subject| filter.tested(subject, &CODES))
    };
    assert!(tested(child().plan("other").placed("K3")).by_successor);
    assert!(!tested(child().plan("other").placed("H5")).by_successor);
    assert!(!tested(child().placed("K3")).by_successor, "a blank plan stays whatever the code");
}

#[test]
fn who_was_discussed_within_35_days_in_another_cohort_has_been_reviewed() {
    let others = ["section_20", "placed_with_parents", "reunification", "long_term_matching"];
    for cohort in others {
        for (days, off) in
            [(1, true), (7, true), (34, true), (35, true), (36, false), (0, false), (-7, false)]
        {
            let expected = off.then_some("recently_reviewed");
            assert_eq!(child().discussed(days, cohort).off(COHORT), expected, "{cohort} {days}");
        }
    }
    assert_eq!(child().discussed(35, COHORT).off(COHORT), None, "its own panel does not count");
    let twice = child().discussed(60, "section_20").discussed(20, "reunification");
    assert_eq!(twice.off(COHORT), Some("recently_reviewed"), "the last one counts");
    for cohort in others {
        let recently = child().status("C2").placed("U4").discussed(7, "section_20");
        let never = child().status("C2").placed("U4");
        assert_eq!(recently.off(cohort), never.off(cohort), "only cohort 5 looks back (B6)");
    }
}

#[test]
fn it_alone_looks_back() {
    let back = |cohort: &str| RULES.looks_back(RULES.cohort(cohort).expect("a cohort"));
    let (days, cohorts) = back(COHORT).expect("it looks back");
    assert_eq!(
        (days, cohorts),
        (35, vec!["section_20", "placed_with_parents", "reunification", "long_term_matching"])
    );
    assert!(RULES.cohorts.iter().all(|cohort| *cohort.key == *COHORT || back(&cohort.key).is_none()));
}
