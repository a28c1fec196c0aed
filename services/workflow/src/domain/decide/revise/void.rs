//! Voiding: a completion is worth something only on the text that it was given for.

use crate::domain::{
    process::StepType,
    request::{Answer, SentRequest},
    step::Step,
};
use chrono::{DateTime, Utc};

/// Voids every completion whose covered text is another now, and whatever stood on it, open or completed. An open
/// request simply follows the text.
pub(in crate::domain::decide) fn void_what_lost_its_ground(
    step_type: &StepType,
    step: &mut Step,
    at: DateTime<Utc>,
) {
    let outdated: Vec<usize> =
        (0..step.requests.len()).filter(|index| is_outdated(step_type, step, *index)).collect();
    let mut voided: Vec<String> = Vec::new();
    for index in outdated {
        void(&mut step.requests[index], at);
        voided.push(step.requests[index].kind.clone());
    }
    while let Some(ground) = voided.pop() {
        let stood_on_it = step_type.orders().filter(|order| order.after == *ground);
        for order in stood_on_it {
            let live = |request: &&mut SentRequest| request.kind == *order.request && is_live(request);
            for request in step.requests.iter_mut().filter(live) {
                void(request, at);
                voided.push(request.kind.clone());
            }
        }
    }
}

fn is_outdated(step_type: &StepType, step: &Step, index: usize) -> bool {
    let request = &step.requests[index];
    let now = step_type.covered_version(&request.kind, step);
    request.completion().is_some_and(|completion| completion.covered_version != now)
}

fn is_live(request: &SentRequest) -> bool {
    request.waits() || request.completion().is_some()
}

fn void(request: &mut SentRequest, at: DateTime<Utc>) {
    request.answer = Answer::Voided { at, was: request.completion().cloned() };
}
