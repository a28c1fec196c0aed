use super::{Column, accepted, with};
use crate::domain::{
    codes::{Category, List},
    sample::CODES,
};

#[test]
fn values_are_understood_however_the_export_spells_them() {
    for (value, key) in
        [("s20", "V2"), ("V2: Single period under S20", "V2"), ("Full Care Order", "C2"), ("", "blank")]
    {
        let line = with(Column::LegalStatus, value);
        accepted(&line, |record| {
            assert_eq!(CODES.key(List::LegalStatus, record.facts.legal_status), key, "{value}");
        });
    }
    for (value, key) in [("1", "P1"), ("p1", "P1"), ("U4 - other foster carer", "U4")] {
        let line = with(Column::PlacementCode, value);
        accepted(&line, |record| {
            assert_eq!(CODES.key(List::PlacementCode, record.facts.placement_code), key, "{value}");
        });
    }
}

#[test]
fn a_plan_in_other_words_is_a_recorded_plan_in_its_own_words() {
    let line = with(Column::PermanencePlan, "Stay with Nan");
    accepted(&line, |record| {
        assert_eq!(record.facts.permanence_plan, Category::UNLISTED);
        assert_eq!(record.plan_said, "Stay with Nan");
    });
}

#[test]
fn a_number_in_a_workbook_is_read_as_the_words_that_it_shows() {
    use crate::domain::{
        extract::{Intake, Row, SerialDates, Written},
        sample::{LAYOUT, MONDAY, date},
    };
    let headings = LAYOUT.headings(&super::row(1, super::HEADINGS)).unwrap();
    let written = Written { serials: Some(SerialDates::From1900), exact_width: false };
    let mut intake = Intake::new(&CODES, &LAYOUT, headings, date(MONDAY), written);
    let mut row = Row::default();
    row.begin(2);
    row.push_number(3_549_863.0);
    for text in ["Smith", "Chloe"] {
        row.push_text(text);
    }
    row.push_number(43_224.0);
    row.push_number(8.0);
    for text in ["Female", "C2"] {
        row.push_text(text);
    }
    row.push_number(45_163.0);
    row.push_number(1.0);
    let taken = intake.take(&row);
    let record = taken.record.expect("it is accepted");
    assert_eq!(record.child_id, "3549863");
    assert_eq!(record.facts.born, Some(date("2018-05-04")));
    assert_eq!(record.facts.in_care_since, Some(date("2023-08-25")));
    assert_eq!(record.facts.exported_age, Some(8));
    assert_eq!(CODES.key(List::PlacementCode, record.facts.placement_code), "P1");
}
