//! An agenda once more: from what it records, by the texts that were kept with it, and from nothing that was recorded since.

use super::{
    Desk,
    drawing::Drawing,
    rules_in_force::{codes_for, codes_of, rules_of},
};
use crate::{
    domain::{
        agenda::{Inputs, Wanted},
        codes::CodeSet,
        rules::Rules,
        service_manager::ServiceManagers,
    },
    store,
};
use fault::{Fault, Fields, Refusal};
use std::borrow::Cow;
use uuid::Uuid;

/// What an agenda records.
pub(super) struct Recorded {
    inputs: Inputs,
    managers: ServiceManagers,
    extract_import_id: Uuid,
}

/// What is needed to draw that agenda again. Refused with `NOT_FOUND`, and with `FIELD_INVALID` where it is another panel's.
pub(super) async fn redrawn<'d>(
    desk: &'d Desk,
    wanted: &Wanted,
    agenda_id: Uuid,
) -> Result<(Cow<'d, CodeSet>, Cow<'d, Rules>, Recorded), Fault> {
    let drawn = store::agenda::one(&desk.pool, agenda_id).await?;
    let drawn = drawn.ok_or_else(|| Refusal::not_found(format!("agenda/{agenda_id}")))?;
    let mut wrong = Fields::default();
    wrong.require("panel_date", wanted.panel == drawn.panel, "is not the agenda's");
    wrong.finish()?;
    let inputs = drawn.read_inputs()?;
    let codes = codes_of(desk, &inputs.codes_sha256).await?;
    let codes = codes_for(desk, codes, &inputs.read_by.codes_sha256).await?;
    let rules = rules_of(desk, &inputs.rules_sha256, &codes).await?;
    let state = inputs.states.service_manager_names;
    let managers = store::service_manager_name::in_state(&desk.pool, state).await?;
    Ok((codes, rules, Recorded { inputs, managers, extract_import_id: drawn.extract_import_id }))
}

impl Recorded {
    /// Ready to be drawn.
    pub(super) fn drawing<'a>(self, rules: &'a Rules, codes: &'a CodeSet) -> Result<Drawing<'a>, Fault> {
        let cohort = rules.cohort(&self.inputs.cohort);
        let cohort = cohort.ok_or_else(|| Fault::defect("the rules have lost a cohort"))?;
        Ok(Drawing::of((rules, cohort, codes), (self.inputs, self.managers), self.extract_import_id))
    }
}
