//! The commands: each loads in one read, decides by the domain, applies in one guarded statement.

mod command;
mod desk;
mod draw_agenda;
mod drawing;
mod import_extract;

pub use command::Command;
pub use desk::Desk;
pub use draw_agenda::{draw_agenda, extract_missing};
pub use import_extract::import_extract;
