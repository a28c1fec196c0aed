//! What can be wrong with a row.

use super::column::Column;

/// Something that a row lacks, or that looks wrong in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum IssueKind {
    /// There is no id.
    ChildIdMissing,
    /// The id is not 1 to 40 letters, digits, dashes.
    ChildIdInvalid,
    /// A later row of the file is for the same child (B14).
    DuplicateChild,
    /// The row has more or fewer cells than the headings.
    WrongNumberOfCells,
    /// The cell holds a formula's error, or bytes that are no text.
    CellUnreadable,
    /// The cell holds more than 1,000 bytes.
    CellTooLong,
    /// The date is neither DD/MM/YYYY nor ISO nor a serial of a known calendar, or there is no such day.
    DateUnreadable,
    /// The year is written in two digits.
    DateTwoDigitYear,
    /// The child would be born after the extract was made.
    BirthInFuture,
    /// There is neither a birth date nor a readable age (B14).
    AgeUnknown,
    /// The words of the cell stand for no value.
    ValueUnknown,

    /// An earlier row was for the same child: this row's values with the earlier start (B14).
    DuplicateMerged,
    /// There is no name.
    NameMissing,
    /// There is no birth date: the exported age counts (B14).
    BirthDateMissing,
    /// The exported age is none.
    AgeUnreadable,
    /// The exported age is not the age on the extract's date (B2).
    AgeDiffers,
    /// The child is 18 or over.
    AgedEighteenOrOver,
    /// There is no start: treated as long in care (B14).
    StartMissing,
    /// The period of care would begin after the extract was made.
    StartInFuture,
    /// The period of care would begin before the birth.
    StartBeforeBirth,
    /// The code is not in the set of the extract's collection year (B11).
    CodeOutOfYear,
    /// The plan is in no list: it counts as recorded, and as neither "return to family" nor "other".
    PlanUnlisted,
    /// Placed with parents, yet accommodated under section 20 (DfE rule 378).
    PlacedWithParentsUnderSection20,
    /// Placed with parents under neither an interim nor a full care order.
    PlacedWithParentsWithoutCareOrder,
    /// A short-break series in long-term fostering (DfE rule 384).
    ShortBreaksInLongTermFostering,
    /// There is no service manager: it goes to Business Support (B14).
    ServiceManagerMissing,
    /// Names of service managers are kept, and this one is kept for nobody: it goes to Business Support (B14). Known when an
    /// agenda is drawn; no row is flagged with it.
    ServiceManagerUnknown,
}

impl IssueKind {
    /// All of them; those that reject come first.
    pub const ALL: [Self; 27] = [
        Self::ChildIdMissing,
        Self::ChildIdInvalid,
        Self::DuplicateChild,
        Self::WrongNumberOfCells,
        Self::CellUnreadable,
        Self::CellTooLong,
        Self::DateUnreadable,
        Self::DateTwoDigitYear,
        Self::BirthInFuture,
        Self::AgeUnknown,
        Self::ValueUnknown,
        Self::DuplicateMerged,
        Self::NameMissing,
        Self::BirthDateMissing,
        Self::AgeUnreadable,
        Self::AgeDiffers,
        Self::AgedEighteenOrOver,
        Self::StartMissing,
        Self::StartInFuture,
        Self::StartBeforeBirth,
        Self::CodeOutOfYear,
        Self::PlanUnlisted,
        Self::PlacedWithParentsUnderSection20,
        Self::PlacedWithParentsWithoutCareOrder,
        Self::ShortBreaksInLongTermFostering,
        Self::ServiceManagerMissing,
        Self::ServiceManagerUnknown,
    ];

    /// Whether a row that has it is rejected; otherwise it is accepted and flagged.
    pub fn rejects(self) -> bool {
        self <= Self::ValueUnknown
    }

