//! A child whom a panel considered: what it came to, or that this is still to be recorded.

use super::{discussion::Discussion, rotation::ACTIONS_WITHIN};
use calendar::{BankHolidays, UnknownYear};
use chrono::NaiveDate;
use uuid::Uuid;

/// What a panel comes to for a child.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DueDiscussion {
    /// The panel's date.
    pub panel: NaiveDate,
    /// The child.
    pub child_id: String,
    /// The issued agenda by which the child was considered.
    pub agenda_id: Uuid,
    /// The key of its cohort.
    pub cohort: String,
    /// The child's surname and first name, as the agenda has them.
    pub child_name: (String, String),
    /// The service manager, as the agenda names them.
    pub service_manager: String,
    /// What the panel came to; none while it is still to be recorded.
    pub discussion: Option<Discussion>,
}

/// The same with the day on which it is shown.
#[derive(Clone, Copy, Debug)]
pub struct ShownDiscussion<'a> {
    /// What the panel comes to.
    pub due: &'a DueDiscussion,
    /// Today in London.
    pub today: NaiveDate,
}

/// The day by which what a panel comes to is recorded: three working days after it (B12).
pub fn record_by(panel: NaiveDate) -> Result<NaiveDate, UnknownYear> {
    BankHolidays::ENGLAND.working_days_after(panel, ACTIONS_WITHIN)
}

impl DueDiscussion {
    /// Whether it is not recorded though it should be.
    pub fn is_overdue(&self, today: NaiveDate) -> Result<bool, UnknownYear> {
        Ok(self.discussion.is_none() && record_by(self.panel)? < today)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::sample::date;

    #[test]
    fn it_is_overdue_after_the_third_working_day_while_nobody_recorded_it() {
        let due = DueDiscussion {
            panel: date("2026-11-26"),
            child_id: "3549863".into(),
            agenda_id: Uuid::nil(),
            cohort: "section_20".into(),
            child_name: ("Smith".into(), "Chloe".into()),
            service_manager: String::new(),
            discussion: None,
        };
        let overdue = |today: &str| due.is_overdue(date(today)).unwrap();
        assert_eq!(["2026-11-27", "2026-12-01", "2026-12-02"].map(overdue), [false, false, true]);
        let christmas = DueDiscussion { panel: date("2026-12-24"), ..due };
        assert_eq!(
            record_by(christmas.panel).unwrap(),
            date("2026-12-31"),
            "the 25th and 28th are no working days"
        );
    }
}
