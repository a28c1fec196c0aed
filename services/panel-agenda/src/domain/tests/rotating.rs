use crate::domain::{
    rotation::{FallsOut, NotAThursday, Rotation, WhenItFallsOut},
    sample::date,
};
use calendar::BankHolidays;
use chrono::{Datelike, NaiveDate, Weekday};
use proptest::{collection::btree_set, prelude::*};
use std::collections::BTreeSet;

const ENGLAND: BankHolidays = BankHolidays::ENGLAND;

fn rotation(anchor: &str, when: WhenItFallsOut) -> Rotation {
    Rotation::new(date(anchor), 5, when).unwrap()
}

/// Dates and whose turn it is; minus where it falls out.
fn turns(rotation: &Rotation, weeks: u32, cancelled: &[&str]) -> Vec<(String, i64)> {
    let cancelled: BTreeSet<NaiveDate> = cancelled.iter().map(|day| date(day)).collect();
    let thursdays = rotation.thursdays(weeks, &ENGLAND, &cancelled).unwrap();
    thursdays
        .iter()
        .map(|one| {
            (
                one.date.format("%d/%m").to_string(),
                i64::from(one.cohort) * if one.panel.is_ok() { 1 } else { -1 },
            )
        })
        .collect()
}

#[test]
fn five_cohorts_take_turns() {
    let turns = turns(&rotation("2026-11-05", WhenItFallsOut::Slides), 7, &[]);
    let cohorts: Vec<i64> = turns.iter().map(|turn| turn.1).collect();
    assert_eq!(cohorts, [1, 2, 3, 4, 5, 1, 2]);
    assert_eq!(turns[6].0, "17/12");
}

#[test]
fn a_cancelled_panel_slides_or_skips() {
    let cohorts = |when| -> Vec<i64> {
        turns(&rotation("2026-11-05", when), 6, &["2026-11-19"]).iter().map(|turn| turn.1).collect()
    };
    assert_eq!(cohorts(WhenItFallsOut::Slides), [1, 2, -3, 3, 4, 5]);
    assert_eq!(cohorts(WhenItFallsOut::Skips), [1, 2, -3, 4, 5, 1]);
}

#[test]
fn a_thursday_that_is_a_bank_holiday_falls_out() {
    // The Platinum Jubilee's Thursday, and Christmas Day of 2025.
    let thursdays =
        rotation("2022-05-26", WhenItFallsOut::Slides).thursdays(3, &ENGLAND, &BTreeSet::new()).unwrap();
    assert_eq!(thursdays[1].panel, Err(FallsOut::BankHoliday));
    assert_eq!((thursdays[1].cohort, thursdays[2].cohort), (2, 2));
    let cohorts: Vec<i64> =
        turns(&rotation("2025-12-18", WhenItFallsOut::Skips), 3, &[]).iter().map(|turn| turn.1).collect();
    // The first of January 2026 is a Thursday too.
    assert_eq!(cohorts, [1, -2, -3]);
}

#[test]
fn an_agenda_is_drawn_on_the_monday_or_the_working_day_before_a_bank_holiday() {
    for (thursday, draw_on, actions_by) in [
        ("2026-11-26", "2026-11-23", "2026-12-01"),
        ("2026-09-03", "2026-08-28", "2026-09-08"),
        ("2026-04-09", "2026-04-02", "2026-04-14"),
        ("2026-04-02", "2026-03-30", "2026-04-09"),
        ("2026-12-31", "2026-12-24", "2027-01-06"),
        ("2024-01-04", "2023-12-29", "2024-01-09"),
    ] {
        let rotation = rotation(thursday, WhenItFallsOut::Slides);
        let panel = rotation.thursdays(1, &ENGLAND, &BTreeSet::new()).unwrap()[0].panel.unwrap();
        assert_eq!((panel.draw_on, panel.actions_by), (date(draw_on), date(actions_by)), "{thursday}");
    }
}

#[test]
fn only_thursdays_and_only_years_that_are_known() {
    let wednesday = date("2026-11-25");
    assert_eq!(Rotation::new(wednesday, 5, WhenItFallsOut::Slides), Err(NotAThursday(wednesday)));
    let beyond = rotation("2028-12-14", WhenItFallsOut::Slides).thursdays(4, &ENGLAND, &BTreeSet::new());
    assert_eq!(beyond.unwrap_err().year, 2029);
}

proptest! {
    #[test]
    fn nobody_loses_a_turn_when_it_slides(weeks in 1..60_u32, cancelled in btree_set(0..60_u64, 0..10)) {
        let rotation = rotation("2026-01-08", WhenItFallsOut::Slides);
        let cancelled: BTreeSet<NaiveDate> =
            cancelled.iter().map(|week| rotation.anchor + chrono::Days::new(week * 7)).collect();
        let thursdays = rotation.thursdays(weeks, &ENGLAND, &cancelled).unwrap();
        prop_assert_eq!(thursdays.len(), weeks as usize);
        let held: Vec<u32> = thursdays.iter().filter(|one| one.panel.is_ok()).map(|one| one.cohort).collect();
        for (turn, cohort) in (0..).zip(&held) {
            prop_assert_eq!(*cohort, turn % 5 + 1);
        }
        for thursday in &thursdays {
            prop_assert_eq!(thursday.date.weekday(), Weekday::Thu);
            if let Ok(panel) = thursday.panel {
                prop_assert!(panel.draw_on < thursday.date && thursday.date < panel.actions_by);
                prop_assert!(ENGLAND.is_working_day(panel.draw_on).unwrap());
                prop_assert!(ENGLAND.is_working_day(panel.actions_by).unwrap());
            }
        }
    }
}
