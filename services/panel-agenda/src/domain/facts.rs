//! What is known of a child that filters can ask about.

use super::{
    codes::{Category, CodeSet, CollectionYear, List},
    extract::{Flags, IssueKind},
};
use calendar::age_on;
use chrono::NaiveDate;

/// What the extract says of a child, as far as filters ask. Small, and free of names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Facts {
    /// By which law the child is looked after.
    pub legal_status: Category,
    /// Where the child lives.
    pub placement_code: Category,
    /// What is planned to be lasting.
    pub permanence_plan: Category,
    /// Whether it has been.
    pub permanence_achieved: Category,
    /// What the column says about care proceedings, if there is one.
    pub care_proceedings: Category,
    /// What the column says about a determination of a Legal Gateway Meeting, if there is one.
    pub legal_determination: Category,
    /// The birth date.
    pub born: Option<NaiveDate>,
    /// The age as the export says it.
    pub exported_age: Option<u8>,
    /// The start of the period of care.
    pub in_care_since: Option<NaiveDate>,
}

impl Facts {
    /// The age on that date: from the birth date, else as exported.
    pub fn age_on(&self, date: NaiveDate) -> Option<i32> {
        self.born.map(|born| age_on(born, date)).or(self.exported_age.map(i32::from))
    }

    /// How many days the child has been in care on that date; none if the start is not known.
    pub fn days_in_care(&self, on: NaiveDate) -> Option<i64> {
        self.in_care_since.map(|since| (on - since).num_days())
    }

    /// Whether the child is the subject of care proceedings: as the column says, else by an interim care order (B3).
    pub fn in_proceedings(&self, known: &KnownCodes) -> Category {
        match self.care_proceedings {
            Category::BLANK => Category::yes_or_no(Some(self.legal_status) == known.interim_care_order),
            said => said,
        }
    }

    /// What looks wrong although the row is accepted.
    pub(in crate::domain) fn flags(&self, known: &KnownCodes, on: NaiveDate) -> Flags {
        let mut flags = Flags::default();
        let mut flag = |kind, holds: bool| {
            if holds {
                flags.set(kind);
            }
        };
        let age = self.age_on(on);
        flag(IssueKind::BirthDateMissing, self.born.is_none());
        let differs =
            self.born.is_some() && self.exported_age.is_some_and(|said| Some(i32::from(said)) != age);
        flag(IssueKind::AgeDiffers, differs);
        flag(IssueKind::AgedEighteenOrOver, age.is_some_and(|age| age >= 18));
        flag(IssueKind::StartMissing, self.in_care_since.is_none());
        flag(IssueKind::StartInFuture, self.in_care_since.is_some_and(|since| since > on));
        let before_birth = self.in_care_since.zip(self.born).is_some_and(|(since, born)| since < born);
        flag(IssueKind::StartBeforeBirth, before_birth);
        flag(IssueKind::PlanUnlisted, self.permanence_plan == Category::UNLISTED);
        flag(IssueKind::CodeOutOfYear, !known.are_of_their_year(self));
        let status = Some(self.legal_status);
        let with_parents = Some(self.placement_code) == known.placed_with_parents;
        let section_20 = status == known.section_20;
        let care_order = [known.interim_care_order, known.full_care_order].contains(&status);
        flag(IssueKind::PlacedWithParentsUnderSection20, with_parents && section_20);
        flag(IssueKind::PlacedWithParentsWithoutCareOrder, with_parents && !section_20 && !care_order);
        let short_breaks = known.short_breaks.contains(&status);
        let long_term = known.long_term_fostering.contains(&Some(self.placement_code));
        flag(IssueKind::ShortBreaksInLongTermFostering, short_breaks && long_term);
        flags
    }
}

/// The codes that the software itself knows by name, for the national checks and for what is derived. Cohorts name
/// theirs in data.
#[derive(Clone, Debug)]
pub struct KnownCodes {
    /// C1.
    pub interim_care_order: Option<Category>,
    full_care_order: Option<Category>,
    section_20: Option<Category>,
    short_breaks: [Option<Category>; 2],
    placed_with_parents: Option<Category>,
    long_term_fostering: [Option<Category>; 2],
    /// Of the collection year, a bit a code.
    statuses_of_year: u64,
    placements_of_year: u64,
}

impl KnownCodes {
    /// As they are in the collection year of that date.
    pub fn on(codes: &CodeSet, date: NaiveDate) -> Self {
        let status = |key| codes.find(List::LegalStatus, key);
        let placement = |key| codes.find(List::PlacementCode, key);
        let year = CollectionYear::of(date);
        Self {
            interim_care_order: status("C1"),
            full_care_order: status("C2"),
            section_20: status("V2"),
            short_breaks: ["V3", "V4"].map(status),
            placed_with_parents: placement("P1"),
            long_term_fostering: ["U1", "U4"].map(placement),
            statuses_of_year: valid(codes, List::LegalStatus, year),
            placements_of_year: valid(codes, List::PlacementCode, year),
        }
    }

    /// Whether the legal status belongs to the collection year.
    pub(in crate::domain) fn is_status_of_year(&self, facts: &Facts) -> bool {
        self.statuses_of_year & facts.legal_status.bit() != 0
    }

    /// Whether both codes belong to the collection year.
    pub(in crate::domain) fn are_of_their_year(&self, facts: &Facts) -> bool {
        self.is_status_of_year(facts) && self.placements_of_year & facts.placement_code.bit() != 0
    }
}

/// A blank is valid in every year.
fn valid(codes: &CodeSet, list: List, year: CollectionYear) -> u64 {
    let valid = codes.list(list).iter().enumerate().filter(|(_, code)| code.is_valid_in(year));
    valid.fold(Category::BLANK.bit(), |word, (index, _)| word | Category::at(index).bit())
}
