//! Agendas, and what is said about them.

mod agendas;
mod blind_spots;
mod comparing;
mod explaining;
mod keeping;
mod readings;
mod rotating;
mod sentences;
mod year;

use super::{
    agenda::{Agenda, Draw, Inputs, OpenAction, ReadBy, States},
    extract::{Flags, Record},
    rules::Remembered,
    sample::{CODES, Child, MONDAY, RULES, THURSDAY, date},
};

/// A child in an extract: id, surname, service manager, and the rest.
#[derive(Clone, Debug)]
struct Rowed {
    id: String,
    surname: &'static str,
    service_manager: &'static str,
    child: Child,
}

fn rowed(id: &str, surname: &'static str, service_manager: &'static str, child: Child) -> Rowed {
    Rowed { id: id.to_owned(), surname, service_manager, child }
}

impl Rowed {
    fn record(&self, row: u32) -> Record<'_> {
        let day = super::rules::Day::new(self.child.as_of, self.child.panel, &CODES);
        Record {
            row,
            child_id: &self.id,
            surname: self.surname,
            first_name: "Chloe",
            gender: "Female",
            team: "CIC Team 1",
            social_worker: "Sam Okafor",
            service_manager: self.service_manager,
            plan_said: &self.child.plan_said,
            facts: self.child.facts,
            flags: self.child.facts.flags(&day.known, self.child.as_of),
        }
    }
}

fn inputs() -> Inputs {
    Inputs {
        extract: "e".repeat(64),
        as_of: date(MONDAY),
        draw_on: date(MONDAY),
        panel: date(THURSDAY),
        cohort: String::new(),
        rules: String::new(),
        rules_sha256: String::new(),
        code_set: String::new(),
        codes_sha256: String::new(),
        states: States { discussions: 7, ..States::default() },
        read_by: ReadBy::default(),
        form: 0,
    }
}

fn draw(cohort: &str, children: &[Rowed]) -> Agenda {
    draw_with(cohort, children, |_| vec![])
}

fn draw_with(cohort: &str, children: &[Rowed], open: impl Fn(&str) -> Vec<OpenAction>) -> Agenda {
    let cohort = RULES.cohort(cohort).expect("a cohort");
    let draw = Draw::begin(&RULES, cohort, &CODES, inputs());
    let consider = |(row, child): (u32, &Rowed)| {
        (row, draw.consider(&child.record(row), &child.child.remembered, &open(&child.id)))
    };
    Agenda::gather(draw.inputs().clone(), (2..).zip(children).map(consider).collect())
}

#[test]
fn flags_of_a_blank_child_are_none() {
    let nothing = Remembered::default();
    assert_eq!(nothing.discussed, []);
    assert_eq!(Flags::default().iter().count(), 0);
}
