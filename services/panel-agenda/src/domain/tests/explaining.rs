use crate::domain::sample::{CODES, RULES, child};

#[test]
fn all_five_cohorts_speak_for_one_child() {
    let child = child().status("C2").placed("U4").plan("other").achieved("no").discussed(7, "reunification");
    let explanations = child.with(|subject| RULES.explain(subject, &CODES));
    let listed: Vec<bool> = explanations.iter().map(|cohort| cohort.listed).collect();
    assert_eq!(listed, [false, false, false, true, false]);
    assert_eq!(
        explanations[0].sentences[0],
        "Cohort 1, s20 +12 weeks: not on the agenda, because of “Filter by Legal Status to identify all children who are s20” (B:33)."
    );
    assert_eq!(
        explanations[0].sentences[1],
        "Filter by Legal Status to identify all children who are s20 (B:33): legal status: C2 (Full care order); not among them."
    );
    assert_eq!(explanations[3].sentences[0], "Cohort 4, long-term matching: on the agenda.");
    assert_eq!(
        explanations[3].sentences[3],
        "Filter by Was Permanence Achieved to identify all answers ‘no’ or blanks (B:51): permanence achieved: no; stays."
    );
    assert_eq!(
        explanations[4].sentences.last().unwrap(),
        "have not already recently been reviewed in one of the above cohorts (B:17): last discussed: 7 days before the panel, on 19/11/2026, in reunification; taken off."
    );
    let sentences = explanations.iter().map(|cohort| cohort.sentences.len());
    assert_eq!(sentences.collect::<Vec<_>>(), [8, 6, 7, 9, 9], "each filter is heard");
}

#[test]
fn what_a_filter_saw_is_said_in_words() {
    let said = |child: crate::domain::sample::Child, cohort: usize| {
        child.with(|subject| RULES.explain(subject, &CODES)).swap_remove(cohort).sentences.join("\n")
    };
    for (child, cohort, words) in [
        (child().status("C1"), 1, "in care proceedings: yes, by an interim care order"),
        (child().in_proceedings("yes"), 1, "in care proceedings: yes, permanence plan: blank; stays"),
        (child().determined(), 0, "s20 determined by a LGM: yes, as recorded"),
        (child().plan_in_words("Stay with Nan"), 2, "permanence plan: “Stay with Nan”; not among them"),
        (child().plan("other").placed("K3"), 4, "taken off, by a code that stands for one that it succeeded"),
        (child().in_care_for(1), 0, "in care: 1 day, since 22/11/2026; taken off"),
        (child(), 4, "last discussed: never; stays"),
        (child(), 3, "long-term matched: no; stays"),
    ] {
        assert!(said(child.clone(), cohort).contains(words), "{words}: {}", said(child, cohort));
    }
    let mut incomplete = child();
    incomplete.facts.born = None;
    incomplete.facts.in_care_since = None;
    assert!(said(incomplete.clone(), 0).contains("age: 8, as exported"));
    assert!(said(incomplete, 0).contains("in care: start not recorded, treated as long in care"));
}
