//! Calls that go through to a service as they are: bytes, streams and trailers, nothing decoded.

mod answer;
mod deadline;
mod headers;
mod route;
mod unsent;
mod upstream;

pub(crate) use deadline::{DEFAULT_DEADLINE, deadline_of};
pub(crate) use route::package_of;
pub(crate) use upstream::Upstream;
