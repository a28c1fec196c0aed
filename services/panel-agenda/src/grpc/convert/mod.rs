//! Between the wire and the domain. Reading a request names every field of it, so that a new one breaks the build.

mod agenda;
mod asked;
mod import;
mod people;

pub(super) use asked::{AgendaChildren, Agendas, BlindSpots, Child, IssuesOf, Metadata};
pub(super) use import::kind;
