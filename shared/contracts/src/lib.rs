//! The contracts of the suite: messages, clients and servers generated from `proto/`, and what their roles say.

#[allow(missing_docs, unreachable_pub, clippy::all, clippy::pedantic)]
mod generated {
    include!(concat!(env!("OUT_DIR"), "/permanence.rs"));
}

mod case_work;

pub use case_work::{NO_CASE_WORK, does_case_work, fitting_roles};
pub use generated::permanence::*;

/// The descriptors of every file in `proto/` and of what it imports, as one `FileDescriptorSet`: for reflection, and
/// for tests that are driven by the contracts.
pub const DESCRIPTORS: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/descriptors.binpb"));
