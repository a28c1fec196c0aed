//! What workflow tells of worksteps and requests, read into the domain.

use super::read::{Malformed, act, assignee, child_and_case, id, payload, told};
use crate::domain::happening::Told;
use crate::domain::request::{self, Request};
use crate::domain::workstep::{self, Move, Workstep};
use contracts::events::v1::Event;
use contracts::workflow::v1::{
    RequestBrief, RequestBriefed, RequestLapsed, RequestSent, WorkstepArrived, WorkstepCancelled,
    WorkstepClaimed, WorkstepFinished, WorkstepReassigned, WorkstepReleased, WorkstepStarted,
};
use prost::Name;
use uuid::Uuid;

/// What an event of workflow is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum News {
    /// A step that was told of before moved, and nothing else.
    Moved { workstep_id: Uuid, to: Move },
    /// Anything else that concerns somebody.
    Of(Box<Matter>),
}

/// What there is to hear of, but for the moves of a step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Matter {
    /// A step came to somebody.
    Arrived(Workstep),
    /// A request was sent.
    Sent(Request),
    /// Its text changed, or what stands against an answer.
    Briefed { request_id: Uuid, voided: bool },
    /// Its step ended.
    Lapsed { request_id: Uuid },
}

impl News {
    /// Reads an event; nothing where it concerns nobody here, as what a newer workflow tells besides.
    pub(super) fn of(event: &Event) -> Result<Option<(Self, Told)>, Malformed> {
        let news = match event.r#type.as_str() {
            it if it == WorkstepArrived::full_name() => {
                Self::of_a(Matter::Arrived(arrived(payload(event)?, event)?))
            }
            it if it == WorkstepStarted::full_name() => {
                let WorkstepStarted { workstep_id, r#type: _, started } = payload(event)?;
                let (started, _) = act(started)?;
                Self::moved(
                    &workstep_id,
                    Move::Started { holder: started.on_behalf_of.unwrap_or(started.by) },
                )?
            }
            it if it == WorkstepFinished::full_name() => {
                let finished: WorkstepFinished = payload(event)?;
                Self::moved(&finished.workstep_id, Move::Ended)?
            }
            it if it == WorkstepCancelled::full_name() => {
                let cancelled: WorkstepCancelled = payload(event)?;
                Self::moved(&cancelled.workstep_id, Move::Ended)?
            }
            it if it == WorkstepClaimed::full_name() => {
                let WorkstepClaimed { workstep_id, assignee: to, .. } = payload(event)?;
                Self::moved(&workstep_id, Move::Claimed { assignee: assignee(to)? })?
            }
            it if it == WorkstepReleased::full_name() => {
                let WorkstepReleased { workstep_id, assignee: to, .. } = payload(event)?;
                Self::moved(&workstep_id, Move::PassedOn { assignee: assignee(to)? })?
            }
            it if it == WorkstepReassigned::full_name() => {
                let WorkstepReassigned { workstep_id, assignee: to, .. } = payload(event)?;
                Self::moved(&workstep_id, Move::PassedOn { assignee: assignee(to)? })?
            }
            it if it == RequestSent::full_name() => Self::of_a(Matter::Sent(sent(payload(event)?, event)?)),
            it if it == RequestBriefed::full_name() => {
                let RequestBriefed { request_id, brief } = payload(event)?;
                let RequestBrief { voided, .. } = brief.ok_or(Malformed("brief is missing"))?;
                Self::of_a(Matter::Briefed { request_id: asked_id(&request_id)?, voided })
            }
            it if it == RequestLapsed::full_name() => {
                let RequestLapsed { request_id } = payload(event)?;
                Self::of_a(Matter::Lapsed { request_id: asked_id(&request_id)? })
            }
            _ => return Ok(None),
        };
        Ok(Some((news, told(event)?)))
    }

    fn of_a(matter: Matter) -> Self {
        Self::Of(Box::new(matter))
    }

    fn moved(workstep_id: &str, to: Move) -> Result<Self, Malformed> {
        Ok(Self::Moved { workstep_id: step_id(workstep_id)?, to })
    }
}

fn arrived(arrived: WorkstepArrived, event: &Event) -> Result<Workstep, Malformed> {
    let WorkstepArrived {
        workstep_id,
        r#type,
        title,
        assignee: to,
        parent_id: _,
        purpose,
        sent_immediately: _,
    } = arrived;
    let (child_id, case_id) = child_and_case(event)?;
    Ok(Workstep {
        id: step_id(&workstep_id)?,
        kind: r#type,
        purpose,
        title,
        child_id,
        case_id,
        arrived_at: told(event)?.at,
        assignee: assignee(to)?,
        state: workstep::State::Incoming,
        heard_version: event.subject_version,
    })
}

fn sent(sent: RequestSent, event: &Event) -> Result<Request, Malformed> {
    let RequestSent {
        request_id,
        r#type,
        title,
        workstep_id,
        workstep_title,
        sent,
        recipient,
        answered_by: _,
        must_be_sent: _,
        blocks_finish: _,
        replaces_id: _,
        brief,
        decides: _,
    } = sent;
    let (child_id, case_id) = child_and_case(event)?;
    let (sent, sent_at) = act(sent)?;
    let RequestBrief { voided, .. } = brief.ok_or(Malformed("brief is missing"))?;
    Ok(Request {
        id: asked_id(&request_id)?,
        kind: r#type,
        type_title: title,
        workstep_title,
        workstep_id: step_id(&workstep_id)?,
        child_id,
        case_id,
        sent,
        sent_at,
        assignee: assignee(recipient)?,
        state: if voided { request::State::Voided(None) } else { request::State::Waiting },
        heard_version: event.subject_version,
        answer_version: 0,
    })
}

fn step_id(raw: &str) -> Result<Uuid, Malformed> {
    id(raw, "workstep_id is not a UUID")
}

fn asked_id(raw: &str) -> Result<Uuid, Malformed> {
    id(raw, "request_id is not a UUID")
}
