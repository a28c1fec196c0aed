//! People, inboxes and acts, as the contracts name them.

use crate::{
    domain::people::{Act, Assignee},
    store::names::{Named, Names},
};
use chrono::{DateTime, Utc};
use contracts::r#type::v1::{self as wire, assignee::Holder};
use prost_types::Timestamp;
use uuid::Uuid;

/// An instant.
pub(super) fn timestamp(at: DateTime<Utc>) -> Timestamp {
    // A sub-second part is below a billion nanoseconds, which an i32 holds.
    Timestamp { seconds: at.timestamp(), nanos: at.timestamp_subsec_nanos().cast_signed() }
}

/// An id, or empty for none.
pub(super) fn id_text(id: Option<Uuid>) -> String {
    id.map_or_else(String::new, |id| id.to_string())
}

/// A worker with the name that they are shown by.
pub(super) fn worker(id: Uuid, names: &Names) -> wire::WorkerRef {
    wire::WorkerRef { worker_id: id.to_string(), display_name: names.worker(id).to_owned() }
}

/// An inbox with its name.
pub(super) fn inbox_ref(id: Uuid, names: &Names) -> wire::InboxRef {
    wire::InboxRef { inbox_id: id.to_string(), name: names.inbox(id).to_owned() }
}

/// Who did something and when.
pub(super) fn act(act: &Act, names: &Names) -> wire::Act {
    wire::Act {
        by: Some(worker(act.by, names)),
        on_behalf_of: act.on_behalf_of.map(|covered| worker(covered, names)),
        time: Some(timestamp(act.at)),
    }
}

/// In whose hands something lies.
pub(super) fn assignee(assignee: &Assignee, names: &Names) -> wire::Assignee {
    match *assignee {
        Assignee::Worker(id) => held_by(assignee, names.worker(id)),
        Assignee::Inbox(id) => held_by(assignee, names.inbox(id)),
    }
}

/// In whose hands something lies, under a name that came with it.
pub(super) fn held_by(assignee: &Assignee, name: &str) -> wire::Assignee {
    let name = name.to_owned();
    let holder = match *assignee {
        Assignee::Worker(id) => {
            Holder::Worker(wire::WorkerRef { worker_id: id.to_string(), display_name: name })
        }
        Assignee::Inbox(id) => Holder::Inbox(wire::InboxRef { inbox_id: id.to_string(), name }),
    };
    wire::Assignee { holder: Some(holder) }
}

/// The child whose record it is.
pub(super) fn child(child_id: &str, display_name: &str) -> wire::ChildRef {
    wire::ChildRef { child_id: child_id.to_owned(), display_name: display_name.to_owned() }
}

impl From<Named<'_, Act>> for wire::Act {
    fn from(Named { it, names }: Named<'_, Act>) -> Self {
        act(it, names)
    }
}

impl From<Named<'_, Assignee>> for wire::Assignee {
    fn from(Named { it, names }: Named<'_, Assignee>) -> Self {
        assignee(it, names)
    }
}
