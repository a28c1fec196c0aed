//! What requests tells of answers, read into the domain.

use super::read::{Malformed, act, assignee, id, payload, told};
use crate::domain::happening::{Act, Assignee, Told};
use contracts::events::v1::Event;
use contracts::requests::v1::{
    RequestClaimed, RequestCompleted, RequestReassigned, RequestReleased, RequestReturned, RequestWithdrawn,
};
use prost::Name;
use uuid::Uuid;

/// What an event of requests is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum News {
    /// Somebody took a request out of its inbox.
    Claimed { request_id: Uuid, assignee: Assignee },
    /// It was passed on, or put back into its inbox.
    PassedOn { request_id: Uuid, assignee: Assignee },
    /// It was marked Completed.
    Completed { request_id: Uuid, act: Act },
    /// It was sent back with a comment.
    Returned { request_id: Uuid, act: Act },
    /// Its sender took it back.
    Withdrawn { request_id: Uuid },
}

impl News {
    /// Reads an event; nothing where it concerns nobody here, as what a newer requests tells besides.
    pub(super) fn of(event: &Event) -> Result<Option<(Self, Told)>, Malformed> {
        let news = match event.r#type.as_str() {
            it if it == RequestClaimed::full_name() => {
                let RequestClaimed { request_id, assignee: to, .. } = payload(event)?;
                Self::Claimed { request_id: asked_id(&request_id)?, assignee: assignee(to)? }
            }
            it if it == RequestCompleted::full_name() => {
                let RequestCompleted { request_id, completed, .. } = payload(event)?;
                let (act, _) = act(completed)?;
                Self::Completed { request_id: asked_id(&request_id)?, act }
            }
            it if it == RequestReleased::full_name() => {
                let RequestReleased { request_id, assignee: to, .. } = payload(event)?;
                Self::PassedOn { request_id: asked_id(&request_id)?, assignee: assignee(to)? }
            }
            it if it == RequestReassigned::full_name() => {
                let RequestReassigned { request_id, assignee: to, .. } = payload(event)?;
                Self::PassedOn { request_id: asked_id(&request_id)?, assignee: assignee(to)? }
            }
            it if it == RequestReturned::full_name() => {
                let RequestReturned { request_id, returned, .. } = payload(event)?;
                let (act, _) = act(returned)?;
                Self::Returned { request_id: asked_id(&request_id)?, act }
            }
            it if it == RequestWithdrawn::full_name() => {
                let withdrawn: RequestWithdrawn = payload(event)?;
                Self::Withdrawn { request_id: asked_id(&withdrawn.request_id)? }
            }
            _ => return Ok(None),
        };
        Ok(Some((news, told(event)?)))
    }

    /// The request that it is about.
    pub(super) fn request_id(&self) -> Uuid {
        match self {
            News::Claimed { request_id, .. }
            | News::PassedOn { request_id, .. }
            | News::Completed { request_id, .. }
            | News::Returned { request_id, .. }
            | News::Withdrawn { request_id } => *request_id,
        }
    }
}

fn asked_id(raw: &str) -> Result<Uuid, Malformed> {
    id(raw, "request_id is not a UUID")
}
