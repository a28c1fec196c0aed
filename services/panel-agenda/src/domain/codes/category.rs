//! One value out of a code set.

/// A value out of a code set, interned. At most 60 codes are in a set, so that a set of values is one machine word.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Category(u8);

impl Category {
    /// The cell is empty.
    pub const BLANK: Self = Self(63);
    /// There is something, but it is in no list.
    pub const UNLISTED: Self = Self(62);
    /// The first of the answers.
    pub const YES: Self = Self(0);
    /// The second.
    pub const NO: Self = Self(1);

    /// The most codes that a set may hold.
    pub(in crate::domain) const MOST: usize = 60;

    /// The value at that place of its set.
    pub(in crate::domain) fn at(index: usize) -> Self {
        u8::try_from(index).ok().filter(|index| usize::from(*index) < Self::MOST).map_or(Self::UNLISTED, Self)
    }

    pub(in crate::domain) fn index(self) -> usize {
        usize::from(self.0)
    }

    /// The answer as a value.
    pub fn yes_or_no(yes: bool) -> Self {
        if yes { Self::YES } else { Self::NO }
    }

    /// Set in a word of values.
    pub(in crate::domain) fn bit(self) -> u64 {
        1 << (self.0 & 63)
    }
}
