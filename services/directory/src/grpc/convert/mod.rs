//! Between the wire and the domain. Reading a request names every field of it, so that a new one breaks the build.

mod allocation;
mod child;
mod cover;
mod inbox;
mod team;
mod worker;

pub(crate) use allocation::ListAllocations;
pub(crate) use child::SearchChildren;
pub(crate) use cover::ListCovers;
pub(crate) use inbox::ListInboxes;
pub(crate) use team::ListTeams;
pub(crate) use worker::SearchWorkers;

use crate::domain::inbox::Person;
use contracts::r#type::v1::WorkerRef;
use fault::Fields;
use uuid::Uuid;

/// The rows of a page unless asked for otherwise, and at most.
const PAGE_SIZES: (u16, u16) = (50, 200);

fn id_text(id: Option<Uuid>) -> String {
    id.map_or_else(String::new, |id| id.to_string())
}

fn page_size(wrong: &mut Fields, raw: i32) -> usize {
    let (standard, most) = PAGE_SIZES;
    wrong.page_size("page_size", raw, standard, most).into()
}

impl From<&Person> for WorkerRef {
    fn from(person: &Person) -> Self {
        Self { worker_id: person.id.to_string(), display_name: person.display_name.clone() }
    }
}
