//! The commands: each loads in one read, decides by the domain, applies in one guarded statement.

mod actor;
mod claim_request;
mod command;
mod complete_request;
mod desk;
mod fact;
mod hear_first;
mod on_request;
mod reassign_requests;
mod release_request;
mod return_request;
mod withdraw_request;

pub use claim_request::claim_request;
pub use command::Command;
pub use complete_request::complete_request;
pub use desk::Desk;
pub use reassign_requests::{OF_ANYBODY, reassign_requests};
pub use release_request::release_request;
pub use return_request::return_request;
pub use withdraw_request::withdraw_request;
