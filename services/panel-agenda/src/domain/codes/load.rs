//! Loading the code sets: what is wrong with the file is said by line and column.

use super::{BLANK, Category, Code, CodeSet, List};
use crate::domain::data_file::{self, Key, Mistakes};
use serde::Deserialize;
use std::collections::BTreeMap;

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct File {
    legal_status: Vec<Code>,
    placement_code: Vec<Code>,
    permanence_plan: Vec<Code>,
    reason_new_episode: Vec<Code>,
    reason_episode_ceased: Vec<Code>,
    reason_place_change: Vec<Code>,
    placement_provider: Vec<Code>,
    category_of_need: Vec<Code>,
}

/// Parts a council's own sets from the software's, of which they lack something: both together are one text with one hash.
const AND_BESIDES: &str = "\n--- # what this lacks is the software's\n";

/// The lists that rows are read by.
const READ: [List; 3] = [List::LegalStatus, List::PlacementCode, List::PermanencePlan];

const YES_OR_NO: &str = "[{key: 'yes', label: 'Yes'}, {key: 'no', label: 'No'}]";

impl CodeSet {
    /// Reads and checks code sets: those of one file, or a council's own with what they lack of the software's.
    pub fn load(yaml: &str) -> Result<Self, Mistakes> {
        let mut parts = yaml.split(AND_BESIDES);
        let mut set = Self::read(parts.next().unwrap_or_default())?;
        for besides in parts {
            let besides = Self::read(besides)?;
            set.take_successors_of(&besides);
            set.add_what_is_lacking_of(&besides);
        }
        let mut wrong = Mistakes::default();
        for list in READ {
            check(set.list(list), &mut wrong);
        }
        for codes in set.further.values() {
            check(codes, &mut wrong);
        }
        wrong.unless_any(Self { sha256: data_file::sha256(yaml.as_bytes()), yaml: yaml.to_owned(), ..set })
    }

    /// A council's own sets, with what they lack of the software's. Where both have a code, the council's stands.
    pub fn own(yaml: &str, standard: &Self) -> Result<Self, Mistakes> {
        let own = Self::read(yaml)?;
        let has = |list: List| standard.list(list).iter().all(|code| own.find(list, &code.key).is_some());
        if READ.into_iter().all(has) {
            return Self::load(yaml);
        }
        Self::load(&format!("{yaml}{AND_BESIDES}{}", standard.yaml))
    }

    /// The same, and what these lack of others: codes that were recorded once are told though the present sets have dropped them.
    pub fn remembering(mut self, others: &Self) -> Self {
        self.add_what_is_lacking_of(others);
        self
    }

    /// The codes, as `U7`, that stand here for something else than there.
    pub fn differing_from(&self, others: &Self) -> Vec<String> {
        let mut found = Vec::new();
        for list in READ {
            for own in self.list(list) {
                let other = others.list(list).iter().find(|other| other.key == own.key);
                if other.is_some_and(|other| !own.says_the_same_as(other)) {
                    found.push(own.key.to_string());
                }
            }
        }
        found
    }

    fn read(yaml: &str) -> Result<Self, Mistakes> {
        let file: File = data_file::read(yaml)?;
        Ok(Self {
            legal_status: file.legal_status,
            placement_code: file.placement_code,
            permanence_plan: file.permanence_plan,
            yes_or_no: data_file::read(YES_OR_NO)?,
            further: BTreeMap::from([
                ("reason_new_episode", file.reason_new_episode),
                ("reason_episode_ceased", file.reason_episode_ceased),
                ("reason_place_change", file.reason_place_change),
                ("placement_provider", file.placement_provider),
                ("category_of_need", file.category_of_need),
            ]),
            sha256: String::new(),
            yaml: String::new(),
        })
    }

    /// Where a code names no successor, the others' is its too: unless that stands here for something else.
    fn take_successors_of(&mut self, others: &Self) {
        for list in READ {
            let mut taken = self.list(list).to_vec();
            for code in taken.iter_mut().filter(|code| code.successor.is_none()) {
                let other = others.list(list).iter().find(|other| other.key == code.key);
                let successor = other.and_then(|other| other.successor.clone());
                code.successor = successor.filter(|key| !self.means_otherwise(list, key, others));
            }
            self.put(list, taken);
        }
    }

    fn means_otherwise(&self, list: List, key: &Key, others: &Self) -> bool {
        let of = |set: &Self| set.list(list).iter().find(|code| code.key == *key).cloned();
        of(self).zip(of(others)).is_some_and(|(own, other)| !own.says_the_same_as(&other))
    }

