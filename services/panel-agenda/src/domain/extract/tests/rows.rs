use super::{CHLOE, Column, IssueKind, accepted, intake, issues, row, with};
use crate::domain::{
    codes::List,
    extract::Counts,
    sample::{CODES, date},
};
use proptest::{collection::vec, prelude::*};

#[test]
fn a_right_row_is_what_it_says() {
    assert_eq!(issues(CHLOE), []);
    accepted(CHLOE, |record| {
        assert_eq!((record.row, record.child_id), (2, "3549863"));
        assert_eq!((record.surname, record.first_name, record.gender), ("Smith", "Chloe", "Female"));
        let people = (record.team, record.social_worker, record.service_manager);
        assert_eq!(people, ("CIC Team 1", "Sam Okafor", "Maya Lind"));
        let facts = record.facts;
        assert_eq!(facts.born, Some(date("2018-05-04")));
        assert_eq!(facts.in_care_since, Some(date("2023-08-25")));
        assert_eq!(CODES.key(List::LegalStatus, facts.legal_status), "C2");
        assert_eq!(CODES.key(List::PlacementCode, facts.placement_code), "U4");
        assert_eq!(CODES.key(List::PermanencePlan, facts.permanence_plan), "long_term_fostering");
        assert_eq!(CODES.key(List::YesOrNo, facts.permanence_achieved), "no");
        assert_eq!(CODES.key(List::YesOrNo, facts.care_proceedings), "blank");
    });
}

#[test]
fn a_row_is_rejected_by_column_and_reason() {
    let long = "x".repeat(1001);
    for (column, value, kind) in [
        (Column::ChildId, "", IssueKind::ChildIdMissing),
        (Column::ChildId, "35 49863", IssueKind::ChildIdInvalid),
        (Column::ChildId, "35/49863", IssueKind::ChildIdInvalid),
        (Column::ChildId, "12345678901234567890123456789012345678901", IssueKind::ChildIdInvalid),
        (Column::DateOfBirth, "04/05/18", IssueKind::DateTwoDigitYear),
        (Column::DateOfBirth, "May 2018", IssueKind::DateUnreadable),
        (Column::DateOfBirth, "43224", IssueKind::DateUnreadable),
        (Column::InCareSince, "25/08/23", IssueKind::DateTwoDigitYear),
        (Column::InCareSince, "31/06/2023", IssueKind::DateUnreadable),
        (Column::DateOfBirth, "24/11/2026", IssueKind::BirthInFuture),
        (Column::LegalStatus, "V9", IssueKind::ValueUnknown),
        (Column::PlacementCode, "somewhere", IssueKind::ValueUnknown),
        (Column::PermanenceAchieved, "perhaps", IssueKind::ValueUnknown),
        (Column::CareProceedings, "maybe", IssueKind::ValueUnknown),
        (Column::LegalDetermination, "soon", IssueKind::ValueUnknown),
        (Column::Team, &long, IssueKind::CellTooLong),
    ] {
        assert!(kind.rejects());
        assert!(issues(&with(column, value)).contains(&(column, kind)), "{kind:?}: {value}");
    }
}

#[test]
fn all_that_is_wrong_with_a_row_is_said_at_once() {
    let line = "3549863,,,04/05/18,x,Female,V9,never,U4,a,No,Team,Sam,,,";
    let rejecting: Vec<_> = issues(line).into_iter().filter(|(_, kind)| kind.rejects()).collect();
    assert_eq!(
        rejecting,
        [
            (Column::DateOfBirth, IssueKind::DateTwoDigitYear),
            (Column::LegalStatus, IssueKind::ValueUnknown),
            (Column::InCareSince, IssueKind::DateUnreadable),
        ]
    );
}

#[test]
fn a_row_with_more_or_fewer_cells_than_the_headings_is_rejected() {
    for line in [format!("{CHLOE},"), CHLOE.rsplit_once(',').unwrap().0.to_owned(), "note".to_owned()] {
        assert!(issues(&line).contains(&(Column::ChildId, IssueKind::WrongNumberOfCells)), "{line}");
    }
}

#[test]
fn neither_birth_date_nor_age_is_rejected_either_is_enough() {
    let neither = with(Column::DateOfBirth, "").replacen(",8,", ",,", 1);
    assert_eq!(issues(&neither), [(Column::DateOfBirth, IssueKind::AgeUnknown)]);
    let unreadable = with(Column::DateOfBirth, "").replacen(",8,", ",eight,", 1);
    assert!(issues(&unreadable).contains(&(Column::DateOfBirth, IssueKind::AgeUnknown)));

    let no_birth_date = with(Column::DateOfBirth, "");
    assert_eq!(issues(&no_birth_date), [(Column::DateOfBirth, IssueKind::BirthDateMissing)]);
    assert_eq!(accepted(&no_birth_date, |record| record.facts.age_on(date("2026-11-23"))), Some(8));
    assert_eq!(issues(&with(Column::Age, "")), []);
    assert_eq!(issues(&with(Column::Age, "eight")), [(Column::Age, IssueKind::AgeUnreadable)]);
}

