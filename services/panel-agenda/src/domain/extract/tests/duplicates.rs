use super::{CHLOE, Column, IssueKind, intake, row, with};
use crate::domain::{extract::Counts, sample::date};

#[test]
fn of_two_rows_the_later_ones_values_count_with_the_earlier_start() {
    for (first, second) in [("25/08/2023", "01/02/2025"), ("01/02/2025", "25/08/2023"), ("25/08/2023", "")] {
        let mut intake = intake();
        let earlier = row(2, &with(Column::InCareSince, first));
        assert_eq!(intake.take(&earlier).replaces, None);
        let later = row(5, &with(Column::InCareSince, second).replacen(",U4,", ",U6,", 1));
        let taken = intake.take(&later);
        assert_eq!(taken.replaces, Some(2), "row 2 is rejected");
        assert_eq!(taken.issues.len(), 1);
        assert_eq!(
            (taken.issues[0].column, taken.issues[0].kind),
            (Column::ChildId, IssueKind::DuplicateMerged)
        );
        let record = taken.record.expect("the later one counts");
        assert_eq!(record.row, 5);
        assert_eq!(record.facts.in_care_since, Some(date("2023-08-25")), "{first} {second}");
        assert!(record.flags.contains(IssueKind::DuplicateMerged));
        assert_eq!(intake.counts(), Counts { rows: 2, accepted: 1, rejected: 1 });
    }
}

#[test]
fn a_rejected_row_replaces_nothing() {
    let mut intake = intake();
    intake.take(&row(2, CHLOE));
    let taken_row = row(3, &with(Column::LegalStatus, "V9"));
    assert_eq!(intake.take(&taken_row).replaces, None);
    let last = row(4, CHLOE);
    assert_eq!(intake.take(&last).replaces, Some(2));
    assert_eq!(intake.counts(), Counts { rows: 3, accepted: 1, rejected: 2 });
}
