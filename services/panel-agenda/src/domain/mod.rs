//! The panel's rules, pure: no async, no database, no clock. A row becomes a record or is rejected ([`extract`]), a record is
//! sifted by filters that are data ([`rules`]), and what comes of it is an [`agenda`] that says why.

pub mod agenda;
pub mod blind_spots;
pub mod codes;
pub mod compare;
pub mod data_file;
pub mod determination;
pub mod discussion;
pub mod due_discussion;
pub mod explain;
pub mod extract;
pub mod extract_import;
pub mod facts;
pub mod item;
pub mod layout;
pub mod matching;
mod naming;
pub mod page;
pub mod panel_hour;
pub mod plan;
pub mod rotation;
pub mod rule_set;
pub mod rulebook;
pub mod rules;
pub mod service_manager;

#[cfg(test)]
pub(crate) mod sample;
#[cfg(test)]
mod tests;
