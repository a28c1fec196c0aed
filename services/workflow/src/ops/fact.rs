//! What others hear of a change.

use crate::{
    domain::{
        fact::{Brief, Fact, Passing, Told},
        people::{Act, Assignee},
    },
    store::names::Names,
};
use contracts::{r#type::v1 as people, workflow::v1 as wire};
use eventlog::NewEvent;
use prost::Name;
use uuid::Uuid;

/// Whose facts they are, and who caused them.
pub(crate) struct Cause<'a> {
    /// The child concerned.
    pub child_id: &'a str,
    /// The case concerned; none where there is none.
    pub case_id: Option<Uuid>,
    /// Who caused them and when.
    pub act: Act,
    /// The names of everybody they mention.
    pub names: &'a Names,
}

impl Cause<'_> {
    /// The events that tell of these facts, in their order.
    pub(crate) fn events(&self, told: &[Told], new_id: impl Fn() -> Uuid) -> Vec<NewEvent> {
        told.iter().map(|told| self.event(new_id(), told)).collect()
    }

    fn event(&self, id: Uuid, told: &Told) -> NewEvent {
        let about = About { id, version: told.subject_version, cause: self };
        match &told.fact {
            Fact::CaseOpened { case, process_id, process_version } => about.case(
                *case,
                &wire::CaseOpened { process_id: process_id.clone(), process_version: *process_version },
            ),
            Fact::CaseClosed { case, outcome } => {
                about.case(*case, &wire::CaseClosed { outcome: outcome.clone() })
            }
            Fact::StepArrived { step, kind, title, assignee, parent, purpose, sent_immediately } => about
                .step(
                    *step,
                    &wire::WorkstepArrived {
                        workstep_id: step.to_string(),
                        r#type: kind.clone(),
                        title: title.clone(),
                        assignee: Some(self.assignee(assignee)),
                        parent_id: parent.map_or_else(String::new, |parent| parent.to_string()),
                        purpose: purpose.clone().unwrap_or_default(),
                        sent_immediately: *sent_immediately,
                    },
                ),
            Fact::StepStarted { step, kind, title: _, started } => about.step(
                *step,
                &wire::WorkstepStarted {
                    workstep_id: step.to_string(),
                    r#type: kind.clone(),
                    started: Some(self.act(started)),
                },
            ),
            Fact::StepPassedOn { step, kind, passing, from, to, act } => {
                let (workstep_id, r#type) = (step.to_string(), kind.clone());
                let (assignee, act) = (Some(self.assignee(to)), Some(self.act(act)));
                match passing {
                    Passing::Claimed => about
                        .step(*step, &wire::WorkstepClaimed { workstep_id, r#type, assignee, claimed: act }),
                    Passing::Released => about.step(
                        *step,
                        &wire::WorkstepReleased { workstep_id, r#type, assignee, released: act },
                    ),
                    Passing::Reassigned => {
                        let from = Some(self.assignee(from));
                        let told =
                            wire::WorkstepReassigned { workstep_id, r#type, from, assignee, reassigned: act };
                        about.step(*step, &told)
                    }
                }
            }
            Fact::StepFinished { step, kind, title: _, finished, next_actions, outcome } => about.step(
                *step,
                &wire::WorkstepFinished {
                    workstep_id: step.to_string(),
                    r#type: kind.clone(),
                    finished: Some(self.act(finished)),
                    next_actions: next_actions.clone(),
                    outcome: outcome.clone().unwrap_or_default(),
                },
            ),
            Fact::StepCancelled { step, kind, title: _, cancelled, reason } => about.step(
                *step,
                &wire::WorkstepCancelled {
                    workstep_id: step.to_string(),
                    r#type: kind.clone(),
                    cancelled: Some(self.act(cancelled)),
                    reason: reason.clone(),
                },
            ),
            Fact::AnswerHeard { step, request } => about.step(
                *step,
                &wire::AnswerHeard { workstep_id: step.to_string(), request_id: request.to_string() },
            ),
            Fact::RequestSent {
                request,
                title,
                step,
                step_title,
                answered_by,
                must_be_sent,
                blocks_finish,
                decides,
                brief,
            } => about.request(
                request.id,
                &wire::RequestSent {
                    request_id: request.id.to_string(),
                    r#type: request.kind.clone(),
                    title: title.clone(),
                    workstep_id: step.to_string(),
                    workstep_title: step_title.clone(),
                    sent: Some(self.act(&request.sent)),
                    recipient: Some(self.assignee(&request.assignee)),
                    answered_by: answered_by.iter().map(|role| i32::from(*role)).collect(),
                    must_be_sent: *must_be_sent,
                    blocks_finish: *blocks_finish,
                    replaces_id: request.replaces.map_or_else(String::new, |replaced| replaced.to_string()),
                    brief: Some(said(brief)),
                    decides: *decides,
                },
            ),
            Fact::RequestBriefed { request, brief } => about.request(
                *request,
                &wire::RequestBriefed { request_id: request.to_string(), brief: Some(said(brief)) },
            ),
            Fact::RequestLapsed { request } => {
                about.request(*request, &wire::RequestLapsed { request_id: request.to_string() })
            }
            Fact::CaseNoteAdded { note, step, source_key } => about.tell(
                format!("case_note/{note}"),
                &wire::CaseNoteAdded {
                    note_id: note.to_string(),
                    workstep_id: step.map_or_else(String::new, |step| step.to_string()),
                    source_key: source_key.clone().unwrap_or_default(),
                },
            ),
            Fact::PlacementRatified { ratification, ratified_on } => about.tell(
                format!("ratification/{ratification}"),
                &wire::PlacementRatified {
                    ratification_id: ratification.to_string(),
                    ratified_on: ratified_on.to_string(),
                },
            ),
            Fact::RatificationEnded { ratification, ended_on, replaced_by } => about.tell(
                format!("ratification/{ratification}"),
                &wire::PlacementRatificationEnded {
                    ratification_id: ratification.to_string(),
                    ended_on: ended_on.to_string(),
                    replaced_by_id: replaced_by.map_or_else(String::new, |other| other.to_string()),
                },
            ),
        }
    }

    fn act(&self, act: &Act) -> people::Act {
        self.names.with(act).into()
    }

    fn assignee(&self, assignee: &Assignee) -> people::Assignee {
        self.names.with(assignee).into()
    }
}

/// One event in the making.
struct About<'a> {
    id: Uuid,
    version: i64,
    cause: &'a Cause<'a>,
}

impl About<'_> {
    fn case(&self, id: Uuid, payload: &impl Name) -> NewEvent {
        self.tell(format!("case/{id}"), payload)
    }

    fn step(&self, id: Uuid, payload: &impl Name) -> NewEvent {
        self.tell(format!("workstep/{id}"), payload)
    }

    fn request(&self, id: Uuid, payload: &impl Name) -> NewEvent {
        self.tell(format!("request/{id}"), payload)
    }

    fn tell(&self, subject: String, payload: &impl Name) -> NewEvent {
        let Cause { child_id, case_id, act, names: _ } = *self.cause;
        let event =
            NewEvent::of(self.id, subject, self.version, act.at, payload).child(child_id).actor(act.by);
        match case_id {
            Some(case_id) => event.case(case_id),
            None => event,
        }
    }
}

fn said(brief: &Brief) -> wire::RequestBrief {
    wire::RequestBrief {
        covered_version: brief.covered_version,
        author_ids: brief.authors.iter().map(ToString::to_string).collect(),
        refusals: brief.refusals.iter().map(|reason| fault::name_of(*reason).to_owned()).collect(),
        voided: brief.voided,
    }
}
