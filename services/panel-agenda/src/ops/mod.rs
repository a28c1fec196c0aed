//! The commands: each loads in one read, decides by the domain, applies in one guarded statement.

mod cancel_panel;
mod change_item;
mod circulate_agenda;
mod command;
mod create_rule_set;
mod desk;
mod differing;
mod draw_agenda;
mod drawing;
mod end_legal_determination;
mod import_extract;
mod import_long_term_matches;
mod keep_service_manager_name;
mod planned;
mod record_discussion;
mod record_legal_determination;
mod rules_in_force;
mod schedule_panels;
mod update_action;

pub use cancel_panel::cancel_panel;
pub use change_item::{change_item, in_whose_place};
pub use circulate_agenda::circulate_agenda;
pub use command::Command;
pub use create_rule_set::create_rule_set;
pub use desk::Desk;
pub use differing::Differed;
pub use draw_agenda::{draw_agenda, extract_missing};
pub use end_legal_determination::end_legal_determination;
pub use import_extract::import_extract;
pub use import_long_term_matches::import_long_term_matches;
pub use keep_service_manager_name::keep_service_manager_name;
pub use record_discussion::record_discussion;
pub use record_legal_determination::record_legal_determination;
pub use rules_in_force::{kept_rules, rules_of, rules_on};
pub use schedule_panels::schedule_panels;
pub use update_action::update_action;
