//! A year of weekly panels: bank holidays, a cancelled panel, a week without an extract, a determination that lapses.

use super::{inputs, rowed};
use crate::domain::{
    agenda::{Agenda, Draw, Inputs},
    determination::Determination,
    rotation::{Rotation, WhenItFallsOut},
    rules::Discussed,
    sample::{CODES, Child, RULES, child, date},
};
use calendar::BankHolidays;
use chrono::{Days, NaiveDate};
use std::collections::{BTreeMap, BTreeSet};

/// What the council remembers from panel to panel.
struct Council {
    determinations: Vec<Determination>,
    discussed: BTreeMap<&'static str, Vec<Discussed>>,
    /// No extract was made on that Monday: the one of the week before is the newest.
    without_extract: NaiveDate,
}

impl Council {
    /// The children as they are throughout the year, ages and days in care apart.
    fn children(&self) -> Vec<(&'static str, Child)> {
        let born = |on: &str, child: Child| child.born(on);
        vec![
            ("accommodated", born("2015-01-01", child().status("V2").plan("adoption"))),
            ("determined", born("2015-01-01", child().status("V2").plan("adoption"))),
            ("turns 17", born("2009-07-16", child().status("V2").plan("adoption"))),
            ("with parents", born("2015-01-01", child().status("C2").placed("P1").plan("adoption"))),
            ("no plan", born("2015-01-01", child().status("C2").placed("K2"))),
            ("long-term", born("2015-01-01", child().status("C2").placed("U4").plan("long_term_fostering"))),
        ]
    }

    fn draw(&self, cohort: &str, draw_on: NaiveDate, panel: NaiveDate) -> Agenda {
        let as_of = if draw_on == self.without_extract { draw_on - Days::new(7) } else { draw_on };
        let cohort = RULES.cohort(cohort).expect("a cohort");
        let inputs = Inputs { as_of, draw_on, panel, ..inputs() };
        let draw = Draw::begin(&RULES, cohort, &CODES, inputs);
        let mut considered = Vec::new();
        for (row, (id, mut child)) in (2..).zip(self.children()) {
            child.as_of = as_of;
            child.panel = panel;
            let of_child = |one: &&Determination| one.child_id == id;
            let mut standing = self.determinations.iter().filter(of_child);
            child.remembered.determined = standing.any(|one| one.stands_on(as_of));
            child.remembered.discussed = self.discussed.get(id).cloned().unwrap_or_default();
            let remembered = child.remembered.clone();
            let rowed = rowed(id, "Smith", "Maya", child);
            considered.push((row, draw.consider(&rowed.record(row), &remembered, &[])));
        }
        Agenda::gather(draw.inputs().clone(), considered)
    }
}

#[test]
fn a_year_of_panels() {
    let rotation = Rotation::new(date("2025-12-18"), 5, WhenItFallsOut::Slides).unwrap();
    let cancelled = BTreeSet::from([date("2026-03-12")]);
    let thursdays = rotation.thursdays(53, &BankHolidays::ENGLAND, &cancelled).unwrap();
    let mut council = Council {
        determinations: vec![Determination {
            child_id: "determined".into(),
            determined_on: date("2026-02-01"),
            review_on: Some(date("2026-09-01")),
            ended_on: None,
        }],
        discussed: BTreeMap::new(),
        without_extract: date("2026-05-11"),
    };
    let mut listed: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    let (mut held, mut stale) = (0, Vec::new());
    for thursday in &thursdays {
        let Ok(panel) = thursday.panel else { continue };
        held += 1;
        let cohort = &RULES.cohorts[thursday.cohort as usize - 1];
        let agenda = council.draw(&cohort.key, panel.draw_on, thursday.date);
        assert_eq!(agenda.considered(), 6);
        let again = council.draw(&cohort.key, panel.draw_on, thursday.date);
        assert_eq!(agenda.sha256().unwrap(), again.sha256().unwrap(), "as often as it is asked for");
        if agenda.stale {
            stale.push(thursday.date);
        }
        for (id, _) in council.children() {
            if agenda.listed.iter().any(|child| child.child_id == id) {
                listed.entry(id).or_default().push(thursday.date.format("%d/%m").to_string());
                let discussed = Discussed { on: thursday.date, cohort: cohort.key.to_string() };
                council.discussed.entry(id).or_default().push(discussed);
            }
        }
    }
    // Christmas Day, New Year's Day and the cancelled one fall out.
    assert_eq!((thursdays.len(), held), (53, 50));
    assert_eq!(stale, [date("2026-05-14")]);
    let dates = |id: &str| listed.get(id).cloned().unwrap_or_default();
    let first_cohort =
        ["18/12", "05/02", "19/03", "23/04", "28/05", "02/07", "06/08", "10/09", "15/10", "19/11"];
    assert_eq!(dates("accommodated"), first_cohort);
    assert_eq!(
        dates("determined"),
        ["18/12", "10/09", "15/10", "19/11"],
        "remembered from February to August"
    );
    assert_eq!(dates("turns 17"), ["18/12", "05/02", "19/03", "23/04", "28/05", "02/07"]);
    assert_eq!(dates("with parents").len(), 10);
    assert_eq!(dates("long-term").len(), 10);
    assert_eq!(dates("no plan").len(), 10, "in no other cohort, so never reviewed recently");
}
