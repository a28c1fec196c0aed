//! The decisions: each by value, total, its moment passed in.

pub mod add_case_note;
pub mod answer_arrived;
mod between;
pub mod cancel;
mod closing;
pub mod end_ratification;
pub mod finish;
mod follow;
mod gate;
pub mod pass_on;
pub mod record_ratification;
mod revise;
pub mod save;
pub mod send_next_action;
pub mod start;
pub mod start_case;

use super::process::list;
