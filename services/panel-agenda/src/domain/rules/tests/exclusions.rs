use crate::domain::{
    rules::{Rules, SEPTEMBER_2023},
    sample::{CODES, Child, child},
};

/// A child whom each cohort lists.
fn listed_in(cohort: &str) -> Child {
    match cohort {
        "section_20" => child().status("V2").plan("adoption"),
        "placed_with_parents" => child().placed("P1").plan("adoption"),
        "reunification" => child().plan("return_to_family"),
        "long_term_matching" => child().status("C2").placed("U4").plan("long_term_fostering"),
        _ => child().plan("other"),
    }
}

const COHORTS: [&str; 5] =
    ["section_20", "placed_with_parents", "reunification", "long_term_matching", "plan_not_identified"];

#[test]
fn care_proceedings_exclude_from_every_cohort_unless_the_plan_is_blank() {
    for cohort in COHORTS {
        assert_eq!(listed_in(cohort).off(cohort), None);
        assert_eq!(listed_in(cohort).in_proceedings("no").off(cohort), None);
        assert_eq!(listed_in(cohort).in_proceedings("yes").off(cohort), Some("care_proceedings"), "{cohort}");
    }
    for cohort in ["section_20", "placed_with_parents", "long_term_matching", "plan_not_identified"] {
        let without_plan = listed_in(cohort).plan("blank").in_proceedings("yes");
        assert_eq!(without_plan.off(cohort), None, "{cohort}: no plan is recorded");
    }
    let other = child().plan("other").in_proceedings("yes");
    assert_eq!(other.off("plan_not_identified"), Some("care_proceedings"), "other is a recorded plan (B4)");
}

#[test]
fn an_interim_care_order_means_proceedings_unless_a_column_says_otherwise() {
    let interim = child().status("C1").placed("P1").plan("adoption");
    assert_eq!(interim.off("placed_with_parents"), Some("care_proceedings"));
    assert_eq!(interim.clone().in_proceedings("no").off("placed_with_parents"), None);
    assert_eq!(interim.plan("blank").off("placed_with_parents"), None);
    assert_eq!(child().status("C2").placed("P1").plan("adoption").off("placed_with_parents"), None);
}

#[test]
fn a_determination_excludes_while_the_child_is_section_20() {
    assert_eq!(listed_in("section_20").determined().off("section_20"), Some("legal_determination"));
    let with_parents = child().status("V2").placed("P1").plan("adoption").determined();
    assert_eq!(with_parents.off("placed_with_parents"), Some("legal_determination"), "from every cohort");
    for cohort in ["placed_with_parents", "reunification", "long_term_matching", "plan_not_identified"] {
        assert_eq!(listed_in(cohort).determined().off(cohort), None, "{cohort}: not s20 any more");
    }
    let mut said = listed_in("section_20");
    said.facts.legal_determination = crate::domain::codes::Category::YES;
    assert_eq!(said.off("section_20"), Some("legal_determination"), "as a column of the export says");
}

#[test]
fn seventeen_and_over_are_excluded_from_every_cohort() {
    for (born, off) in [
        ("2009-11-24", None),
        ("2009-11-23", Some("aged_17")),
        ("2008-11-24", Some("aged_17")),
        ("2008-11-23", Some("adult")),
        ("2000-01-01", Some("adult")),
    ] {
        for cohort in &COHORTS[1..] {
            assert_eq!(listed_in(cohort).born(born).off(cohort), off, "{cohort} {born}");
        }
    }
}

#[test]
fn exclusions_are_tried_in_their_order_after_the_cohorts_own_filters() {
    let everything = child().status("V2").plan("adoption").in_proceedings("yes").determined();
    assert_eq!(everything.clone().off("section_20"), Some("care_proceedings"));
    assert_eq!(everything.clone().in_proceedings("no").off("section_20"), Some("legal_determination"));
    assert_eq!(everything.clone().in_care_for(3).off("section_20"), Some("twelve_weeks"));
    let seventeen = everything.placed("P1").born("2009-01-01");
    assert_eq!(seventeen.clone().off("placed_with_parents"), Some("care_proceedings"));
    assert_eq!(seventeen.in_proceedings("no").off("placed_with_parents"), Some("legal_determination"));
}

#[test]
fn the_literal_procedure_excludes_nobody_in_general() {
    let literal = SEPTEMBER_2023.replace("literal_procedure: false", "literal_procedure: true");
    let literal = Rules::load(&literal, &CODES).unwrap();
    for cohort in &COHORTS[1..] {
        for excluded in [
            listed_in(cohort).in_proceedings("yes"),
            listed_in(cohort).born("2009-01-01"),
            listed_in(cohort).born("2000-01-01"),
        ] {
            assert!(excluded.off(cohort).is_some());
            assert_eq!(excluded.off_by(&literal, cohort), None, "{cohort}");
        }
    }
    assert_eq!(listed_in("section_20").determined().off_by(&literal, "section_20"), None);
    let seventeen = listed_in("section_20").born("2009-01-01");
    assert_eq!(seventeen.off_by(&literal, "section_20"), Some("under_17"), "a step of the guidance");
    let matched = listed_in("long_term_matching").matched(crate::domain::rules::MatchedBy::FosteringList);
    assert_eq!(matched.off_by(&literal, "long_term_matching"), Some("cross_reference"));
}
