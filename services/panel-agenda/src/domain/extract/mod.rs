//! The export "Children Currently in Care": from a row of cells to what is known of a child, or to why it is rejected.

mod column;
mod date;
mod intake;
mod issue;
mod kept;
mod memo;
mod record;
mod row;
mod seen;

#[cfg(test)]
mod tests;

pub use column::Column;
pub use date::SerialDates;
pub use intake::{Counts, Intake, Taken, Written};
pub use issue::{Flags, Issue, IssueKind};
pub use kept::{Found, Kept, Sifted};
pub use record::Record;
pub use row::{Cell, Row, is_clean};