#[test]
fn what_looks_wrong_is_flagged_and_accepted() {
    for (column, value, about, kind) in [
        (Column::Age, "9", Column::Age, IssueKind::AgeDiffers),
        (Column::InCareSince, "", Column::InCareSince, IssueKind::StartMissing),
        (Column::InCareSince, "n/a", Column::InCareSince, IssueKind::StartMissing),
        (Column::InCareSince, "24/11/2026", Column::InCareSince, IssueKind::StartInFuture),
        (Column::InCareSince, "03/05/2018", Column::InCareSince, IssueKind::StartBeforeBirth),
        (Column::PlacementCode, "H5", Column::PlacementCode, IssueKind::CodeOutOfYear),
        (Column::PermanencePlan, "Stay with Nan", Column::PermanencePlan, IssueKind::PlanUnlisted),
        (Column::PlacementCode, "P1", Column::LegalStatus, IssueKind::PlacedWithParentsWithoutCareOrder),
        (Column::LegalStatus, "V3", Column::LegalStatus, IssueKind::ShortBreaksInLongTermFostering),
        (Column::LegalStatus, "V4", Column::LegalStatus, IssueKind::ShortBreaksInLongTermFostering),
        (Column::ServiceManager, "", Column::ServiceManager, IssueKind::ServiceManagerMissing),
    ] {
        let mut line = with(column, value);
        if kind == IssueKind::PlacedWithParentsWithoutCareOrder {
            line = line.replacen(",C2,", ",E1,", 1);
        }
        assert_eq!(issues(&line), [(about, kind)], "{line}");
        assert!(accepted(&line, |record| record.flags.contains(kind)));
    }
    let under_378 = with(Column::PlacementCode, "P1").replacen(",C2,", ",V2,", 1);
    assert_eq!(issues(&under_378), [(Column::LegalStatus, IssueKind::PlacedWithParentsUnderSection20)]);
    let nameless = with(Column::Surname, "").replacen(",Chloe,", ",,", 1);
    assert_eq!(issues(&nameless), [(Column::Surname, IssueKind::NameMissing)]);
    let adult = with(Column::DateOfBirth, "23/11/2008").replacen(",8,", ",18,", 1);
    assert_eq!(issues(&adult), [(Column::Age, IssueKind::AgedEighteenOrOver)]);
    let almost = with(Column::DateOfBirth, "24/11/2008").replacen(",8,", ",17,", 1);
    assert_eq!(issues(&almost), []);
}

#[test]
fn short_breaks_elsewhere_than_in_long_term_fostering_are_nothing_to_flag() {
    for placement in ["U2", "U3", "U5", "U6", "K2"] {
        let line = with(Column::PlacementCode, placement).replacen(",C2,", ",V3,", 1);
        assert_eq!(issues(&line), [], "{placement}");
    }
    let with_family = with(Column::PlacementCode, "U1").replacen(",C2,", ",V4,", 1);
    assert_eq!(issues(&with_family), [(Column::LegalStatus, IssueKind::ShortBreaksInLongTermFostering)]);
}

fn cell() -> impl Strategy<Value = String> {
    prop_oneof![
        Just(String::new()),
        Just("V2".to_owned()),
        Just("P1".to_owned()),
        Just("25/08/2023".to_owned()),
        Just("16".to_owned()),
        "\\PC{0,12}".prop_map(|text| text.replace(',', " ")),
    ]
}

proptest! {
    #[test]
    fn rows_in_are_accepted_plus_rejected(lines in vec(vec(cell(), 15..18), 0..8)) {
        let mut intake = intake();
        let (mut accepted, mut replaced) = (0, 0);
        for (index, cells) in lines.iter().enumerate() {
            let line = cells.join(",");
            let row = row(u32::try_from(index).unwrap() + 2, &line);
            let taken = intake.take(&row);
            prop_assert_eq!(taken.record.is_none(), taken.issues.iter().any(|issue| issue.kind.rejects()));
            accepted += u32::from(taken.record.is_some());
            replaced += u32::from(taken.replaces.is_some());
        }
        let rows = u32::try_from(lines.len()).unwrap();
        let expected = Counts { rows, accepted: accepted - replaced, rejected: rows - accepted + replaced };
        prop_assert_eq!(intake.counts(), expected);
    }
}
