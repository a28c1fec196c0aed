//! The RPCs: thin trait impls over commands (`ops`) and reads (`store`).

mod children;
mod convert;
pub(crate) mod feed;
mod read;
mod read_children;
mod read_workers;
mod workers;

pub(crate) use children::Children;
pub(crate) use workers::Workers;