    fn put(&mut self, list: List, codes: Vec<Code>) {
        match list {
            List::LegalStatus => self.legal_status = codes,
            List::PlacementCode => self.placement_code = codes,
            List::PermanencePlan => self.permanence_plan = codes,
            List::YesOrNo => {}
        }
    }

    /// A code that is here by its key, or as another coding of one that is, stays as it is; so does the place of each.
    fn add_what_is_lacking_of(&mut self, others: &Self) {
        for list in READ {
            let lacking = others.list(list).iter().filter(|code| self.find(list, &code.key).is_none());
            let lacking = lacking.map(|code| Code {
                codes: code.codes.iter().filter(|other| self.find(list, other).is_none()).cloned().collect(),
                successor: code.successor.clone().filter(|key| !self.means_otherwise(list, key, others)),
                ..code.clone()
            });
            let both = self.list(list).iter().cloned().chain(lacking).collect();
            self.put(list, both);
        }
    }
}

fn check(codes: &[Code], wrong: &mut Mistakes) {
    wrong.unique("code", codes.iter().flat_map(|code| [&code.key].into_iter().chain(&code.codes)));
    for code in codes.iter().skip(Category::MOST) {
        wrong.refuse(code.key.place(), format_args!("a list holds {} codes at most", Category::MOST));
    }
    for code in codes {
        let place = code.key.place();
        wrong.require(place, &*code.key != BLANK, "blank is what an empty cell is called");
        wrong.require(place, !code.label.trim().is_empty(), "a code needs a label");
        let some_year = code.from.zip(code.until).is_none_or(|(from, until)| from <= until);
        wrong.require(place, some_year, "it ends before it begins");
        let is = |other: &Code, key: &Key| other.key == *key || other.codes.contains(key);
        let exists = |key: &Key| codes.iter().any(|other| is(other, key) && other.key != code.key);
        if let Some(successor) = code.successor.as_ref().filter(|key| !exists(key)) {
            wrong.refuse(successor.place(), format_args!("there is no other code {successor}"));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{CollectionYear, SSDA903};
    use super::*;

    fn set() -> CodeSet {
        CodeSet::load(SSDA903).expect("the code sets are right")
    }

    #[test]
    fn codes_are_valid_in_their_years() {
        let set = set();
        let year = |text: &str| text.parse::<CollectionYear>().unwrap();
        let valid = |key: &str, of: &str| {
            let value = set.find(List::PlacementCode, key).unwrap();
            set.code(List::PlacementCode, value).unwrap().is_valid_in(year(of))
        };
        for (key, to_2024, from_2025) in [
            ("H5", true, false),
            ("P2", true, false),
            ("Z1", true, false),
            ("K3", false, true),
            ("Z14", false, true),
            ("U4", true, true),
        ] {
            assert_eq!((valid(key, "2024-25"), valid(key, "2025-26")), (to_2024, from_2025), "{key}");
        }
        let (h5, k3) = (set.find(List::PlacementCode, "H5").unwrap(), set.find(List::PlacementCode, "K3"));
        assert_eq!(set.successor(List::PlacementCode, h5), k3);
        assert_eq!(set.successor(List::PlacementCode, k3.unwrap()), None);
    }

    /// The Department's codes and labels, as they were published: whatever is not in them is ours.
    const FACTS: &str = include_str!("../../../tests/data/ssda903-codes.json");

    #[test]
    fn every_national_code_has_its_own_key_and_label_and_nothing_is_invented() {
        type Labels = std::collections::BTreeMap<String, Option<String>>;
        let facts: serde_json::Value = serde_json::from_str(FACTS).unwrap();
        let labels = |name: &str| serde_json::from_value::<Labels>(facts[name].clone()).unwrap();
        let set = set();
        let ours = |codes: &[Code]| -> Labels {
            let label = |code: &Code| (!code.label.ends_with("[ext]")).then(|| code.label.clone());
            codes.iter().map(|code| (code.key.to_string(), label(code))).collect()
        };
        assert_eq!(ours(set.list(List::LegalStatus)), labels("legal_status"));
        assert_eq!(ours(set.list(List::PlacementCode)), labels("placement_type"), "without a label: [ext]");
        for name in [
            "reason_new_episode",
            "reason_episode_ceased",
            "reason_place_change",
            "placement_provider",
            "category_of_need",
        ] {
            assert_eq!(ours(set.further(name)), labels(name), "{name}");
        }
        for (name, year) in
            [("placement_valid_to_2024_25", "2024-25"), ("placement_valid_from_2025_26", "2025-26")]
        {
            let mut valid: Vec<String> = serde_json::from_value(facts[name].clone()).unwrap();
            valid.sort();
            let year = year.parse().unwrap();
            let placements = set.list(List::PlacementCode).iter().filter(|code| code.is_valid_in(year));
            let mut ours: Vec<String> = placements.map(|code| code.key.to_string()).collect();
            ours.sort();
            assert_eq!(ours, valid, "{name}");
        }
        let plans = set.list(List::PermanencePlan);
        for (code, label) in labels("permanence_plan_annex_a_list8") {
            let plan = plans.iter().find(|plan| plan.codes.iter().any(|own| **own == *code)).expect(&code);
            assert_eq!(Some(&plan.label), label.as_ref(), "{code}");
        }
        for code in labels("permanence_plan_ssd_lacp").keys() {
            assert!(plans.iter().any(|plan| plan.codes.iter().any(|own| **own == **code)), "{code}");
        }
    }

    #[test]
    fn what_a_councils_own_sets_lack_is_the_softwares_and_where_both_have_a_code_the_councils_stands() {
        let standard = set();
        let mine = "placement_code:\n  - {key: U7, label: Ours}\n  - {key: U4, label: Fostered for long}\n\
                    permanence_plan:\n  - {key: stay, label: Stay, codes: [LTRELFR, other]}\n";
        let own = CodeSet::own(mine, &standard).unwrap();
        let label =
            |list, key: &str| own.code(list, own.find(list, key).expect(key)).expect(key).label.clone();
        assert_eq!(label(List::PlacementCode, "U7"), "Ours");
        assert_eq!(label(List::PlacementCode, "U4"), "Fostered for long");
        assert_eq!(label(List::PlacementCode, "K3"), "Registered supported accommodation", "the software's");
        assert_eq!(label(List::PermanencePlan, "LTRELFR"), "Stay", "another coding of the council's own");
        assert_eq!(label(List::PermanencePlan, "other"), "Stay");
        assert_eq!(
            label(List::PermanencePlan, "long_term_with_relatives"),
            "Long term placement with relatives/friends"
        );
        assert_eq!(own.differing_from(&standard), ["U4"]);

        // The text of both is one, by which they are found again in three years.
        let again = CodeSet::load(own.yaml()).unwrap();
        assert_eq!((again.sha256(), again.list(List::PlacementCode).len()), (own.sha256(), 33));
        let whole = SSDA903.replace("permanence_plan:\n", "  - {key: U7, label: Ours}\n\npermanence_plan:\n");
        assert_eq!(CodeSet::own(&whole, &standard).unwrap().yaml(), whole, "nothing is lacking");
    }

    #[test]
    fn a_code_that_a_set_has_dropped_is_told_by_the_set_that_had_it() {
        let had = CodeSet::own("placement_code: [{key: U7, label: Ours}]", &set()).unwrap();
        let present = set();
        assert_eq!(present.find(List::PlacementCode, "U7"), None);
        let told = present.clone().remembering(&had);
        let value = told.find(List::PlacementCode, "U7").unwrap();
        assert_eq!(told.code(List::PlacementCode, value).unwrap().label, "Ours");
        assert_eq!(told.sha256(), present.sha256());
        for code in present.list(List::PlacementCode) {
            let place = |set: &CodeSet| set.find(List::PlacementCode, &code.key);
            assert_eq!(place(&told), place(&present), "rules that were read by the present set hold");
        }
    }

    #[test]
    fn a_wrong_file_is_refused_by_line_and_column() {
        for (right, wrong, said) in [
            ("key: C2,", "key: C1,", "line 10, column 11: there is a code C1 already"),
            ("successor: K3", "successor: K9", "column 134: there is no other code K9"),
            ("successor: K3", "successor: H5", "there is no other code H5"),
            ("key: K2,", "key: blank,", "blank is what an empty cell is called"),
            ("label: \"Adoption\"", "label: \" \"", "a code needs a label"),
            (
                "from: 2025-26}\n  - {key: P1",
                "from: 2025-26, until: 2023-24}\n  - {key: P1",
                "it ends before it begins",
            ),
            ("until: 2024-25, successor", "until: 2024-26, successor", "is not a collection year"),
            ("legal_status:", "legal_state:", "legal_state"),
        ] {
            assert!(SSDA903.contains(right), "{right}");
            let refused = CodeSet::load(&SSDA903.replacen(right, wrong, 1)).expect_err(wrong).to_string();
            assert!(refused.contains(said), "{wrong}: {refused}");
        }
    }
}
