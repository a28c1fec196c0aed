//! Loading a layout: what is wrong with the file is said by line and column.

use super::{Layout, Vocabulary, vocabulary::Words};
use crate::domain::{
    codes::{Category, CodeSet, List},
    data_file::{self, Key, Mistake, Mistakes},
    extract::Column,
    naming::folded,
};
use serde::Deserialize;
use std::collections::BTreeMap;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    headings: BTreeMap<String, Vec<Key>>,
    values: Values,
    blanks: Vec<Key>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Values {
    legal_status: BTreeMap<String, Vec<Key>>,
    placement_code: BTreeMap<String, Vec<Key>>,
    permanence_plan: BTreeMap<String, Vec<Key>>,
    yes_or_no: BTreeMap<String, Vec<Key>>,
}

impl Layout {
    /// Reads and checks a file that says how an extract is laid out.
    pub fn load(yaml: &str, codes: &CodeSet) -> Result<Self, Mistakes> {
        let file: File = data_file::read(yaml)?;
        let mut wrong = Mistakes::default();
        let headings = headings(&file.headings, &mut wrong);
        let (values, mut doubts) = (file.values, Vec::new());
        let mut words = |list, aliases| words((codes, list), aliases, &mut doubts, &mut wrong);
        let vocabulary = Vocabulary {
            legal_status: words(List::LegalStatus, &values.legal_status),
            placement_code: words(List::PlacementCode, &values.placement_code),
            permanence_plan: words(List::PermanencePlan, &values.permanence_plan),
            yes_or_no: words(List::YesOrNo, &values.yes_or_no),
            blanks: file.blanks.iter().map(|word| word.trim().to_lowercase()).collect(),
        };
        let sha256 = data_file::sha256(yaml.as_bytes());
        wrong.unless_any(Self { headings, vocabulary, doubts, sha256, yaml: yaml.to_owned() })
    }
}

fn headings(file: &BTreeMap<String, Vec<Key>>, wrong: &mut Mistakes) -> Vec<(Column, Vec<String>)> {
    let mut taken: BTreeMap<String, &str> = BTreeMap::new();
    let mut headings = Vec::new();
    for (column, names) in file {
        let place = names.first().map(Key::place).unwrap_or_default();
        wrong.require(place, !names.is_empty(), format_args!("{column} needs a heading"));
        for name in names {
            let other = taken.insert(folded(name), column);
            wrong.require(name.place(), !folded(name).is_empty(), "a heading has letters or digits");
            if let Some(other) = other {
                wrong.refuse(name.place(), format_args!("the heading {name} stands for {other} already"));
            }
        }
        match Column::ALL.into_iter().find(|known| known.key() == column) {
            Some(column) => headings.push((column, names.iter().map(|name| folded(name)).collect())),
            None => wrong.refuse(place, format_args!("there is no column {column}")),
        }
    }
    for column in Column::ALL.into_iter().filter(|column| !file.contains_key(column.key())) {
        wrong.refuse(data_file::Place::default(), format_args!("{} needs a heading", column.key()));
    }
    headings
}

