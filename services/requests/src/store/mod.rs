//! SQL: what is loaded in one round trip, and what is applied in one guarded statement.

pub mod folder;
pub mod folder_watch;
pub mod heard;
pub mod list;
pub mod opening;
pub mod passing;
pub mod request;

mod row;
mod standing;
