//! The commands: each loads in one read, decides by the domain, applies in one guarded statement.

mod cancel_panel;
mod change_item;
mod circulate_agenda;
mod command;
mod desk;
mod draw_agenda;
mod drawing;
mod end_legal_determination;
mod import_extract;
mod import_long_term_matches;
mod planned;
mod record_discussion;
mod record_legal_determination;
mod schedule_panels;
mod update_action;

pub use cancel_panel::cancel_panel;
pub use change_item::change_item;
pub use circulate_agenda::circulate_agenda;
pub use command::Command;
pub use desk::Desk;
pub use draw_agenda::{draw_agenda, extract_missing};
pub use end_legal_determination::end_legal_determination;
pub use import_extract::import_extract;
pub use import_long_term_matches::import_long_term_matches;
pub use record_discussion::record_discussion;
pub use record_legal_determination::record_legal_determination;
pub use schedule_panels::schedule_panels;
pub use update_action::update_action;
