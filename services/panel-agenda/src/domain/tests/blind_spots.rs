use crate::domain::{
    blind_spots::BlindSpot,
    sample::{CODES, Child, RULES, child},
};

fn found(child: Child) -> Vec<BlindSpot> {
    child.with(|subject| RULES.blind_spots(subject, &CODES, false))
}

#[test]
fn whom_no_cohort_can_ever_list_is_a_blind_spot() {
    let unseen = child().status("C2").placed("K2").plan("long_term_residential");
    assert_eq!(found(unseen.clone()), [BlindSpot::NoCohort]);
    assert_eq!(found(unseen.clone().in_care_for(3)), [BlindSpot::NoCohort], "time changes nothing");
    for (seen, why) in [
        (child().status("V2").plan("adoption"), "s20"),
        (child().status("V2").plan("adoption").in_care_for(3), "s20, in time"),
        (child().placed("P1").plan("adoption"), "with parents"),
        (child().plan("return_to_family"), "reunification"),
        (child().status("C2").placed("U4").plan("long_term_fostering"), "long-term fostered"),
        (child().in_care_for(1), "no plan, in time"),
        (unseen.clone().in_proceedings("yes"), "its plan is reviewed at Legal Gateway"),
        (unseen.clone().born("2009-01-01"), "the Placement and Resource Panel"),
    ] {
        assert_eq!(found(seen), [], "{why}");
    }
    let achieved = child().status("C2").placed("U4").plan("long_term_fostering").achieved("yes");
    assert_eq!(found(achieved), [BlindSpot::NoCohort]);
}

#[test]
fn long_term_plans_in_short_term_fostering_are_missed_by_cohort_4() {
    let missed = child().status("C2").placed("U6").plan("long_term_fostering");
    assert_eq!(found(missed), [BlindSpot::NoCohort, BlindSpot::LongTermPlanInShortTermFostering]);
    let under_section_20 = child().status("V2").placed("U6").plan("long_term_fostering");
    assert_eq!(found(under_section_20), [BlindSpot::LongTermPlanInShortTermFostering]);
    assert_eq!(found(child().status("V2").placed("U4").plan("long_term_fostering")), []);
}

#[test]
fn codes_out_of_date_are_blind_spots() {
    assert_eq!(found(child().placed("H5")), [BlindSpot::CodeOutOfYear]);
    assert_eq!(found(child().placed("H5").extracted("2025-03-31")), []);
    assert_eq!(found(child().placed("K3").extracted("2025-03-31")), [BlindSpot::CodeOutOfYear]);
    assert_eq!(BlindSpot::CodeOutOfYear.name(), "CODE_OUT_OF_YEAR");
}
