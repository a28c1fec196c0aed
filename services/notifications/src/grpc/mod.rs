//! The RPCs: thin trait impls over commands (`ops`) and reads (`store`).

mod convert;
pub(crate) mod feed;
mod notifications;
mod read_notifications;
mod watch;

pub(crate) use notifications::Notifications;
