//! Between the wire and the domain. Reading a request names every field of it, so that a new one breaks the build.

mod asked;
mod case;
mod edit;
mod folder;
mod note;
mod passing;
mod people;
mod picture;
mod process;
mod queue;
mod ratification;
mod request;
mod saved;
mod section;
mod workstep;

pub(super) use asked::{
    CasesOf, Folder, ProcessesOf, QueueRevisionsOf, RevisionsOf, TimelineOf, id, version_id,
};
pub(super) use case::{case, timeline_entry};
pub(super) use folder::incoming_work;
pub(super) use note::NotesOf;
pub(super) use passing::WorkOf;
pub(super) use picture::{PictureOf, media_type};
pub(super) use queue::queue_revision;
pub(super) use section::section_revision;
