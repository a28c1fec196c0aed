//! One refusal, as the rules of the domain speak it.

use crate::{Class, Reason, class_of, name_of};
use chrono::{DateTime, SecondsFormat, Utc};
use std::{collections::BTreeMap, fmt};
use uuid::Uuid;

/// One refusal: a reason and metadata for programs, a message for people.
#[derive(Clone, Debug, PartialEq)]
pub struct Refusal {
    /// Why; it decides the gRPC code.
    pub reason: Reason,
    /// One sentence for people, lower case, without a full stop; never a name, a date of birth or an answer.
    pub message: String,
    /// What a program needs to act on it, under the keys that `reason.proto` names beside the reason.
    pub metadata: BTreeMap<&'static str, String>,
    /// One more message for the caller, as what now stands in a stale section.
    pub detail: Option<prost_types::Any>,
}

impl Refusal {
    /// A refusal without metadata.
    pub fn new(reason: Reason, message: impl Into<String>) -> Self {
        Self { reason, message: message.into(), metadata: BTreeMap::new(), detail: None }
    }

    /// Adds one entry of metadata, under a key that `reason.proto` names.
    pub fn with(mut self, key: &'static str, value: impl ToString) -> Self {
        self.metadata.insert(key, value.to_string());
        self
    }

    /// Adds the message that goes out beside the `ErrorInfo`.
    pub fn with_detail<M: prost::Name>(mut self, detail: &M) -> Self {
        self.detail = Some(prost_types::Any { type_url: M::type_url(), value: detail.encode_to_vec() });
        self
    }

    /// `NOT_FOUND`, said in the same words of what does not exist and of what the caller may not see.
    pub fn not_found(subject: impl ToString) -> Self {
        Self::new(Reason::NotFound, "there is none, or it is not for you to see").with("subject", subject)
    }

    /// `ETAG_STALE`: the caller read another state than the one that stands, which has that etag. `changed` says who made that
    /// one, if it was somebody, and when, if that is known.
    pub fn etag_stale(
        subject: impl ToString,
        changed: (Option<Uuid>, Option<DateTime<Utc>>),
        etag: impl ToString,
    ) -> Self {
        let (by, at) = changed;
        let at = at.map(|at| at.to_rfc3339_opts(SecondsFormat::Micros, true));
        Self::new(Reason::EtagStale, "somebody changed it since it was read: read it again")
            .with("subject", subject)
            .with("changed_by", by.map(|by| by.to_string()).unwrap_or_default())
            .with("changed_at", at.unwrap_or_default())
            .with("etag", etag)
    }

    /// The class that its reason belongs to.
    pub fn class(&self) -> Class {
        class_of(self.reason)
    }

    /// What the refusal is about, for a violation that has no metadata of its own: `section=3; field=reasons`.
    pub(crate) fn subject(&self) -> String {
        let pairs: Vec<String> = self.metadata.iter().map(|(key, value)| format!("{key}={value}")).collect();
        pairs.join("; ")
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}: {}", name_of(self.reason), self.message)
    }
}

impl std::error::Error for Refusal {}
