//! The event log on a real Postgres, over real sockets.

#![allow(clippy::disallowed_methods, clippy::unwrap_used, missing_docs)]

mod auditing;
mod consuming;
mod feed;
mod poison;
mod recording;
mod restoring;
mod sequencing;
mod stage;
mod tracing;
mod widgets;
