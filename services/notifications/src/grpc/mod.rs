//! The RPCs: thin trait impls over commands (`ops`) and reads (`store`).

mod convert;
mod copy;
pub(crate) mod feed;
mod notifications;
mod read_channels;
mod read_notifications;
mod watch;

pub(crate) use copy::Copies;
pub(crate) use notifications::Notifications;
