//! SQL: what is loaded in one round trip, and what is applied in one guarded statement.

pub mod action;
pub mod agenda;
pub mod agenda_child;
pub mod agenda_list;
pub mod agreed_match;
pub mod comparing;
pub mod determination;
pub mod difference;
pub mod discussion;
pub mod discussion_list;
pub mod extract_import;
pub mod hour;
pub mod import_issue;
pub mod item;
pub mod kept_text;
pub mod long_term_match;
pub mod opening;
pub mod plan;
pub mod reading;
pub mod record;
pub mod remembered;
pub mod rule_set;
pub mod service_manager_name;
pub mod upload;
pub mod workstep;
