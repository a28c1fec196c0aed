//! An event as it stands in the feed.

use chrono::{DateTime, Utc};
use contracts::events::v1::Event;
use sqlx::FromRow;
use uuid::Uuid;

/// A row of `events`.
#[derive(FromRow)]
pub(crate) struct Row {
    pub(crate) position: i64,
    id: Uuid,
    r#type: String,
    subject: String,
    subject_version: i64,
    time: DateTime<Utc>,
    child_id: Option<String>,
    case_id: Option<Uuid>,
    actor_id: Option<Uuid>,
    traceparent: Option<String>,
    data: Vec<u8>,
}

impl Row {
    /// The event on the wire; `source` is the package that says it.
    pub(crate) fn into_event(self, source: &str) -> Event {
        Event {
            id: self.id.to_string(),
            source: source.to_owned(),
            data: Some(prost_types::Any {
                type_url: format!("type.googleapis.com/{}", self.r#type),
                value: self.data,
            }),
            r#type: self.r#type,
            subject: self.subject,
            subject_version: self.subject_version,
            time: Some(timestamp(self.time)),
            child_id: self.child_id.unwrap_or_default(),
            case_id: self.case_id.map(|id| id.to_string()).unwrap_or_default(),
            actor_id: self.actor_id.map(|id| id.to_string()).unwrap_or_default(),
            traceparent: self.traceparent.unwrap_or_default(),
        }
    }
}

/// An event's id. An upstream that gives another than a UUID is no feed of ours: it is to be repaired, not passed over.
pub fn id_of(event: &Event) -> Result<Uuid, sqlx::Error> {
    Uuid::try_parse(&event.id).map_err(|error| sqlx::Error::Encode(error.into()))
}

/// How many events a batch holds at most, and after how many bytes of payload it is closed: well below the four megabytes
/// that a gRPC client takes unless it is told otherwise.
pub(crate) const BATCH: usize = 256;
const BATCH_BYTES: usize = 512 << 10;

/// Takes the events that go into one batch.
pub(crate) fn one_batch(events: impl IntoIterator<Item = Event>) -> Vec<Event> {
    let mut batch = Vec::new();
    let mut bytes = 0;
    for event in events {
        bytes += size(&event);
        batch.push(event);
        if batch.len() == BATCH || bytes >= BATCH_BYTES {
            break;
        }
    }
    batch
}

/// Whether there is likely more behind a batch.
pub(crate) fn is_full(batch: &[Event]) -> bool {
    batch.len() == BATCH || batch.iter().map(size).sum::<usize>() >= BATCH_BYTES
}

/// The bytes of an event's payload.
pub(crate) fn size(event: &Event) -> usize {
    event.data.as_ref().map_or(0, |data| data.value.len())
}

/// An instant on the wire.
pub(crate) fn timestamp(instant: DateTime<Utc>) -> prost_types::Timestamp {
    prost_types::Timestamp {
        seconds: instant.timestamp(),
        nanos: i32::try_from(instant.timestamp_subsec_nanos()).unwrap_or_default(),
    }
}