    /// The kind of that name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// Its name, as `DUPLICATE_CHILD`.
    pub fn name(self) -> &'static str {
        match self {
            Self::ChildIdMissing => "CHILD_ID_MISSING",
            Self::ChildIdInvalid => "CHILD_ID_INVALID",
            Self::DuplicateChild => "DUPLICATE_CHILD",
            Self::WrongNumberOfCells => "WRONG_NUMBER_OF_CELLS",
            Self::CellUnreadable => "CELL_UNREADABLE",
            Self::CellTooLong => "CELL_TOO_LONG",
            Self::DateUnreadable => "DATE_UNREADABLE",
            Self::DateTwoDigitYear => "DATE_TWO_DIGIT_YEAR",
            Self::BirthInFuture => "BIRTH_IN_FUTURE",
            Self::AgeUnknown => "AGE_UNKNOWN",
            Self::ValueUnknown => "VALUE_UNKNOWN",
            Self::DuplicateMerged => "DUPLICATE_MERGED",
            Self::NameMissing => "NAME_MISSING",
            Self::BirthDateMissing => "BIRTH_DATE_MISSING",
            Self::AgeUnreadable => "AGE_UNREADABLE",
            Self::AgeDiffers => "AGE_DIFFERS",
            Self::AgedEighteenOrOver => "AGED_EIGHTEEN_OR_OVER",
            Self::StartMissing => "START_MISSING",
            Self::StartInFuture => "START_IN_FUTURE",
            Self::StartBeforeBirth => "START_BEFORE_BIRTH",
            Self::CodeOutOfYear => "CODE_OUT_OF_YEAR",
            Self::PlanUnlisted => "PLAN_UNLISTED",
            Self::PlacedWithParentsUnderSection20 => "PLACED_WITH_PARENTS_UNDER_SECTION_20",
            Self::PlacedWithParentsWithoutCareOrder => "PLACED_WITH_PARENTS_WITHOUT_CARE_ORDER",
            Self::ShortBreaksInLongTermFostering => "SHORT_BREAKS_IN_LONG_TERM_FOSTERING",
            Self::ServiceManagerMissing => "SERVICE_MANAGER_MISSING",
            Self::ServiceManagerUnknown => "SERVICE_MANAGER_UNKNOWN",
        }
    }
}

/// An issue, and the column that it is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Issue {
    /// The column.
    pub column: Column,
    /// What is wrong there.
    pub kind: IssueKind,
}

/// A set of issues.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub struct Flags(u32);

impl Flags {
    /// Puts an issue in.
    pub fn set(&mut self, kind: IssueKind) {
        self.0 |= 1 << kind as u8;
    }

    /// As one number, for keeping: a bit for each kind, by its place in [`IssueKind::ALL`].
    pub fn bits(self) -> u32 {
        self.0
    }

    /// The set that was kept as that number. A bit that stands for no kind is left out.
    pub fn of_bits(bits: u32) -> Self {
        Self(bits & ((1 << IssueKind::ALL.len()) - 1))
    }

    /// Whether it is in.
    pub fn contains(self, kind: IssueKind) -> bool {
        self.0 >> (kind as u8) & 1 == 1
    }

    /// Each of them, in the order of [`IssueKind::ALL`].
    pub fn iter(self) -> impl Iterator<Item = IssueKind> {
        let mut left = self.0;
        std::iter::from_fn(move || {
            let next = left.trailing_zeros() as usize;
            left &= left.wrapping_sub(1);
            IssueKind::ALL.get(next).copied()
        })
    }
}

impl std::fmt::Debug for Flags {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_set().entries(self.iter()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_has_its_own_place_and_name() {
        for (index, kind) in IssueKind::ALL.into_iter().enumerate() {
            assert_eq!(kind as usize, index);
            let spelt = format!("{kind:?}").to_uppercase();
            assert_eq!(kind.name().replace('_', ""), spelt);
        }
    }

    #[test]
    fn a_set_holds_what_was_put_in() {
        let mut flags = Flags::default();
        flags.set(IssueKind::AgeDiffers);
        flags.set(IssueKind::ServiceManagerMissing);
        let kinds: Vec<IssueKind> = flags.iter().collect();
        assert_eq!(kinds, [IssueKind::AgeDiffers, IssueKind::ServiceManagerMissing]);
        assert_eq!(Flags::of_bits(flags.bits()), flags);
        assert_eq!(Flags::of_bits(u32::MAX).iter().count(), IssueKind::ALL.len());
    }
}
