use crate::domain::agenda::Signed;
use chrono::{DateTime, Utc};
use contracts::r#type::v1 as wire;
use prost_types::Timestamp;
use uuid::Uuid;

/// An instant.
pub(super) fn timestamp(at: DateTime<Utc>) -> Timestamp {
    // A sub-second part is below a billion nanoseconds, which an i32 holds.
    Timestamp { seconds: at.timestamp(), nanos: at.timestamp_subsec_nanos().cast_signed() }
}

/// Who did something, and when.
pub(super) fn signed((by, name, at): &Signed) -> wire::Act {
    act(*by, name, *at)
}

/// An act with the name of whoever acted.
pub(super) fn act(by: Uuid, name: &str, at: DateTime<Utc>) -> wire::Act {
    let by = wire::WorkerRef { worker_id: by.to_string(), display_name: name.to_owned() };
    wire::Act { by: Some(by), on_behalf_of: None, time: Some(timestamp(at)) }
}
