use crate::trace::traceparent;
use base64::{Engine, prelude::BASE64_STANDARD};
use chrono::{DateTime, Utc};
use serde::Serialize;
use uuid::Uuid;

/// A fact that a command is about to commit.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct NewEvent {
    id: Uuid,
    r#type: String,
    subject: String,
    subject_version: i64,
    time: DateTime<Utc>,
    child_id: Option<String>,
    case_id: Option<Uuid>,
    actor_id: Option<Uuid>,
    traceparent: Option<String>,
    data: String,
    #[serde(skip)]
    recorded: bool,
}

impl NewEvent {
    /// A fact about `subject`, as `workstep/0192f0c1-…`, in the trace of the current span. `subject_version` grows with
    /// each statement that records events about it, and so must be the version of a row that the statement guards.
    pub fn of<M: prost::Name>(
        id: Uuid,
        subject: impl Into<String>,
        subject_version: i64,
        time: DateTime<Utc>,
        payload: &M,
    ) -> Self {
        Self {
            id,
            r#type: M::full_name(),
            subject: subject.into(),
            subject_version,
            time,
            child_id: None,
            case_id: None,
            actor_id: None,
            traceparent: traceparent(),
            data: BASE64_STANDARD.encode(payload.encode_to_vec()),
            recorded: false,
        }
    }

    /// Its id.
    pub fn id(&self) -> Uuid {
        self.id
    }

    /// What it says, if it is an `M`.
    pub fn payload<M: prost::Name + Default>(&self) -> Option<M> {
        let data = (self.r#type == M::full_name()).then(|| BASE64_STANDARD.decode(&self.data).ok())??;
        M::decode(data.as_slice()).ok()
    }

    /// Concerns a child: if a consumer cannot apply it, the child's later events wait with it.
    pub fn child(self, child_id: impl Into<String>) -> Self {
        Self { child_id: Some(child_id.into()), ..self }
    }

    /// Concerns a case.
    pub fn case(self, case_id: Uuid) -> Self {
        Self { case_id: Some(case_id), ..self }
    }

    /// Was caused by a worker; without this, by the system.
    pub fn actor(self, worker_id: Uuid) -> Self {
        Self { actor_id: Some(worker_id), ..self }
    }

    /// Was recorded already, by the statement in the same transaction that caused it: [`Record::events_json`] leaves it out.
    ///
    /// [`Record::events_json`]: crate::Record::events_json
    pub fn recorded(self) -> Self {
        Self { recorded: true, ..self }
    }

    pub(super) fn is_recorded(&self) -> bool {
        self.recorded
    }
}