/// The words of a list: by the code sets, and as the file has them. A word that the file has for two values is a mistake; one that
/// is a code's too is the file's, since national codes come that a council could not know of.
fn words(
    (codes, list): (&CodeSet, List),
    file: &BTreeMap<String, Vec<Key>>,
    doubts: &mut Vec<Mistake>,
    wrong: &mut Mistakes,
) -> Words {
    let mut words = Words::of(codes, list);
    let mut of_the_file: BTreeMap<String, Category> = BTreeMap::new();
    for (key, aliases) in file {
        let place = aliases.first().map(Key::place).unwrap_or_default();
        let Some(value) = codes.find(list, key).filter(|value| *value != Category::BLANK) else {
            wrong.refuse(place, format_args!("there is no value {key}"));
            continue;
        };
        for alias in aliases {
            wrong.require(alias.place(), !folded(alias).is_empty(), "an alias has letters or digits");
            let twice = of_the_file.insert(folded(alias), value).filter(|other| *other != value);
            let by_codes = words.add(list, alias, value).filter(|other| *other != value);
            if let Some(other) = twice {
                let other = codes.key(list, other);
                wrong.refuse(alias.place(), format_args!("{alias} stands for {other} already"));
            } else if let Some(other) = by_codes {
                let said =
                    format!("{alias} stands for {key}, and by the code sets for {}", codes.key(list, other));
                doubts.push(Mistake { place: alias.place(), said });
            }
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::super::CHILDREN_CURRENTLY_IN_CARE as RIGHT;
    use super::*;
    use crate::domain::codes::SSDA903;

    fn codes() -> CodeSet {
        CodeSet::load(SSDA903).unwrap()
    }

    #[test]
    fn words_stand_for_values_however_they_are_spelt() {
        let codes = codes();
        let layout = Layout::load(RIGHT, &codes).unwrap();
        for (list, key, spellings) in [
            (
                List::LegalStatus,
                "V2",
                &[
                    "V2",
                    "v2",
                    "s20",
                    "S 20",
                    "V2: Single period under S20",
                    "S20 - accommodated",
                    "Section 20",
                ][..],
            ),
            (List::LegalStatus, "C2", &["C2", "Full Care Order", "full  care order", "C2 - Full Care Order"]),
            (List::LegalStatus, "C1", &["C1", "Interim Care Order", "C1 interim care order"]),
            (List::PlacementCode, "P1", &["P1", "1", "1 “Placed with Own Parents", "p1 – with mother"]),
            (
                List::PlacementCode,
                "U4",
                &["U4", "other foster carer – long term fostering", "U4: Other foster carer"],
            ),
            (List::PlacementCode, "Z1", &["Z1"]),
            (List::PlacementCode, "Z11", &["Z11", "z11 other"]),
            (
                List::PermanencePlan,
                "return_to_family",
                &[
                    "a",
                    "A",
                    "RETURN1M",
                    "return6m",
                    "RETURNEV",
                    "Return to family",
                    "return home",
                    "RETURN1M within one month",
                ],
            ),
            (List::PermanencePlan, "other", &["g", "Other", "OTHERPLN", "other plan"]),
            (
                List::PermanencePlan,
                "long_term_fostering",
                &["f", "Long-term fostering", "Long Term Fostering", "LTFOST18"],
            ),
            (List::PermanencePlan, "blank", &["", "n/a", "N/A", "-", "(Blank)", "None"]),
            (List::YesOrNo, "yes", &["Yes", "Y", "TRUE", "1"]),
            (List::YesOrNo, "no", &["No", "n", "false", "0"]),
        ] {
            for spelling in spellings {
                let value = layout.vocabulary().value(list, spelling);
                assert_eq!(value.map(|value| codes.key(list, value)), Some(key), "{spelling}");
            }
        }
    }

    #[test]
    fn words_that_stand_for_nothing_are_not_guessed() {
        let layout = Layout::load(RIGHT, &codes()).unwrap();
        for (list, text) in [
            (List::LegalStatus, "V9"),
            (List::LegalStatus, "s21"),
            (List::LegalStatus, "Looked after under s20"),
            (List::PlacementCode, "P"),
            (List::PlacementCode, "P11"),
            (List::PlacementCode, "11"),
            (List::PermanencePlan, "A home with her aunt"),
            (List::PermanencePlan, "g) something"),
            (List::YesOrNo, "perhaps"),
        ] {
            assert_eq!(layout.vocabulary().value(list, text), None, "{text}");
        }
    }

    #[test]
    fn a_word_of_the_file_that_is_a_codes_too_is_the_files_and_doubted() {
        assert!(Layout::load(RIGHT, &codes()).unwrap().doubts().is_empty(), "the software's own is clear");
        let codes = codes();
        for (right, own, list, word, key) in [
            ("E1: [Placement Order]", "E1: [Full care order]", List::LegalStatus, "Full care order", "E1"),
            ("other: [Other plan]", "other: [SUPPLIV]", List::PermanencePlan, "SUPPLIV", "other"),
        ] {
            // The file has the first of them for C2 too.
            let file = RIGHT.replacen(right, own, 1).replacen("C2: [Full Care Order, ", "C2: [", 1);
            let layout = Layout::load(&file, &codes).unwrap();
            let value = layout.vocabulary().value(list, word).unwrap();
            assert_eq!(codes.key(list, value), key, "{word}");
            let [doubt] = layout.doubts() else { panic!("{:?}", layout.doubts()) };
            assert!(doubt.said.starts_with(word) && doubt.place.line > 1, "{doubt:?}");
        }
    }

    #[test]
    fn a_wrong_file_is_refused_by_line_and_column() {
        for (right, wrong, said) in [
            ("  age: [Age,", "  years: [Age,", "there is no column years"),
            ("  age: [Age,", "  years: [Age,", "age needs a heading"),
            (
                "gender: [Gender, Sex]",
                "gender: [Gender, D.O.B.]",
                "line 17, column 20: the heading D.O.B. stands for date_of_birth already",
            ),
            ("gender: [Gender, Sex]", "gender: []", "gender needs a heading"),
            ("gender: [Gender, Sex]", "gender: [Gender, \"?\"]", "a heading has letters or digits"),
            ("    E1: [", "    E9: [", "there is no value E9"),
            ("    E1: [", "    blank: [", "there is no value blank"),
            ("E1: [Placement Order]", "E1: [S.20]", "line 31, column 10: s20 stands for E1 already"),
            ("C1: [Interim Care Order,", "C1: [s 31,", "s31 stands for C1 already"),
            ("\nvalues:", "\nvalue:", "value"),
        ] {
            assert!(RIGHT.contains(right), "{right}");
            let refused =
                Layout::load(&RIGHT.replacen(right, wrong, 1), &codes()).expect_err(wrong).to_string();
            assert!(refused.contains(said), "{wrong}: {refused}");
        }
    }
}
