//! What came of a save, of a send and of a finish.

use super::{
    people::{act, assignee, child, timestamp},
    request::sent_request,
    workstep::workstep,
};
use crate::{
    domain::{
        case::Progress,
        decide::{cancel::Cancelled, finish::Finished, save::Saved, send_next_action::SentAction},
        section::SectionId,
        step::Step,
    },
    ops::{Outcome, Scene},
};
use contracts::workflow::v1 as wire;

impl From<&Outcome<Saved>> for wire::SaveWorkstepResponse {
    fn from(Outcome { result, scene }: &Outcome<Saved>) -> Self {
        let Saved { step, edited, sent, voided } = result;
        let saved_section = |id: &SectionId| {
            let section = step.section_of(id.form.as_deref(), id.number);
            wire::SavedSection {
                number: id.number,
                etag: section.etag(),
                complete: section.complete,
                form: id.form.clone().unwrap_or_default(),
            }
        };
        let sent = sent.iter().filter_map(|id| step.requests.iter().find(|request| request.id == *id));
        Self {
            etag: step.etag(),
            sections: edited.iter().map(saved_section).collect(),
            queue_etag: step.queue.etag(),
            sent_requests: sent.map(|request| sent_request(request, step, scene)).collect(),
            voided_request_ids: voided.iter().map(ToString::to_string).collect(),
        }
    }
}

impl From<&Outcome<SentAction>> for wire::SendNextActionResponse {
    fn from(Outcome { result, scene }: &Outcome<SentAction>) -> Self {
        let SentAction { created, step } = result;
        Self { created: Some(incoming(created, scene)), queue_etag: step.queue.etag() }
    }
}

impl From<&Outcome<Finished>> for wire::FinishWorkstepResponse {
    fn from(Outcome { result, scene }: &Outcome<Finished>) -> Self {
        let Finished { finished, created, case_outcome, notices } = result;
        Self {
            finished: Some(act(finished, &scene.names)),
            created: created.iter().map(|step| incoming(step, scene)).collect(),
            case_outcome: case_outcome.clone().unwrap_or_default(),
            notices: notices.iter().map(wire::Notice::from).collect(),
        }
    }
}

impl From<&Outcome<Cancelled>> for wire::CancelWorkstepResponse {
    fn from(Outcome { result, scene }: &Outcome<Cancelled>) -> Self {
        let Cancelled { step, case_outcome } = result;
        Self { workstep: Some(workstep(step, scene)), case_outcome: case_outcome.clone().unwrap_or_default() }
    }
}

/// A step that has just come to somebody, as their folder will show it.
fn incoming(step: &Step, scene: &Scene) -> wire::IncomingWork {
    wire::IncomingWork {
        workstep_id: step.id.to_string(),
        case_id: step.case_id.to_string(),
        child: Some(child(&step.child_id, scene.names.child())),
        title: scene.title(&step.kind),
        state: wire::WorkstepState::from(Progress::Incoming).into(),
        assignee: Some(assignee(&step.assignee, &scene.names)),
        arrive_time: Some(timestamp(step.arrived)),
        purpose: step.purpose.clone().unwrap_or_default(),
        place: None,
        etag: step.etag(),
    }
}
