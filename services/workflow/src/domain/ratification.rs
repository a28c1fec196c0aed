//! An IRO's word that a child's present placement is permanent (A:203).

use super::people::Act;
use calendar::age_on;
use chrono::NaiveDate;
use uuid::Uuid;

/// The age at which a young person is an "older teenager" (A:203) for the flag; it hinders nothing [ext].
const OLDER_TEENAGER: i32 = 16;

/// A ratification of a placement; a child has at most one that stands (A12).
#[derive(Clone, Debug, PartialEq)]
pub struct Ratification {
    /// A UUID.
    pub id: Uuid,
    /// The child.
    pub child_id: String,
    /// Which placement, in the council's words.
    pub placement: String,
    /// When it was ratified.
    pub ratified_on: NaiveDate,
    /// By which IRO and when it was recorded.
    pub recorded: Act,
    /// True for a child whom A did not seem to mean on that date ("older teenager"); it hinders nothing [ext].
    pub under_sixteen: bool,
    /// None while it stands.
    pub ended: Option<Ended>,
}

/// That a ratified placement changed or ended, or that another was ratified in its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ended {
    /// Who recorded it and when.
    pub act: Act,
    /// The date on which it did.
    pub on: NaiveDate,
}

/// Whether a child is younger on that date than A seems to mean; nobody knows without a date of birth.
pub fn is_under_sixteen(born: Option<NaiveDate>, on: NaiveDate) -> bool {
    born.is_some_and(|born| age_on(born, on) < OLDER_TEENAGER)
}
