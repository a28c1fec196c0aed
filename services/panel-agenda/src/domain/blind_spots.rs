//! What the cohorts cannot see.

use super::{
    codes::{Category, CodeSet, List},
    extract::Kept,
    facts::Facts,
    rules::{Rules, Subject},
};

/// Why a child may be overlooked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum BlindSpot {
    /// No cohort would list the child, however long the child has been in care, and no general exclusion says where else
    /// the child is considered.
    NoCohort,
    /// In foster care that is coded as not long-term, with a plan of long-term fostering: cohort 4 looks for U4 (B8).
    LongTermPlanInShortTermFostering,
    /// A code that does not belong to the extract's collection year: filters name codes.
    CodeOutOfYear,
    /// The extract says of others whether there are care proceedings, and not of this child, who is not under C1 (B3).
    ProceedingsNotVisible,
}

/// A child who may be overlooked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Overlooked {
    /// The child.
    pub child: Kept,
    /// Why; at least one.
    pub spots: Vec<BlindSpot>,
}

impl BlindSpot {
    /// Its name, as `NO_COHORT`.
    pub fn name(self) -> &'static str {
        match self {
            Self::NoCohort => "NO_COHORT",
            Self::LongTermPlanInShortTermFostering => "LONG_TERM_PLAN_IN_SHORT_TERM_FOSTERING",
            Self::CodeOutOfYear => "CODE_OUT_OF_YEAR",
            Self::ProceedingsNotVisible => "PROCEEDINGS_NOT_VISIBLE",
        }
    }
}

impl Rules {
    /// What the cohorts do not see of a child. Whether there are care proceedings is asked of a child only where the extract says so
    /// of any: where it has no such column, that is one thing about the extract.
    pub fn blind_spots(&self, subject: &Subject, codes: &CodeSet, proceedings_said: bool) -> Vec<BlindSpot> {
        let mut found = Vec::new();
        if self.no_cohort_lists(subject) {
            found.push(BlindSpot::NoCohort);
        }
        if is_long_term_plan_in_short_term_fostering(subject.facts, codes) {
            found.push(BlindSpot::LongTermPlanInShortTermFostering);
        }
        if !subject.day.known.are_of_their_year(subject.facts) {
            found.push(BlindSpot::CodeOutOfYear);
        }
        if proceedings_said && are_proceedings_unseen(subject.facts, codes) {
            found.push(BlindSpot::ProceedingsNotVisible);
        }
        found
    }

    /// Time lets into a cohort, and what takes off afterwards is no blind spot: those children were seen.
    fn no_cohort_lists(&self, subject: &Subject) -> bool {
        let excluded =
            !self.literal_procedure && self.exclusions.iter().any(|filter| filter.takes_off(subject));
        let listed = self.cohorts.iter().any(|cohort| {
            let mut filters = cohort.filters.iter().filter(|filter| !filter.passes_with_time());
            !filters.any(|filter| filter.takes_off(subject))
        });
        !excluded && !listed
    }
}

/// C1 means in proceedings; any other status says nothing of them.
fn are_proceedings_unseen(facts: &Facts, codes: &CodeSet) -> bool {
    let interim = codes.find(List::LegalStatus, "C1");
    facts.care_proceedings == Category::BLANK && Some(facts.legal_status) != interim
}

/// U6 in the national sets.
fn is_long_term_plan_in_short_term_fostering(facts: &Facts, codes: &CodeSet) -> bool {
    let short_term = codes.find(List::PlacementCode, "U6");
    let long_term = codes.find(List::PermanencePlan, "long_term_fostering");
    Some(facts.placement_code) == short_term && Some(facts.permanence_plan) == long_term
}
