//! What a plan says, as a call hears it.

use crate::domain::plan::PlanRefused;
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
