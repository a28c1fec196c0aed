//! Every check of the loader has a file that fails it, refused at the very place.

use crate::domain::{
    rules::{Rules, SEPTEMBER_2023},
    sample::CODES,
};

#[test]
fn what_comes_with_the_software_is_right_and_in_the_guidances_words() {
    let rules = Rules::load(SEPTEMBER_2023, &CODES).unwrap();
    let titles: Vec<&str> = rules.cohorts.iter().map(|cohort| cohort.title.as_str()).collect();
    assert_eq!(
        titles,
        [
            "s20 +12 weeks",
            "placement with parents",
            "reunification",
            "long-term matching",
            "permanence plan not identified or recorded as “other”"
        ]
    );
    assert_eq!(rules.sha256.len(), 64);
    assert_ne!(rules.sha256, Rules::load(&format!("{SEPTEMBER_2023}\n"), &CODES).unwrap().sha256);
}

#[test]
fn a_wrong_file_is_refused_by_line_and_column() {
    for (right, wrong, at, said) in [
        (
            "key: under_17",
            "key: is_section_20",
            "is_section_20\n        label: \"Filter by Age",
            "there is a filter is_section_20 already",
        ),
        (
            "key: under_17",
            "key: aged_17",
            "aged_17\n    label: \"children aged 17",
            "there is a filter aged_17 already",
        ),
        (
            "key: reunification",
            "key: section_20",
            "section_20\n    number: 3",
            "there is a cohort section_20 already",
        ),
        ("key: reunification", "key: re union", "re union", "re union is not 1 to 60 letters"),
        ("number: 3", "number: 4", "reunification\n    number: 4", "it is number 3 in its order"),
        ("title: reunification", "title: \" \"", "reunification\n    number: 3", "a cohort needs a title"),
        (
            "field: days_in_care, at_most: 83",
            "field: day_in_care, at_most: 83",
            "day_in_care",
            "there is no field day_in_care",
        ),
        (
            "field: days_in_care, at_most: 83",
            "field: days_in_care",
            "days_in_care}]\n\n  - key: placed",
            "of a number there is `at_least` and `at_most`",
        ),
        (
            "field: days_in_care, at_most: 83",
            "field: days_in_care, at_most: 83, is: [V2]",
            "days_in_care, at_most: 83",
            "a number has no values",
        ),
        (
            "field: age, at_least: 17, at_most: 17",
            "field: age, at_least: 18, at_most: 17",
            "age, at_least: 18, at_most: 17",
            "no number is at least the one",
        ),
        (
            "field: age, at_least: 18",
            "field: age, at_least: 18, in: [section_20]",
            "age, at_least: 18, in",
            "`in` names the cohorts",
        ),
        (
            "at_most: 35, in: [section_20, placed_with_parents, reunification, long_term_matching]",
            "at_most: 35",
            "days_since_discussed, at_most: 35",
            "`in` names the cohorts",
        ),
        (
            "in: [section_20, placed_with_parents,",
            "in: [section_21, placed_with_parents,",
            "section_21",
            "there is no cohort section_21",
        ),
        (
            "in: [section_20, placed_with_parents,",
            "in: [reunification, placed_with_parents,",
            "reunification, long_term_matching",
            "there is a cohort here reunification already",
        ),
        ("is: [P1, U1, U3]", "is: [P1, U1, U9]", "U9", "there is no value U9"),
        ("is: [P1, U1, U3]", "is: [P1, U1, U1]", "U1]", "there is a value U1 already"),
        ("is: [P1, U1, U3]", "is: []", "placement_code, is: []", "it needs the values"),
        (
            "is: [P1, U1, U3]",
            "is: [P1], at_least: 3",
            "placement_code, is: [P1], at_least",
            "of a value there is only `is`",
        ),
        (
            "is: [P1, U1, U3]",
            "is: [P1, U1, U3], successors: true",
            "placement_code, is: [P1, U1, U3], s",
            "none of these values has a successor",
        ),
        (
            "is: [U4]",
            "is: [return_to_family]",
            "return_to_family]}]\n      - key: permanence_not",
            "there is no value return_to_family",
        ),
        (
            "        keep: [{field: placement_code, is: [U4]}]\n",
            "",
            "is_long_term_fostered",
            "a filter either keeps or excludes",
        ),
        (
            "exclude: [{field: age, at_least: 18}]",
            "exclude: [{field: age, at_least: 18}]\n    keep: [{field: age, at_least: 18}]",
            "adult",
            "a filter either keeps or excludes",
        ),
        (
            "label: \"aged 18 or over: no longer a child in care\"",
            "label: \"\"",
            "adult",
            "a filter needs a label",
        ),
        ("source: B:23", "source: \"\"", "aged_17", "a filter needs its source"),
        (
            "exclude: [{field: placement_code, is: [P1, U1, U3]}]",
            "exclude: [{field: permanence_plan, is: [return_to_family, other]}]",
            "not_with_family",
            "nobody is left of those whom returns_to_family keeps",
        ),
        (
            "keep: [{field: placement_code, is: [U4]}]",
            "keep: [{field: legal_status, is: [V2]}]",
            "is_long_term_fostered",
            "nobody is left of those whom is_full_care_order keeps",
        ),
        (
            "stays: \"the child {care_proceedings}\"",
            "stays: \"the child {age}\"",
            "\"the child {age}\"",
            "{age} is nothing that care_proceedings sees",
        ),
        (
            "this cohort is for s20 (V2)",
            "this cohort is for {least}",
            "\"the child {legal_status}, and this cohort is for {least}",
            "{least} is nothing that is_section_20 sees",
        ),
        (
            "this cohort is for s20 (V2)",
            "this cohort is for {legal_status",
            "\"the child {legal_status}, and this cohort is for {legal_status",
            "a { has no }",
        ),
        (
            "      stays: \"the child {age}, and care goes on until 18\"",
            "      stays: \" \"",
            "\" \"\n      off: \"the child {age}, and from 18",
            "a sentence needs words",
        ),
        (
            "      off: \"the child {age}, and from 18 nobody is a child in care any more\"\n",
            "      off: \"gone\"\n      excepted: \"kept\"\n",
            "\"kept\"",
            "`excepted` is said where there is `except_where`",
        ),
        (
            "      off: \"the child {age}, and from 18 nobody is a child in care any more\"\n",
            "      of: \"gone\"\n",
            "of: \"gone\"",
            "unknown field `of`",
        ),
        ("literal_procedure: false", "literal_procedure: perhaps", "perhaps", "invalid"),
        ("refers: true", "sends: true", "sends", "unknown field `sends`"),
    ] {
        assert_eq!(SEPTEMBER_2023.matches(right).count(), 1, "{right} stands once in the right file");
        let yaml = SEPTEMBER_2023.replacen(right, wrong, 1);
        let mistakes = Rules::load(&yaml, &CODES).expect_err(wrong);
        let place = place_of(&yaml, at);
        let found = mistakes.iter().any(|one| one.place.to_string() == place && one.said.contains(said));
        assert!(found, "{said} at {place}: {mistakes}");
    }
}

#[test]
fn all_mistakes_are_said_at_once_in_the_order_of_the_file() {
    let yaml = SEPTEMBER_2023.replace("is: [U4]", "is: [U9]").replace("number: 2", "number: 7");
    let mistakes = Rules::load(&yaml, &CODES).unwrap_err();
    let said: Vec<&str> = mistakes.iter().map(|one| one.said.as_str()).collect();
    assert_eq!(said[0], "it is number 2 in its order");
    assert!(said[1].contains("U9"), "{said:?}");
}

/// The place of a text that stands once in the file.
fn place_of(yaml: &str, text: &str) -> String {
    assert_eq!(yaml.matches(text).count(), 1, "{text} stands once in the wrong file");
    let before = &yaml[..yaml.find(text).unwrap()];
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap().chars().count() + 1;
    format!("line {line}, column {column}")
}
