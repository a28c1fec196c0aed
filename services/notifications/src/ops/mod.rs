//! The commands: each loads in one read, decides by the domain, applies in one guarded statement.

mod command;
mod desk;
mod mark_read;

pub use command::Command;
pub use desk::Desk;
pub use mark_read::mark_read;
