//! The readings of the guidance, one test each, named after it. Every filter on each side of its edge is in `rules/tests`, every
//! thing that a row may lack in `extract/tests`.

use super::{draw, inputs, rowed};
use crate::domain::{
    agenda::{Inputs, Wanted},
    blind_spots::BlindSpot,
    determination::Determination,
    extract::{Column, Intake, IssueKind, Row, Written},
    panel_hour::PanelHour,
    rotation::{FallsOut, Rotation, WhenItFallsOut},
    rules::{Rules, SEPTEMBER_2023},
    sample::{CODES, LAYOUT, MONDAY, RULES, THURSDAY, child, date},
};
use calendar::BankHolidays;
use chrono::{DateTime, NaiveDate, Utc};
use std::collections::BTreeSet;

fn at(text: &str) -> DateTime<Utc> {
    text.parse().expect("an instant")
}

/// That Thursday and the next, in a rotation that begins with it.
fn two_weeks(thursday: &str, when: WhenItFallsOut, cancelled: &[&str]) -> Vec<(u32, Result<(), FallsOut>)> {
    let cancelled: BTreeSet<NaiveDate> = cancelled.iter().map(|day| date(day)).collect();
    let rotation = Rotation::new(date(thursday), 5, when).expect("a Thursday");
    let thursdays = rotation.thursdays(2, &BankHolidays::ENGLAND, &cancelled).expect("known years");
    thursdays.into_iter().map(|one| (one.cohort, one.panel.map(|_| ()))).collect()
}

/// A row with these cells, and what is wrong with it.
fn taken(cells: &[(Column, &str)]) -> (bool, Vec<IssueKind>) {
    let mut headings = Row::default();
    headings.begin(1);
    headings.split(
        "Person ID,Name,Date of Birth,Age,Gender,Legal Status,CIC Episode Start Date,Placement Code,Permanence Plan,\
         Was Permanence Achieved,Team,Social Worker,Service Manager",
        b',',
    );
    let headings = LAYOUT.headings(&headings).expect("headings");
    let mut line: Vec<&str> =
        "3549863,Chloe Smith,04/05/2018,8,Female,V2,25/08/2023,U6,Adoption,No,Team,Sam,Maya"
            .split(',')
            .collect();
    for (column, value) in cells {
        line[headings.of(*column).expect("a column")] = value;
    }
    let mut row = Row::default();
    row.begin(2);
    row.split(&line.join(","), b',');
    let mut intake =
        Intake::new(&CODES, &LAYOUT, headings, date(MONDAY), Written { serials: None, exact_width: true });
    let taken = intake.take(&row);
    (taken.record.is_some(), taken.issues.iter().map(|issue| issue.kind).collect())
}

#[test]
fn b1_weeks_are_whole_days() {
    let of = |days, cohort| child().status("V2").in_care_for(days).off(cohort);
    assert_eq!((of(83, "section_20"), of(84, "section_20")), (Some("twelve_weeks"), None));
    assert_eq!((of(27, "plan_not_identified"), of(28, "plan_not_identified")), (Some("four_weeks"), None));
}

#[test]
fn b2_everything_is_as_of_the_extracts_date() {
    let leap = child().status("V2").born("2008-02-29");
    assert_eq!(leap.clone().extracted("2025-02-28").off("section_20"), None);
    assert_eq!(leap.extracted("2025-03-01").off("section_20"), Some("under_17"));
    let birthday = child().status("V2").born("2009-11-24");
    assert_eq!(birthday.off("section_20"), None, "17 on the Tuesday before the panel");
    assert_eq!(birthday.extracted("2026-11-24").off("section_20"), Some("under_17"));
    assert_eq!(taken(&[(Column::Age, "9")]), (true, vec![IssueKind::AgeDiffers]));
}

#[test]
fn b3_an_interim_care_order_means_proceedings_unless_a_column_says_otherwise() {
    let interim = child().status("C1").placed("P1").plan("adoption");
    assert_eq!(interim.off("placed_with_parents"), Some("care_proceedings"));
    assert_eq!(interim.in_proceedings("no").off("placed_with_parents"), None);
    let other = child().status("V2").placed("P1").plan("adoption");
    assert_eq!(other.off("placed_with_parents"), None, "under another status they cannot be seen");
}

