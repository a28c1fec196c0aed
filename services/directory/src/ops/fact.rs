//! What others hear of a change: the whole record.

use crate::domain::{
    allocation::Allocation,
    child::{self, Child},
    cover::{self, Cover},
    inbox::{self, Inbox},
    stamp::Stamp,
    team::{self, Team},
    worker::{self, Worker},
};
use contracts::directory::v1::{self, ChildChanged, CoverChanged, InboxChanged, TeamChanged, WorkerChanged};
use eventlog::NewEvent;
use uuid::Uuid;

pub(super) fn worker_changed(event_id: Uuid, worker: &Worker) -> NewEvent {
    let payload = WorkerChanged { worker: Some(worker.into()) };
    event(event_id, worker::subject(worker.id), &worker.stamp, &payload)
}

pub(super) fn team_changed(event_id: Uuid, team: &Team) -> NewEvent {
    event(event_id, team::subject(team.id), &team.stamp, &TeamChanged { team: Some(team.into()) })
}

pub(super) fn inbox_changed(event_id: Uuid, inbox: &Inbox) -> NewEvent {
    event(event_id, inbox::subject(inbox.id), &inbox.stamp, &InboxChanged { inbox: Some(inbox.into()) })
}

pub(super) fn child_changed(event_id: Uuid, child: &Child, allocations: &[Allocation]) -> NewEvent {
    let allocations = allocations.iter().map(v1::Allocation::from).collect();
    let payload = ChildChanged { child: Some(child.into()), allocations };
    event(event_id, child::subject(&child.id), &child.stamp, &payload).child(&child.id)
}

pub(super) fn cover_changed(event_id: Uuid, cover: &Cover) -> NewEvent {
    event(event_id, cover::subject(cover.id), &cover.stamp, &CoverChanged { cover: Some(cover.into()) })
}

fn event(event_id: Uuid, subject: String, stamp: &Stamp, payload: &impl prost::Name) -> NewEvent {
    let event = NewEvent::of(event_id, subject, stamp.version, stamp.at, payload);
    match stamp.by {
        Some(worker_id) => event.actor(worker_id),
        None => event,
    }
}
