//! What others hear of a request that followed its step.

use crate::domain::request::{Assignee, Request};
use contracts::requests::v1::{RequestArrived, RequestFollowed};
use contracts::r#type::v1 as people;
use contracts::r#type::v1::assignee::Holder;
use eventlog::NewEvent;
use uuid::Uuid;

pub(super) fn request_arrived(event_id: Uuid, request: &Request) -> NewEvent {
    let arrived = RequestArrived {
        request_id: request.id.to_string(),
        workstep_id: request.workstep_id.to_string(),
        assignee: Some(in_the_hands_of(request.assignee)),
    };
    event(event_id, request, &arrived)
}

pub(super) fn request_followed(event_id: Uuid, request: &Request) -> NewEvent {
    let followed =
        RequestFollowed { request_id: request.id.to_string(), workstep_id: request.workstep_id.to_string() };
    event(event_id, request, &followed)
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

/// Without names: nobody's is known where nobody is shown anything.
fn in_the_hands_of(assignee: Assignee) -> people::Assignee {
    let (id, nameless) = (|id: Uuid| id.to_string(), String::new());
    let holder = match assignee {
        Assignee::Worker(worker) => {
            Holder::Worker(people::WorkerRef { worker_id: id(worker), display_name: nameless })
        }
        Assignee::Inbox(inbox) => Holder::Inbox(people::InboxRef { inbox_id: id(inbox), name: nameless }),
    };
    people::Assignee { holder: Some(holder) }
}
