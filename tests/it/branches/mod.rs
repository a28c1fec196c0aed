//! Every branch of document A and every reading of it, by name, with the refusals beside the permitted way.

mod cancelling;
mod closing;
mod meetings;
mod no_further_action;
mod ratification;
mod refused_match;
mod sent_immediately;
mod sharing;
mod three_months;

use contracts::workflow::v1::CaseWorkstep;
use tests::case::Case;

/// The open steps of a case, by type and purpose.
async fn open_steps(case: &Case<'_>) -> Vec<(String, String)> {
    let open = case.steps().await.into_iter().filter(|step| step.end_time.is_none());
    open.map(|step| (step.r#type, step.purpose)).collect()
}

/// The one step of that type.
async fn step_of(case: &Case<'_>, workstep_type: &str) -> CaseWorkstep {
    let mut found = case.steps().await.into_iter().filter(|step| step.r#type == workstep_type);
    let step = found.next().unwrap_or_else(|| panic!("the case has no {workstep_type}"));
    assert_eq!(found.next(), None, "one {workstep_type}");
    step
}
