//! What each reader refuses, and what it gives meanwhile.

use chrono::NaiveDate;
use contracts::r#type::v1::{Role, WorkerRef};
use fault::Fields;
use uuid::Uuid;

/// What is wrong after one reading, as `field description`.
fn wrong_after(read: impl FnOnce(&mut Fields)) -> Vec<String> {
    let mut fields = Fields::default();
    read(&mut fields);
    fields.violations().iter().map(|wrong| format!("{} {}", wrong.field, wrong.description)).collect()
}

#[test]
fn ids_are_uuids_and_not_nil() {
    for raw in ["", "7", "00000000-0000-0000-0000-000000000000"] {
        assert_eq!(
            wrong_after(|fields| assert!(fields.uuid("id", raw).is_nil())),
            ["id is not a UUID"],
            "{raw}"
        );
    }
    let id = Uuid::from_u128(7);
    assert!(wrong_after(|fields| assert_eq!(fields.uuid("id", &id.to_string()), id)).is_empty());
    assert!(wrong_after(|fields| assert_eq!(fields.optional_uuid("id", ""), None)).is_empty());
    assert_eq!(wrong_after(|fields| assert!(fields.optional_uuid("id", "7").is_some())).len(), 1);
}

#[test]
fn text_has_a_length_in_characters_and_no_control_characters() {
    let text = |raw: &str| wrong_after(|fields| assert_eq!(fields.text("name", raw, 1, 4), raw));
    assert_eq!(text(""), ["name is empty"]);
    assert_eq!(text(" \n"), ["name is empty"]);
    assert_eq!(text("éééé"), [""; 0]);
    assert_eq!(text("ééééé"), ["name has more than 4 characters"]);
    assert_eq!(text("a\0b"), ["name holds a control character"]);
    assert_eq!(text("a\u{1b}b"), ["name holds a control character"]);
    assert_eq!(text("a\n\tb"), [""; 0]);
}

#[test]
fn dates_are_iso_and_of_the_years_1900_to_2200() {
    let date = |raw: &str| {
        wrong_after(|fields| {
            fields.date("born", raw);
        })
    };
    for raw in ["04/05/2018", "2018-5-4", "2018-02-30", "+2018-05-4", "18-05-04", ""] {
        assert_eq!(date(raw), ["born is not a date as 2018-05-04"], "{raw}");
    }
    assert_eq!(date("1899-12-31"), ["born is not of the years 1900 to 2200"]);
    assert_eq!(date("2201-01-01"), ["born is not of the years 1900 to 2200"]);
    let chloe = NaiveDate::from_ymd_opt(2018, 5, 4).unwrap();
    assert!(wrong_after(|fields| assert_eq!(fields.date("born", "2018-05-04"), chloe)).is_empty());
    assert!(wrong_after(|fields| assert_eq!(fields.optional_date("born", ""), None)).is_empty());
}

#[test]
fn a_page_has_a_standard_size_and_a_largest_one() {
    let size = |raw: i32| {
        let mut fields = Fields::default();
        (fields.page_size("page_size", raw, 50, 200), fields.violations().len())
    };
    assert_eq!(size(0), (50, 0));
    assert_eq!(size(200), (200, 0));
    assert_eq!(size(201), (50, 1));
    assert_eq!(size(-1), (50, 1));
}

#[test]
fn enums_refuse_their_unspecified_and_unknown_values() {
    let role = |raw: i32| {
        wrong_after(|fields| {
            fields.one_of::<Role>("role", raw);
        })
    };
    assert_eq!(role(0), ["role is not one of its values"]);
    assert_eq!(role(999), ["role is not one of its values"]);
    assert_eq!(role(1), [""; 0]);
}

#[test]
fn children_have_the_councils_ids() {
    let child = |raw: &str| {
        wrong_after(|fields| {
            fields.child_id("child_id", raw);
        })
        .len()
    };
    assert_eq!(child("3549863"), 0);
    assert_eq!([child(""), child("a b"), child("é"), child(&"1".repeat(41))], [1, 1, 1, 1]);
}

#[test]
fn everything_wrong_is_told_at_once() {
    let wrong = wrong_after(|fields| {
        fields.uuid("request_id", "7");
        fields.present::<WorkerRef>("worker", None);
        fields.require("section", false, "is not among its sections");
    });
    assert_eq!(wrong.len(), 3);
    assert!(Fields::default().finish().is_ok());
}
