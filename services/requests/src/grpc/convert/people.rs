use crate::domain::request::{Act, Assignee};
use chrono::{DateTime, Utc};
use contracts::r#type::v1 as wire;
use contracts::r#type::v1::assignee::Holder;
use prost_types::Timestamp;
use uuid::Uuid;

/// An instant.
pub(super) fn timestamp(at: DateTime<Utc>) -> Timestamp {
    // A sub-second part is below a billion nanoseconds, which an i32 holds.
    Timestamp { seconds: at.timestamp(), nanos: at.timestamp_subsec_nanos().cast_signed() }
}

/// A worker with the name that they are shown by.
pub(super) fn worker(id: Uuid, name: &str) -> wire::WorkerRef {
    wire::WorkerRef { worker_id: id.to_string(), display_name: name.to_owned() }
}

/// An act with the names of whoever acted and of whoever was covered.
pub(super) fn act(act: &Act, name: &str, covered_name: &str) -> wire::Act {
    wire::Act {
        by: Some(worker(act.by, name)),
        on_behalf_of: act.on_behalf_of.map(|covered| worker(covered, covered_name)),
        time: Some(timestamp(act.at)),
    }
}

/// An assignee with the name of the person or the inbox.
pub(super) fn assignee(assignee: Assignee, name: &str) -> wire::Assignee {
    let holder = match assignee {
        Assignee::Worker(id) => Holder::Worker(worker(id, name)),
        Assignee::Inbox(id) => {
            Holder::Inbox(wire::InboxRef { inbox_id: id.to_string(), name: name.to_owned() })
        }
    };
    wire::Assignee { holder: Some(holder) }
}
