//! The readings of the guidance that a filter shows by itself.

use crate::domain::{
    rules::{Rules, SEPTEMBER_2023},
    sample::{CODES, child},
};

#[test]
fn short_break_series_are_not_section_20_unless_the_rules_say_so() {
    for series in ["V3", "V4"] {
        assert_eq!(child().status(series).off("section_20"), Some("is_section_20"));
        let configured = SEPTEMBER_2023.replacen(
            "keep: [{field: legal_status, is: [V2]}]",
            "keep: [{field: legal_status, is: [V2, V3, V4]}]",
            1,
        );
        let configured = Rules::load(&configured, &CODES).unwrap();
        assert_eq!(child().status(series).off_by(&configured, "section_20"), None);
    }
}

#[test]
fn a_child_may_be_in_two_cohorts() {
    let child = child().status("V2").placed("P1").plan("blank");
    for cohort in ["section_20", "placed_with_parents", "plan_not_identified"] {
        assert_eq!(child.off(cohort), None, "{cohort}");
    }
}

#[test]
fn without_a_birth_date_the_exported_age_counts() {
    for (age, off) in [(16, None), (17, Some("under_17"))] {
        let mut child = child().status("V2");
        child.facts.born = None;
        child.facts.exported_age = Some(age);
        assert_eq!(child.off("section_20"), off, "{age}");
    }
    let mut differing = child().status("V2").born("2015-01-01");
    differing.facts.exported_age = Some(17);
    assert_eq!(differing.off("section_20"), None, "the birth date counts (B2)");
}

#[test]
fn a_blank_passes_a_filter_that_excludes_and_fails_one_that_identifies() {
    let blank = child();
    assert_eq!(blank.off("section_20"), Some("is_section_20"));
    assert_eq!(blank.off("placed_with_parents"), Some("is_with_parents"));
    assert_eq!(blank.off("reunification"), Some("returns_to_family"));
    assert_eq!(blank.off("long_term_matching"), Some("is_full_care_order"));
    assert_eq!(blank.off("plan_not_identified"), None, "B:57");
    assert_eq!(blank.plan("return_to_family").off("reunification"), None, "its placement is blank");
}

#[test]
fn the_successor_of_a_code_can_be_left_out() {
    let without = SEPTEMBER_2023.replacen(", successors: true", "", 1);
    let without = Rules::load(&without, &CODES).unwrap();
    let child = child().plan("other").placed("K3");
    assert_eq!(child.off("plan_not_identified"), Some("other_plan_by_placement"));
    assert_eq!(child.off_by(&without, "plan_not_identified"), None);
}
