//! Versions of the rules: they are added, and none ever changes.

use super::{
    agenda::Signed,
    codes::CodeSet,
    data_file::Mistakes,
    rules::{Rules, SEPTEMBER_2023},
};
use chrono::NaiveDate;
use fault::{Reason, Refusal};

/// A version of the rules.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleSet {
    /// Which one: 0 comes with the software, 1 was created first.
    pub number: i32,
    /// Its id and version, as `permanence-panel/2023-09`.
    pub rules: String,
    /// As people know it.
    pub title: String,
    /// Where it comes from.
    pub source: String,
    /// Of its text, in hexadecimal.
    pub sha256: String,
    /// Its text.
    pub yaml: String,
    /// The general exclusions take nobody off.
    pub literal_procedure: bool,
    /// The first day whose panels it holds for, and who created it; none for the one that comes with the software.
    pub created: Option<(NaiveDate, Signed)>,
}

/// A rule set that is to be created.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WantedRuleSet {
    /// Its text.
    pub yaml: String,
    /// The first day whose panels it holds for.
    pub valid_from: NaiveDate,
}

impl RuleSet {
    /// Rules with their text.
    pub fn of(number: i32, rules: &Rules, yaml: String, created: Option<(NaiveDate, Signed)>) -> Self {
        Self {
            number,
            rules: rules.named(),
            title: rules.title.clone(),
            source: rules.source.clone(),
            sha256: rules.sha256.clone(),
            yaml,
            literal_procedure: rules.literal_procedure,
            created,
        }
    }

    /// The one that comes with the software.
    pub fn standard(rules: &Rules) -> Self {
        Self::of(0, rules, SEPTEMBER_2023.to_owned(), None)
    }

    /// What it is called in events and audit entries.
    pub fn subject(&self) -> String {
        format!("rule-set/{}", self.rules)
    }
}

impl WantedRuleSet {
    /// The rules, if nothing is wrong with them. They have the cohorts of the present ones, in the same order: by these the
    /// rotation goes, and past discussions are remembered by them.
    pub fn rules(&self, present: &Rules, codes: &CodeSet) -> Result<Rules, Mistakes> {
        let rules = Rules::load(&self.yaml, codes)?;
        let mut wrong = Mistakes::default();
        let keys: Vec<&str> = present.cohorts.iter().map(|cohort| &*cohort.key).collect();
        for (place, cohort) in rules.cohorts.iter().enumerate() {
            let same = keys.get(place).is_some_and(|key| **key == *cohort.key);
            let said = format_args!("the rotation has the cohorts {}, in this order", keys.join(", "));
            wrong.require(cohort.key.place(), same, said);
        }
        let last = rules.cohorts.last().map(|cohort| cohort.key.place()).unwrap_or_default();
        let said = format_args!("the rotation has {} cohorts", keys.len());
        wrong.require(last, rules.cohorts.len() == keys.len(), said);
        wrong.unless_any(rules)
    }
}

/// Refuses with `ALREADY_EXISTS` rules whose id and version are taken.
pub fn expect_new(taken: bool, rules: &Rules) -> Result<(), Refusal> {
    if !taken {
        return Ok(());
    }
    let message = "there are rules of that id and version: give them a new version";
    Err(Refusal::new(Reason::AlreadyExists, message).with("subject", format!("rule-set/{}", rules.named())))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::sample::{CODES, RULES, date};

    fn mistakes(right: &str, wrong: &str) -> String {
        assert_eq!(SEPTEMBER_2023.matches(right).count(), 1, "{right}");
        let yaml = SEPTEMBER_2023.replacen(right, wrong, 1);
        let wanted = WantedRuleSet { yaml, valid_from: date("2026-12-01") };
        wanted.rules(&RULES, &CODES).expect_err(wrong).to_string()
    }

    #[test]
    fn rules_have_the_cohorts_of_the_rotation() {
        let yaml = SEPTEMBER_2023.replacen("at_most: 83", "at_most: 55", 1).replacen("2023-09", "2026-12", 1);
        let wanted = WantedRuleSet { yaml, valid_from: date("2026-12-01") };
        let rules = wanted.rules(&RULES, &CODES).unwrap();
        assert_eq!(rules.named(), "permanence-panel/2026-12");

        let said = mistakes("key: placed_with_parents\n", "key: with_parents\n");
        assert!(said.contains("line") && said.contains("there is no cohort placed_with_parents"), "{said}");
        let said = mistakes("key: plan_not_identified\n", "key: no_plan\n");
        assert!(said.contains("the rotation has the cohorts section_20, placed_with_parents,"), "{said}");
        let last = SEPTEMBER_2023.find("  - key: plan_not_identified").unwrap();
        let said = mistakes(&SEPTEMBER_2023[last..], "");
        assert!(said.ends_with("the rotation has 5 cohorts"), "{said}");
        assert!(
            mistakes("field: days_in_care, at_most: 83", "field: day, at_most: 83").contains("no field day")
        );
    }

    #[test]
    fn an_id_and_version_are_there_once() {
        assert!(expect_new(false, &RULES).is_ok());
        let refused = expect_new(true, &RULES).unwrap_err();
        assert_eq!(refused.reason, Reason::AlreadyExists);
        assert_eq!(refused.metadata["subject"], "rule-set/permanence-panel/2023-09");
        assert_eq!(RuleSet::standard(&RULES).subject(), refused.metadata["subject"]);
    }
}
