//! What whoever keeps an answer must know of the text.

use super::{
    fact::{Brief, Reason},
    process::{RequestType, StepType},
    request::{Answer, SentRequest},
    step::Step,
};

impl Brief {
    /// The brief of a request on a step as that stands.
    pub fn of(step_type: &StepType, step: &Step, request: &SentRequest) -> Self {
        let covers = step_type.covered_by(&request.kind);
        Self {
            covered_version: step_type.covered_version(&request.kind, step),
            authors: covers.map(|covers| covers.authors(step)).unwrap_or_default(),
            refusals: step_type
                .request(&request.kind)
                .and_then(|kind| refusal(step_type, step, kind))
                .into_iter()
                .collect(),
            voided: matches!(request.answer, Answer::Voided { .. }),
        }
    }
}

impl StepType {
    /// The version of the text that a completion would authorise; 0 when the request covers none.
    pub fn covered_version(&self, request: &str, step: &Step) -> i64 {
        self.covered_by(request).map_or(0, |covers| covers.version(step))
    }
}

/// Why nobody's completion would be accepted now: the decision comes first, and agrees with what is queued (A1).
fn refusal(step_type: &StepType, step: &Step, request: &RequestType) -> Option<Reason> {
    let [section] = request.decides_in.as_ref()?.numbers() else { return None };
    if !step.section(*section).complete {
        Some(Reason::AdmSectionIncomplete)
    } else if contradicts_queue(step_type, step, *section) {
        Some(Reason::DecisionContradictsQueue)
    } else {
        None
    }
}

/// Whether what is queued needs another answer in that section, or the answer given there needs another next action.
fn contradicts_queue(step_type: &StepType, step: &Step, section: i32) -> bool {
    let mut tied = step_type.required_answers().filter(|rule| rule.section == section);
    tied.any(|rule| rule.holds(step) != step.queue.holds(&rule.next_action))
}
