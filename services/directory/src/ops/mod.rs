//! The commands: each loads in one read, decides by the domain, applies in one guarded statement.

mod bootstrap_administrator;
mod command;
mod copies;
mod deactivate_worker;
mod desk;
mod end_cover;
mod fact;
mod register_child;
mod set_allocation;
mod set_cover;
mod update_child;
mod update_inbox;
mod update_team;
mod update_worker;

pub use bootstrap_administrator::bootstrap_administrator;
pub(crate) use command::Command;
pub(crate) use copies::Copies;
pub(crate) use deactivate_worker::deactivate_worker;
pub(crate) use desk::Desk;
pub(crate) use end_cover::end_cover;
pub(crate) use register_child::register_child;
pub(crate) use set_allocation::set_allocation;
pub(crate) use set_cover::set_cover;
pub(crate) use update_child::update_child;
pub(crate) use update_inbox::update_inbox;
pub(crate) use update_team::update_team;
pub(crate) use update_worker::update_worker;
