//! A child in the tests of the rules: Chloe, eight years old, on the Monday of a panel.

use super::{
    codes::{Category, CodeSet, List, SSDA903},
    facts::Facts,
    layout::{CHILDREN_CURRENTLY_IN_CARE, Layout},
    rules::{Day, Discussed, MatchedBy, Remembered, Rules, SEPTEMBER_2023, Subject},
};
use chrono::{Days, NaiveDate};
use std::sync::LazyLock;

pub(crate) static CODES: LazyLock<CodeSet> = LazyLock::new(|| CodeSet::load(SSDA903).expect("right"));
pub(crate) static RULES: LazyLock<Rules> =
    LazyLock::new(|| Rules::load(SEPTEMBER_2023, &CODES).expect("right"));
pub(crate) static LAYOUT: LazyLock<Layout> =
    LazyLock::new(|| Layout::load(CHILDREN_CURRENTLY_IN_CARE, &CODES).expect("right"));

/// The Monday of the extract.
pub(crate) const MONDAY: &str = "2026-11-23";
/// The Thursday of the panel.
pub(crate) const THURSDAY: &str = "2026-11-26";

pub(crate) fn date(text: &str) -> NaiveDate {
    text.parse().expect("a date")
}

#[derive(Clone, Debug)]
pub(crate) struct Child {
    pub(crate) facts: Facts,
    pub(crate) remembered: Remembered,
    pub(crate) plan_said: String,
    pub(crate) as_of: NaiveDate,
    pub(crate) panel: NaiveDate,
}

/// Eight years old, in care for three years, everything else blank.
pub(crate) fn child() -> Child {
    let facts = Facts {
        legal_status: Category::BLANK,
        placement_code: Category::BLANK,
        permanence_plan: Category::BLANK,
        permanence_achieved: Category::BLANK,
        care_proceedings: Category::BLANK,
        legal_determination: Category::BLANK,
        born: Some(date("2018-05-04")),
        exported_age: Some(8),
        in_care_since: Some(date("2023-08-25")),
    };
    Child {
        facts,
        remembered: Remembered::default(),
        plan_said: String::new(),
        as_of: date(MONDAY),
        panel: date(THURSDAY),
    }
}

impl Child {
    pub(crate) fn status(mut self, key: &str) -> Self {
        self.facts.legal_status = CODES.find(List::LegalStatus, key).expect(key);
        self
    }

    pub(crate) fn placed(mut self, key: &str) -> Self {
        self.facts.placement_code = CODES.find(List::PlacementCode, key).expect(key);
        self
    }

    pub(crate) fn plan(mut self, key: &str) -> Self {
        self.facts.permanence_plan = CODES.find(List::PermanencePlan, key).expect(key);
        self
    }

    /// A plan in words that are in no list.
    pub(crate) fn plan_in_words(mut self, words: &str) -> Self {
        self.facts.permanence_plan = Category::UNLISTED;
        self.plan_said = words.to_owned();
        self
    }

    pub(crate) fn achieved(mut self, answer: &str) -> Self {
        self.facts.permanence_achieved = CODES.find(List::YesOrNo, answer).expect(answer);
        self
    }

    pub(crate) fn in_proceedings(mut self, answer: &str) -> Self {
        self.facts.care_proceedings = CODES.find(List::YesOrNo, answer).expect(answer);
        self
    }

    pub(crate) fn born(mut self, on: &str) -> Self {
        self.facts.born = Some(date(on));
        self
    }

    pub(crate) fn in_care_for(mut self, days: u64) -> Self {
        self.facts.in_care_since = Some(self.as_of - Days::new(days));
        self
    }

    pub(crate) fn extracted(mut self, on: &str) -> Self {
        self.as_of = date(on);
        self
    }

    pub(crate) fn determined(mut self) -> Self {
        self.remembered.determined = true;
        self
    }

    pub(crate) fn matched(mut self, by: MatchedBy) -> Self {
        self.remembered.matched = Some(by);
        self
    }

    /// Discussed that many days before the panel.
    pub(crate) fn discussed(mut self, days_before: i64, cohort: &str) -> Self {
        let on = self.panel - chrono::TimeDelta::days(days_before);
        self.remembered.discussed.push(Discussed { on, cohort: cohort.to_owned() });
        self
    }

    pub(crate) fn with<T>(&self, ask: impl FnOnce(&Subject) -> T) -> T {
        let day = Day::new(self.as_of, self.panel, &CODES);
        let Self { facts, remembered, plan_said, .. } = self;
        ask(&Subject::new(facts, plan_said, remembered, &day))
    }

    /// The first filter that takes the child off that cohort, by those rules.
    pub(crate) fn off_by<'r>(&self, rules: &'r Rules, cohort: &str) -> Option<&'r str> {
        let cohort = rules.cohort(cohort).expect(cohort);
        self.with(|subject| rules.first_against(cohort, subject).map(|filter| &*filter.key))
    }

    /// The first filter that takes the child off that cohort.
    pub(crate) fn off(&self, cohort: &str) -> Option<&'static str> {
        self.off_by(&RULES, cohort)
    }
}
