use crate::trace::trace_id;
use chrono::{DateTime, Utc};
use serde::Serialize;

/// One entry: who looked at or changed what.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Audit {
    time: DateTime<Utc>,
    worker_id: String,
    on_behalf_of_id: Option<String>,
    rpc: &'static str,
    child_id: Option<String>,
    subjects: Vec<String>,
    detail: String,
    trace_id: Option<String>,
}

impl Audit {
    /// An entry in the trace of the current span. `worker_id` is who acted, and for a system or a service its name; `rpc`
    /// the full name of the call, as `permanence.workflow.v1.WorkstepService/SaveWorkstep`.
    pub fn new(worker_id: impl Into<String>, rpc: &'static str, time: DateTime<Utc>) -> Self {
        Self {
            time,
            worker_id: worker_id.into(),
            on_behalf_of_id: None,
            rpc,
            child_id: None,
            subjects: Vec::new(),
            detail: String::new(),
            trace_id: trace_id(),
        }
    }

    /// Whose record it was.
    pub fn child(self, child_id: impl Into<String>) -> Self {
        Self { child_id: Some(child_id.into()), ..self }
    }

    /// One more thing that was read or changed, as `workstep/0192f0c1-…`; for a list, each row's child.
    pub fn subject(mut self, subject: impl Into<String>) -> Self {
        self.subjects.push(subject.into());
        self
    }

    /// All that a list showed.
    pub fn subjects(mut self, subjects: impl IntoIterator<Item = String>) -> Self {
        self.subjects.extend(subjects);
        self
    }

    /// The worker who was covered.
    pub fn on_behalf_of(self, worker_id: impl Into<String>) -> Self {
        Self { on_behalf_of_id: Some(worker_id.into()), ..self }
    }

    /// What a list was filtered by, or what a command was about; never an answer or a name.
    pub fn detail(self, detail: impl Into<String>) -> Self {
        Self { detail: detail.into(), ..self }
    }
}
