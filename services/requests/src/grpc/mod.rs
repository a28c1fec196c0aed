//! The RPCs: thin trait impls over commands (`ops`) and reads (`store`).

mod convert;
mod copy;
pub(crate) mod feed;
mod read;
mod read_requests;
mod requests;
mod watch_requests;

pub(crate) use copy::Copies;
pub(crate) use requests::Requests;
