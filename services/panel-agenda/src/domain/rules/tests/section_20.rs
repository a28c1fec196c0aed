use super::only;
use crate::domain::{codes::List, sample::child};

#[test]
fn only_section_20_is_section_20() {
    only("section_20", "is_section_20", List::LegalStatus, &["V2"], |key| {
        child().status(key).plan("adoption")
    });
}

#[test]
fn until_the_day_before_the_17th_birthday() {
    for (born, off) in [
        ("2009-11-24", None),
        ("2009-11-23", Some("under_17")),
        ("2009-11-22", Some("under_17")),
        ("2008-11-23", Some("under_17")),
        ("2026-11-23", None),
    ] {
        assert_eq!(child().status("V2").born(born).off("section_20"), off, "{born}");
    }
}

#[test]
fn who_was_born_on_29_february_is_17_on_1_march() {
    let leap = child().status("V2").born("2008-02-29");
    assert_eq!(leap.clone().extracted("2025-02-28").off("section_20"), None);
    assert_eq!(leap.extracted("2025-03-01").off("section_20"), Some("under_17"));
}

#[test]
fn eighty_four_days_are_twelve_weeks() {
    for (days, off) in
        [(0, Some("twelve_weeks")), (83, Some("twelve_weeks")), (84, None), (85, None), (4000, None)]
    {
        assert_eq!(child().status("V2").in_care_for(days).off("section_20"), off, "{days}");
    }
}

#[test]
fn a_start_that_is_not_recorded_counts_as_long_ago_and_one_to_come_as_none_yet() {
    let mut child = child().status("V2");
    child.facts.in_care_since = None;
    assert_eq!(child.off("section_20"), None);
    child.facts.in_care_since = Some(crate::domain::sample::date("2026-11-25"));
    assert_eq!(child.off("section_20"), Some("twelve_weeks"));
}

#[test]
fn the_first_filter_that_takes_off_is_the_reason() {
    let newcomer = child().in_care_for(3).born("2009-01-01");
    assert_eq!(newcomer.clone().status("C2").off("section_20"), Some("is_section_20"));
    assert_eq!(newcomer.clone().status("V2").off("section_20"), Some("under_17"));
    assert_eq!(newcomer.status("V2").born("2010-01-01").off("section_20"), Some("twelve_weeks"));
}
