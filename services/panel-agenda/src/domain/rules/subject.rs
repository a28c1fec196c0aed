//! A child as filters see them.

use super::{Field, Named};
use crate::domain::{
    codes::{Category, CodeSet, List},
    facts::{Facts, KnownCodes},
};
use chrono::NaiveDate;
use serde::Serialize;

/// A child, and everything that a filter may look at.
#[derive(Clone, Copy, Debug)]
pub struct Subject<'a> {
    /// What the extract says.
    pub facts: &'a Facts,
    /// The permanence plan in the extract's own words.
    pub plan_said: &'a str,
    /// What is remembered of the child.
    pub remembered: &'a Remembered,
    /// When it is asked.
    pub day: &'a Day,
    pub(super) age: i64,
    days_in_care: i64,
    pub(super) in_proceedings: Category,
}

/// When, and by which codes, filters are asked.
#[derive(Clone, Debug)]
pub struct Day {
    /// The extract's date: ages and days in care are counted to it (B2).
    pub as_of: NaiveDate,
    /// The panel's date: what was discussed is counted back from it.
    pub panel: NaiveDate,
    /// The codes of that time.
    pub known: KnownCodes,
    /// In which form what filters saw is told: see [`FORM`].
    pub form: u32,
}

/// The present form in which an agenda's children are written down. Each agenda records its own, and is drawn again in it: the bytes
/// are the same though later ones say more, or say it in other words.
///
/// 0, the first release's: cohorts by their keys, nothing of what is open for a child who is not listed. 1: cohorts by their titles,
/// and that too.
pub const FORM: u32 = 1;

impl Day {
    /// The day on which an extract was made, for the panel on that date.
    pub fn new(as_of: NaiveDate, panel: NaiveDate, codes: &CodeSet) -> Self {
        Self { as_of, panel, known: KnownCodes::on(codes, as_of), form: FORM }
    }
}

/// What is remembered of a child from elsewhere than the extract.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Remembered {
    /// A Legal Gateway Meeting's determination stands on the extract's date.
    pub determined: bool,
    /// Who knows of a long-term match.
    pub matched: Option<MatchedBy>,
    /// When panels discussed the child.
    pub discussed: Vec<Discussed>,
}

/// Who knows of a long-term match.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MatchedBy {
    /// The Fostering Service's list.
    FosteringList,
    /// A match that was agreed in the process.
    AgreedMatch,
}

/// A discussion of a child at a panel.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Discussed {
    /// The panel's date.
    pub on: NaiveDate,
    /// The key of its cohort.
    pub cohort: String,
}

impl<'a> Subject<'a> {
    /// That child on that day. What many filters ask about is reckoned once.
    pub fn new(facts: &'a Facts, plan_said: &'a str, remembered: &'a Remembered, day: &'a Day) -> Self {
        Self {
            facts,
            plan_said,
            remembered,
            day,
            age: facts.age_on(day.as_of).map_or(0, i64::from),
            // A start that is not recorded counts as long ago (B14).
            days_in_care: facts.days_in_care(day.as_of).unwrap_or(i64::MAX),
            in_proceedings: facts.in_proceedings(&day.known),
        }
    }
}

