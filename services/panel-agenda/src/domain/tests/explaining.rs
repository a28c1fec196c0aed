use crate::domain::{
    rules::{Filter, Rules, SEPTEMBER_2023},
    sample::{CODES, Child, RULES, child},
};

#[test]
fn all_five_cohorts_speak_for_one_child() {
    let child = child().status("C2").placed("U4").plan("other").achieved("no").discussed(7, "reunification");
    let explanations = child.with(|subject| RULES.explain(subject, &CODES));
    let listed: Vec<bool> = explanations.iter().map(|cohort| cohort.listed).collect();
    assert_eq!(listed, [false, false, false, true, false]);
    assert_eq!(
        explanations[0].sentences[0],
        "Cohort 1 (s20 +12 weeks) does not list the child: the child has the legal status C2 (Full care order), and this cohort is for s20 (V2) (B:33)."
    );
    assert_eq!(
        explanations[0].sentences[1],
        "Taken off: the child has the legal status C2 (Full care order), and this cohort is for s20 (V2) (B:33)."
    );
    assert_eq!(explanations[3].sentences[0], "Cohort 4 (long-term matching) lists the child.");
    assert_eq!(
        explanations[3].sentences[3],
        "Stays: the child has “no” for whether permanence was achieved, which is what this cohort reviews (B:51)."
    );
    assert_eq!(
        explanations[4].sentences.last().unwrap(),
        "Taken off: the child was last discussed 7 days before the panel, on 19/11/2026, in reunification, and is not reviewed again before 36 days have passed (B:17)."
    );
    let sentences = explanations.iter().map(|cohort| cohort.sentences.len());
    assert_eq!(sentences.collect::<Vec<_>>(), [8, 6, 7, 9, 9], "each filter is heard");
}

#[test]
fn a_child_one_day_short_is_told_so() {
    let explained = child().status("V2").in_care_for(83).with(|subject| RULES.explain(subject, &CODES));
    assert_eq!(
        explained[0].sentences[0],
        "Cohort 1 (s20 +12 weeks) does not list the child: the child has been in care for 83 days, since 01/09/2026, and the rule asks for 84 days or more (B:35)."
    );
}

pub(super) fn filters() -> impl Iterator<Item = &'static Filter> {
    RULES.cohorts.iter().flat_map(|cohort| RULES.filters_of(cohort))
}

#[test]
fn what_the_export_lacks_is_said_as_what_it_is_taken_for() {
    let said = |child: &Child, key: &str| {
        let filter = filters().find(|filter| *filter.key == *key).expect("a filter");
        child.with(|subject| filter.said_of(subject, &CODES))
    };
    let mut incomplete = child();
    incomplete.facts.born = None;
    incomplete.facts.in_care_since = None;
    assert!(
        said(&incomplete, "under_17").contains("is 8 years old by the export, which has no date of birth,")
    );
    assert!(
        said(&incomplete, "twelve_weeks")
            .contains("has no start of care recorded, which counts as long in care,")
    );
    incomplete.facts.in_care_since = Some("2026-12-01".parse().unwrap());
    assert!(said(&incomplete, "twelve_weeks").contains("comes into care only on 01/12/2026, by the export,"));
    let successor = child().plan("other").placed("K3").with(|subject| RULES.explain(subject, &CODES));
    let last_but = &successor[4].sentences[3];
    assert!(last_but.contains(", by a code that stands for one that it succeeded (B:59)."), "{last_but}");
    let grown = child().born("2008-11-23").status("V2").with(|subject| RULES.explain(subject, &CODES));
    assert!(grown[0].sentences.last().unwrap().ends_with("(a rule that the guidance does not have)."));
}

/// Rules that a council kept before sentences were, or that it writes without any.
#[test]
fn rules_without_sentences_say_the_label_and_what_was_seen() {
    let lines = SEPTEMBER_2023.lines();
    let sentences = ["says:", "stays:", "off:", "excepted:"];
    let bare: Vec<&str> =
        lines.filter(|line| !sentences.iter().any(|key| line.trim_start().starts_with(key))).collect();
    let rules = Rules::load(&bare.join("\n"), &CODES).unwrap();
    let explained = child().in_care_for(1).with(|subject| rules.explain(subject, &CODES));
    assert_eq!(
        explained[4].sentences[1],
        "Taken off: “Filter by CiC Episode Start Date sort by ‘Newest to Oldest’ and remove all children whose Start Date is within the last 4 weeks” saw in care: 1 day, since 22/11/2026 (B:56)."
    );
}
