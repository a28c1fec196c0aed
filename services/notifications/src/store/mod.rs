//! SQL: what was heard, who was told, what is shown.

pub mod around;
pub mod contact;
pub mod dead;
pub mod delivery;
pub mod delivery_receipt;
pub mod digest;
pub mod early;
pub mod extract_import;
pub mod inbox;
pub mod opening;
pub mod panel;
pub mod panel_action;
pub mod planned_panel;
pub mod preferences;
pub mod raise;
pub mod reading;
pub mod reminder;
pub mod request;
pub mod review;
pub mod sending;
pub mod standing;
pub mod watch;
pub mod webhook;
pub mod workstep;

mod assignee;
mod shown;
