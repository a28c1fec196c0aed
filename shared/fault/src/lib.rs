//! Why a call was refused or failed, and the only maker of a [`tonic::Status`] in the suite.
//!
//! A [`Refusal`] is something the caller did or asked for; a [`Fault`] is everything a call can end with but its
//! answer. Programs read the [`Reason`], people the message.

mod class;
mod describe;
mod fault;
mod fields;
mod reading;
mod refusal;
mod status;
mod trace;
mod unheard;

pub use class::{Class, class_of};
pub use contracts::errors::v1::Reason;
pub use describe::describe;
pub use fault::{BoxError, Fault};
pub use fields::{Fields, Violation};
pub use reading::{
    detail_of, field_violations_of, metadata_of, reason_of, violation_subjects_of, violations_of,
};
pub use refusal::Refusal;
pub use trace::trace_id;
pub use unheard::unheard;

/// The domain of every `ErrorInfo` that leaves the suite.
pub const DOMAIN: &str = "permanence";

/// The reason's name as it stands in an `ErrorInfo`: without its prefix, as `ETAG_STALE`.
pub fn name_of(reason: Reason) -> &'static str {
    let name = reason.as_str_name();
    name.strip_prefix("REASON_").unwrap_or(name)
}