#[test]
fn b4_no_plan_recorded_is_a_blank_only() {
    let in_proceedings = |plan| child().plan(plan).in_proceedings("yes").off("plan_not_identified");
    assert_eq!((in_proceedings("blank"), in_proceedings("other")), (None, Some("care_proceedings")));
}

#[test]
fn b5_short_break_series_are_not_section_20_unless_configured() {
    let keep = "keep: [{field: legal_status, is: [V2]}]";
    let configured = SEPTEMBER_2023.replacen(keep, "keep: [{field: legal_status, is: [V2, V3, V4]}]", 1);
    let configured = Rules::load(&configured, &CODES).expect("right");
    for series in ["V3", "V4"] {
        assert_eq!(child().status(series).off("section_20"), Some("is_section_20"));
        assert_eq!(child().status(series).off_by(&configured, "section_20"), None);
    }
}

#[test]
fn b6_a_child_may_be_in_two_cohorts_and_only_cohort_5_looks_back() {
    let two = child().status("V2").placed("P1").discussed(7, "section_20");
    assert_eq!((two.off("section_20"), two.off("placed_with_parents")), (None, None));
    assert_eq!(two.off("plan_not_identified"), Some("recently_reviewed"));
    assert_eq!(child().discussed(35, "reunification").off("plan_not_identified"), Some("recently_reviewed"));
    assert_eq!(child().discussed(36, "reunification").off("plan_not_identified"), None);
}

#[test]
fn b7_a_determination_excludes_while_the_child_is_section_20_up_to_the_day_before_its_review() {
    let determination = |day| {
        let determined_on = date("2026-03-02");
        let (review_on, ended_on) = (Some(date("2026-11-24")), None);
        let child_id = "3549863".to_owned();
        Determination { child_id, determined_on, review_on, ended_on }.stands_on(date(day))
    };
    assert_eq!((determination("2026-11-23"), determination("2026-11-24")), (true, false));
    let determined = child().placed("P1").determined();
    assert_eq!(determined.clone().status("V2").off("placed_with_parents"), Some("legal_determination"));
    assert_eq!(determined.status("C2").off("placed_with_parents"), None);
}

#[test]
fn b8_u4_is_obeyed_and_long_term_plans_in_u6_are_a_blind_spot() {
    let fostered = |placement| child().status("C2").placed(placement).plan("long_term_fostering");
    assert_eq!(fostered("U4").off("long_term_matching"), None);
    assert_eq!(fostered("U6").off("long_term_matching"), Some("is_long_term_fostered"));
    let spots = fostered("U6").with(|subject| RULES.blind_spots(subject, &CODES, false));
    assert!(spots.contains(&BlindSpot::LongTermPlanInShortTermFostering));
}

#[test]
fn b9_what_falls_out_slides_or_skips_and_a_bank_holiday_is_drawn_before() {
    use WhenItFallsOut::{Skips, Slides};
    let christmas = "2025-12-25";
    let out = Err(FallsOut::BankHoliday);
    // New Year's Day is a Thursday too.
    assert_eq!(two_weeks(christmas, Slides, &[]), [(1, out), (1, out)]);
    assert_eq!(two_weeks(christmas, Skips, &[]), [(1, out), (2, out)]);
    let cancelled = Err(FallsOut::Cancelled);
    assert_eq!(two_weeks(THURSDAY, Slides, &[THURSDAY]), [(1, cancelled), (1, Ok(()))]);
    assert_eq!(two_weeks(THURSDAY, Skips, &[THURSDAY]), [(1, cancelled), (2, Ok(()))]);
    let wanted = |panel: &str| Wanted {
        panel: date(panel),
        cohort: None,
        extract: None,
        preview: false,
        rules: None,
        redrawn: None,
        fresh_only: false,
    };
    assert_eq!(wanted("2026-05-28").draw_on().unwrap(), date("2026-05-22"), "25 May is a bank holiday");
}

