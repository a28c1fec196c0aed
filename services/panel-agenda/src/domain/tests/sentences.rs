//! For each filter of each cohort, and for each outcome, the sentence that it says.

use super::explaining::filters;
use crate::domain::{
    rules::MatchedBy,
    sample::{CODES, Child, child},
};
use std::collections::BTreeSet;

const V2: &str =
    "the child has the legal status V2 (Single period of accommodation under section 20 (Children Act 1989))";
const C2: &str = "the child has the legal status C2 (Full care order)";
const P1: &str = "the child has the placement code P1 (Placed with own parent(s) or other person(s) with parental responsibility)";
const U4: &str =
    "the child has the placement code U4 (Foster placement with other foster carer(s) - long term fostering)";
const K3: &str = "the child has the placement code K3 (Registered supported accommodation)";

/// For each filter of each cohort: a child, the filter's key, what came of it, what is said before and after the comma.
fn table() -> Vec<(Child, &'static str, &'static str, String)> {
    let one = |child: Child, filter, outcome, saw: &str, rule: &str| {
        (child, filter, outcome, format!("{saw}{rule}"))
    };
    vec![
        one(child().status("V2"), "is_section_20", "stays", V2, ", which is s20"),
        one(child().status("C2"), "is_section_20", "off", C2, ", and this cohort is for s20 (V2)"),
        one(
            child().born("2010-11-23"),
            "under_17",
            "stays",
            "the child is 16 years old",
            ", and this cohort is for those aged 16 and younger",
        ),
        one(
            child().born("2009-11-23"),
            "under_17",
            "off",
            "the child is 17 years old",
            ", and this cohort is for those aged 16 and younger",
        ),
        one(
            child().in_care_for(84),
            "twelve_weeks",
            "stays",
            "the child has been in care for 84 days, since 31/08/2026",
            ", and the rule asks for 84 days or more",
        ),
        one(
            child().in_care_for(83),
            "twelve_weeks",
            "off",
            "the child has been in care for 83 days, since 01/09/2026",
            ", and the rule asks for 84 days or more",
        ),
        one(child().placed("P1"), "is_with_parents", "stays", P1, ", which is a placement with parents"),
        one(
            child().placed("U4"),
            "is_with_parents",
            "off",
            U4,
            ", and this cohort is for placements with parents (P1)",
        ),
        one(
            child().plan("return_to_family"),
            "returns_to_family",
            "stays",
            "the child has the permanence plan “Return to family”",
            ", which is what this cohort reviews",
        ),
        one(
            child().plan_in_words("Stay with Nan"),
            "returns_to_family",
            "off",
            "the child has a permanence plan in other words, “Stay with Nan”",
            ", and this cohort is for plans to return to family",
        ),
        one(
            child().placed("U4"),
            "not_with_family",
            "stays",
            U4,
            ", which is none of those with family already (P1, U1 and U3)",
        ),
        one(
            child().placed("P1"),
            "not_with_family",
            "off",
            P1,
            ", which is with family already (P1, U1 or U3)",
        ),
        one(child().status("C2"), "is_full_care_order", "stays", C2, ", which is what this cohort reviews"),
        one(
            child(),
            "is_full_care_order",
            "off",
            "the child has no legal status recorded",
            ", and this cohort is for full care orders (C2)",
        ),
        one(
            child().placed("U4"),
            "is_long_term_fostered",
            "stays",
            U4,
            ", which is what this cohort reviews",
        ),
        one(
            child(),
            "is_long_term_fostered",
            "off",
            "the child has no placement code recorded",
            ", and this cohort is for long-term fostering with other carers (U4)",
        ),
        one(
            child(),
            "permanence_not_achieved",
            "stays",
            "the child has nothing recorded on whether permanence was achieved",
            ", which is what this cohort reviews",
        ),
        one(
            child().achieved("yes"),
            "permanence_not_achieved",
            "off",
            "the child has “yes” for whether permanence was achieved",
            ", and this cohort is for answers of “no” and blanks",
        ),
        one(
            child(),
            "cross_reference",
            "stays",
            "the child is long-term matched neither on the Fostering Service's list nor by an agreed match",
            "",
        ),
        one(
            child().matched(MatchedBy::FosteringList),
            "cross_reference",
            "off",
            "the child is long-term matched on the Fostering Service's list",
            ", and the Service Manager is asked to correct the record",
        ),
        one(
            child().matched(MatchedBy::AgreedMatch),
            "cross_reference",
            "off",
            "the child is long-term matched by a match that was agreed",
            ", and the Service Manager is asked to correct the record",
        ),
        one(
            child().in_care_for(28),
            "four_weeks",
            "stays",
            "the child has been in care for 28 days, since 26/10/2026",
            ", and the rule asks for 28 days or more",
        ),
        one(
            child().in_care_for(1),
            "four_weeks",
            "off",
            "the child has been in care for 1 day, since 22/11/2026",
            ", and the rule asks for 28 days or more",
        ),
        one(
            child(),
            "plan_blank_or_other",
            "stays",
            "the child has no permanence plan recorded",
            ", which is what this cohort reviews",
        ),
        one(
            child().plan("adoption"),
            "plan_blank_or_other",
            "off",
            "the child has the permanence plan “Adoption”",
            ", and this cohort is for plans that are blank or “other”",
        ),
        one(
            child().plan("other").placed("U4"),
            "other_plan_by_placement",
            "stays",
            U4,
            ", which is none of those that are left out",
        ),
        one(
            child().plan("other").placed("K3"),
            "other_plan_by_placement",
            "off",
            K3,
            ", which is left out unless no plan is recorded, and has the permanence plan “Other”",
        ),
        one(
            child().placed("P1"),
            "other_plan_by_placement",
            "excepted",
            P1,
            ", but has no permanence plan recorded, and all blanks are included",
        ),
        one(
            child(),
            "recently_reviewed",
            "stays",
            "the child has not been discussed in the other cohorts",
            ", and a review there counts for fewer than 36 days",
        ),
        one(
            child().discussed(35, "section_20"),
            "recently_reviewed",
            "off",
            "the child was last discussed 35 days before the panel, on 22/10/2026, in s20 +12 weeks",
            ", and is not reviewed again before 36 days have passed",
        ),
        one(
            child().plan("other"),
            "care_proceedings",
            "stays",
            "the child is not in care proceedings as far as the export shows",
            "",
        ),
        one(
            child().plan("other").status("C1"),
            "care_proceedings",
            "off",
            "the child is in care proceedings, by an interim care order",
            ", and care plans in proceedings are reviewed at Legal Gateway meetings",
        ),
        one(
            child().in_proceedings("yes"),
            "care_proceedings",
            "excepted",
            "the child is in care proceedings",
            ", but has no permanence plan recorded, and is considered all the same",
        ),
        one(
            child().status("V2"),
            "legal_determination",
            "stays",
            V2,
            " and has no determination of a Legal Gateway Meeting; only s20 that was determined to be right takes a child off",
        ),
        one(
            child().status("V2").determined(),
            "legal_determination",
            "off",
            V2,
            " and has a Legal Gateway Meeting's determination that s20 is right, so that there is nothing left to review",
        ),
        one(
            child(),
            "aged_17",
            "stays",
            "the child is 8 years old",
            ", and only those aged 17 go to the Placement and Resource Panel instead",
        ),
        one(
            child().born("2009-11-23"),
            "aged_17",
            "off",
            "the child is 17 years old",
            ", and those aged 17 go to the Placement and Resource Panel instead",
        ),
        one(child(), "adult", "stays", "the child is 8 years old", ", and care goes on until 18"),
        one(
            child().born("2008-11-23"),
            "adult",
            "off",
            "the child is 18 years old",
            ", and from 18 nobody is a child in care any more",
        ),
    ]
}

#[test]
fn each_filter_of_each_cohort_has_its_sentence_for_each_outcome() {
    let mut told = BTreeSet::new();
    for (child, key, outcome, expected) in table() {
        let filter = filters().find(|filter| *filter.key == *key).expect(key);
        child.with(|subject| {
            assert_eq!(filter.takes_off(subject), outcome == "off", "{key} {outcome}");
            assert_eq!(filter.said_of(subject, &CODES), expected, "{key} {outcome}");
        });
        told.insert((key, outcome));
    }
    for filter in filters() {
        let excepted = (!filter.except_where.is_empty()).then_some("excepted");
        for outcome in ["stays", "off"].into_iter().chain(excepted) {
            assert!(told.contains(&(&*filter.key, outcome)), "{} {outcome} is tested", filter.key);
        }
    }
}
