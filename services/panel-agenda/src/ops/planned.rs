//! What a plan says, as a call hears it and events tell it.

use super::Desk;
use crate::domain::plan::{Plan, PlanRefused};
use contracts::panels::v1::PlannedPanel;
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

/// The panels whose agenda is still to be issued, as events tell them.
pub fn planned_panels(desk: &Desk, plan: &Plan) -> Vec<PlannedPanel> {
    let planned = plan.to_issue(desk.clock.today(), &desk.rulebook.rules).into_iter();
    planned.map(|(cohort, date)| PlannedPanel { cohort, panel_date: date.to_string() }).collect()
}