#[test]
fn b10_children_are_removed_until_the_panel_begins_at_ten() {
    assert_eq!(PanelHour::default().begins(date(THURSDAY)), at("2026-11-26T10:00:00Z"));
    assert_eq!(PanelHour::default().begins(date("2026-07-02")), at("2026-07-02T09:00:00Z"), "in summer");
    assert!(PanelHour::default().expect_not_begun(date(THURSDAY), at("2026-11-26T09:59:59Z")).is_ok());
    assert!(PanelHour::default().expect_not_begun(date(THURSDAY), at("2026-11-26T10:00:00Z")).is_err());
    assert!(PanelHour::default().expect_begun(date(THURSDAY), at("2026-11-26T10:00:00Z")).is_ok());
}

#[test]
fn b11_codes_carry_their_year_and_a_successor_stands_for_what_it_succeeded() {
    let other = |placement| child().plan("other").placed(placement);
    assert_eq!(other("H5").off("plan_not_identified"), Some("other_plan_by_placement"));
    assert_eq!(other("K3").off("plan_not_identified"), Some("other_plan_by_placement"));
    let agenda = draw(
        "plan_not_identified",
        &[rowed("1", "Smith", "", other("K3")), rowed("2", "Lee", "", other("H5"))],
    );
    let by_successor: Vec<bool> = agenda.not_listed.iter().map(|child| child.off.by_successor).collect();
    assert_eq!(by_successor, [true, false]);
    assert!(taken(&[(Column::PlacementCode, "H5")]).1.contains(&IssueKind::CodeOutOfYear));
    let without = Rules::load(&SEPTEMBER_2023.replacen(", successors: true", "", 1), &CODES).expect("right");
    assert_eq!(other("K3").off_by(&without, "plan_not_identified"), None, "it can be switched off");
}

#[test]
fn b12_three_working_days_after_a_thursday_is_tuesday() {
    let rotation = Rotation::new(date(THURSDAY), 5, WhenItFallsOut::Slides).expect("a Thursday");
    let thursdays = rotation.thursdays(6, &BankHolidays::ENGLAND, &BTreeSet::new()).expect("known years");
    let by: Vec<NaiveDate> =
        thursdays.iter().filter_map(|one| one.panel.ok()).map(|it| it.actions_by).collect();
    assert_eq!(
        (by[0], by[4]),
        (date("2026-12-01"), date("2026-12-31")),
        "Christmas, and the Monday for its Saturday"
    );
}

#[test]
fn b13_an_old_extract_and_a_late_draw_are_said() {
    let stale = |as_of: &str| Inputs { as_of: date(as_of), ..inputs() }.are_stale();
    assert_eq!((stale("2026-11-20"), stale("2026-11-19")), (false, true));
    let drawn_on = |day: &str| Inputs { as_of: date("2026-11-19"), ..inputs() }.are_stale_on(date(day));
    assert_eq!(
        (drawn_on("2026-11-22"), drawn_on("2026-11-23")),
        (false, true),
        "before it is due it is as old as it is"
    );
    assert!(drawn_on("2026-11-26"), "late, and as old as on the day on which it was due");
    let due = Inputs { as_of: date("2026-11-20"), ..inputs() };
    assert!(!due.are_stale_on(date("2026-11-26")), "a late draw makes no extract older");
    let late = |instant: &str| inputs().are_late_at(at(instant));
    assert_eq!((late("2026-11-23T12:00:00Z"), late("2026-11-23T12:00:01Z")), (false, true));
}

#[test]
fn b14_rows_that_lack_something_are_kept_and_flagged_or_rejected() {
    assert_eq!(taken(&[(Column::InCareSince, "")]), (true, vec![IssueKind::StartMissing]));
    assert_eq!(taken(&[(Column::DateOfBirth, "")]), (true, vec![IssueKind::BirthDateMissing]));
    let neither = taken(&[(Column::DateOfBirth, ""), (Column::Age, "")]);
    assert_eq!(neither, (false, vec![IssueKind::AgeUnknown]));
    assert_eq!(taken(&[(Column::ServiceManager, "")]), (true, vec![IssueKind::ServiceManagerMissing]));
    let mut long = child().status("V2").plan("adoption");
    long.facts.in_care_since = None;
    let agenda =
        draw("section_20", &[rowed("1", "Smith", "Maya Lind", long.clone()), rowed("2", "Ade", "", long)]);
    let order: Vec<&str> = agenda.listed.iter().map(|child| &*child.child_id).collect();
    assert_eq!(
        order,
        ["2", "1"],
        "treated as long in care; who has no manager comes first, for Business Support"
    );
}
