//! What a plan says, as a call hears it and events tell it.

use super::Desk;
use crate::domain::plan::{Plan, PlanRefused};
use contracts::panels::v1::NextPanel;
use fault::{Fault, Fields};

/// The panel that was asked for, or the refusal: a year without known bank holidays is a wrong date.
pub fn expected<T>(planned: Result<T, PlanRefused>) -> Result<T, Fault> {
    planned.map_err(|refused| match refused {
        PlanRefused::Refused(refusal) => refusal.into(),
        PlanRefused::Unknown(unknown) => {
            let mut wrong = Fields::default();
            wrong.refuse("panel_date", unknown);
            wrong.into()
        }
    })
}

/// The next panel of each cohort, as events tell it.
pub fn next_panels(desk: &Desk, plan: &Plan) -> Vec<NextPanel> {
    let next = plan.next_of_each(desk.clock.today(), &desk.rulebook.rules);
    let told =
        |(cohort, date): (String, chrono::NaiveDate)| NextPanel { cohort, panel_date: date.to_string() };
    next.into_iter().map(told).collect()
}
