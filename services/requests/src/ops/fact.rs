//! What others hear of an answer.

use crate::domain::{
    request::Request,
    shown::{Moved, Shown},
};
use contracts::requests::v1::{
    RequestClaimed, RequestCompleted, RequestReassigned, RequestReleased, RequestReturned, RequestWithdrawn,
};
use eventlog::NewEvent;
use uuid::Uuid;

pub(super) fn request_claimed(event_id: Uuid, moved: &Moved) -> NewEvent {
    event(event_id, &moved.now.request, &RequestClaimed::from(moved))
}

pub(super) fn request_released(event_id: Uuid, moved: &Moved) -> NewEvent {
    event(event_id, &moved.now.request, &RequestReleased::from(moved))
}

pub(super) fn request_reassigned(event_id: Uuid, moved: &Moved) -> NewEvent {
    event(event_id, &moved.now.request, &RequestReassigned::from(moved))
}

pub(super) fn request_completed(event_id: Uuid, shown: &Shown) -> NewEvent {
    event(event_id, &shown.request, &RequestCompleted::from(shown))
}

pub(super) fn request_returned(event_id: Uuid, shown: &Shown) -> NewEvent {
    event(event_id, &shown.request, &RequestReturned::from(shown))
}

pub(super) fn request_withdrawn(event_id: Uuid, shown: &Shown) -> NewEvent {
    event(event_id, &shown.request, &RequestWithdrawn::from(shown))
}

fn event(event_id: Uuid, request: &Request, payload: &impl prost::Name) -> NewEvent {
    let stamp = request.stamp;
    let event = NewEvent::of(event_id, request.subject(), stamp.version, stamp.at, payload)
        .child(&request.child_id)
        .case(request.case_id);
    match stamp.by {
        Some(worker_id) => event.actor(worker_id),
        None => event,
    }
}
