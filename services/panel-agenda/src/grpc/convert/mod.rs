//! Between the wire and the domain. Reading a request names every field of it, so that a new one breaks the build.

mod agenda;
mod asked;
mod determination;
mod discussion;
mod export;
mod import;
mod item;
mod matches;
mod panel;
mod people;
mod rule_set;
mod service_manager;
mod tracker;

pub(super) use asked::{AgendaChildren, Agendas, BlindSpots, Child, IssuesOf, Metadata};
pub(super) use discussion::Discussions;
pub(super) use export::{ExportedAgenda, ExportedTracker, Format};
pub(super) use import::kind;
pub(super) use matches::{Referrals, Referred};
pub(super) use panel::{Compared, Thursdays};
pub(super) use rule_set::RuleSets;
pub(super) use service_manager::Names;
pub(super) use tracker::Actions;
