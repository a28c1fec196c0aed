//! SQL: what was heard, who was told, what is shown.

pub mod around;
pub mod contact;
pub mod delivery;
pub mod early;
pub mod inbox;
pub mod opening;
pub mod raise;
pub mod reading;
pub mod reminder;
pub mod request;
pub mod review;
pub mod sending;
pub mod watch;
pub mod webhook;
pub mod workstep;

mod assignee;
mod shown;
