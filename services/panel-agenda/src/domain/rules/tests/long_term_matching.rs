use super::only;
use crate::domain::{
    codes::List,
    rules::MatchedBy,
    sample::{Child, RULES, child},
};

fn fostered() -> Child {
    child().status("C2").placed("U4").plan("long_term_fostering")
}

#[test]
fn only_a_full_care_order_in_u4_whose_permanence_is_not_achieved() {
    let cohort = "long_term_matching";
    only(cohort, "is_full_care_order", List::LegalStatus, &["C2"], |key| fostered().status(key));
    only(cohort, "is_long_term_fostered", List::PlacementCode, &["U4"], |key| fostered().placed(key));
    only(cohort, "permanence_not_achieved", List::YesOrNo, &["no", "blank"], |key| fostered().achieved(key));
    assert_eq!(fostered().off(cohort), None);
}

#[test]
fn who_is_matched_already_is_taken_off_and_referred() {
    for by in [MatchedBy::FosteringList, MatchedBy::AgreedMatch] {
        assert_eq!(fostered().matched(by).off("long_term_matching"), Some("cross_reference"), "{by:?}");
    }
    let refers = |key: &str| {
        let cohort = RULES.cohort("long_term_matching").unwrap();
        RULES.filters_of(cohort).find(|filter| *filter.key == *key).unwrap().refers
    };
    assert!(refers("cross_reference") && !refers("care_proceedings"));
    for cohort in ["section_20", "placed_with_parents", "reunification", "plan_not_identified"] {
        let matched = child().matched(MatchedBy::FosteringList);
        assert_eq!(matched.off(cohort), child().off(cohort), "{cohort} does not look at it");
    }
}

#[test]
fn the_cross_reference_comes_after_the_general_exclusions() {
    let seventeen = fostered().matched(MatchedBy::FosteringList).born("2009-06-01");
    assert_eq!(seventeen.off("long_term_matching"), Some("aged_17"));
}