impl Subject<'_> {
    pub(super) fn category(&self, field: Field) -> Category {
        let facts = self.facts;
        match field {
            Field::LegalStatus => facts.legal_status,
            Field::PlacementCode => facts.placement_code,
            Field::PermanencePlan => facts.permanence_plan,
            Field::PermanenceAchieved => facts.permanence_achieved,
            Field::CareProceedings => self.in_proceedings,
            Field::LegalDetermination if self.remembered.determined => Category::YES,
            Field::LegalDetermination => facts.legal_determination,
            Field::LongTermMatched => Category::yes_or_no(self.remembered.matched.is_some()),
            Field::Age | Field::DaysInCare | Field::DaysSinceDiscussed => Category::UNLISTED,
        }
    }

    /// A number; where it is not known, the one that it is treated as: long in care, long not discussed.
    pub(super) fn number(&self, field: Field, cohorts: &[Named]) -> i64 {
        match field {
            Field::Age => self.age,
            Field::DaysInCare => self.days_in_care,
            _ => self.last_discussed(cohorts).map_or(i64::MAX, |last| (self.day.panel - last.on).num_days()),
        }
    }

    /// The last discussion before the panel in one of those cohorts.
    pub(super) fn last_discussed(&self, cohorts: &[Named]) -> Option<&Discussed> {
        let named = |one: &Discussed| cohorts.iter().any(|cohort| cohort.key == one.cohort);
        let of_them = |one: &&Discussed| named(one) && one.on < self.day.panel;
        self.remembered.discussed.iter().filter(of_them).max()
    }

    /// What a filter saw in a field, in words.
    pub(super) fn said(&self, field: Field, cohorts: &[Named], codes: &CodeSet) -> String {
        match field {
            Field::Age => self.age_said(),
            Field::DaysInCare => self.days_in_care_said(),
            Field::DaysSinceDiscussed => self.discussed_said(cohorts),
            Field::CareProceedings => self.proceedings_said(),
            Field::LegalDetermination => self.determination_said(),
            Field::LongTermMatched => self.matched_said().to_owned(),
            Field::LegalStatus => self.value_said(codes, List::LegalStatus, self.facts.legal_status),
            Field::PlacementCode => self.value_said(codes, List::PlacementCode, self.facts.placement_code),
            Field::PermanencePlan => self.value_said(codes, List::PermanencePlan, self.facts.permanence_plan),
            Field::PermanenceAchieved => answer(self.facts.permanence_achieved).to_owned(),
        }
    }

    pub(super) fn value_said(&self, codes: &CodeSet, list: List, value: Category) -> String {
        match codes.code(list, value) {
            Some(code) if list == List::PermanencePlan => code.label.clone(),
            Some(code) => format!("{} ({})", code.key, code.label),
            None if value == Category::BLANK => "blank".to_owned(),
            None if list == List::PermanencePlan => format!("“{}”", self.plan_said),
            None => "a code that the code sets do not have any more".to_owned(),
        }
    }

    fn age_said(&self) -> String {
        let age = self.age;
        if self.facts.born.is_some() { age.to_string() } else { format!("{age}, as exported") }
    }

    pub(super) fn days_in_care_said(&self) -> String {
        match self.facts.in_care_since {
            Some(since) => {
                let days = (self.day.as_of - since).num_days();
                format!("{days} day{}, since {}", if days == 1 { "" } else { "s" }, since.format("%d/%m/%Y"))
            }
            None => "start not recorded, treated as long in care".to_owned(),
        }
    }

    fn discussed_said(&self, cohorts: &[Named]) -> String {
        let Some(last) = self.last_discussed(cohorts) else { return "never".to_owned() };
        let days = (self.day.panel - last.on).num_days();
        let title = cohorts.iter().find(|cohort| cohort.key == last.cohort).map(|cohort| &cohort.title);
        let (cohort, plural) = match self.day.form {
            0 => (&last.cohort, "s"),
            _ => (title.unwrap_or(&last.cohort), if days == 1 { "" } else { "s" }),
        };
        format!("{days} day{plural} before the panel, on {}, in {cohort}", last.on.format("%d/%m/%Y"))
    }

    fn proceedings_said(&self) -> String {
        match self.facts.care_proceedings {
            Category::BLANK if self.category(Field::CareProceedings) == Category::YES => {
                "yes, by an interim care order".to_owned()
            }
            Category::BLANK => "not that can be seen".to_owned(),
            said => answer(said).to_owned(),
        }
    }

    fn determination_said(&self) -> String {
        match (self.remembered.determined, self.facts.legal_determination) {
            (true, _) => "yes, as recorded".to_owned(),
            (false, Category::BLANK) => "none recorded".to_owned(),
            (false, said) => answer(said).to_owned(),
        }
    }

    fn matched_said(&self) -> &'static str {
        match self.remembered.matched {
            Some(MatchedBy::FosteringList) => "yes, on the Fostering Service's list",
            Some(MatchedBy::AgreedMatch) => "yes, a match was agreed",
            None => "no",
        }
    }
}

fn answer(value: Category) -> &'static str {
    match value {
        Category::YES => "yes",
        Category::NO => "no",
        _ => "blank",
    }
}
