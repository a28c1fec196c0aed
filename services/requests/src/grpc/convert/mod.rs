//! Between the wire and the domain. Reading a request names every field of it, so that a new one breaks the build.

mod answers;
mod passing;
mod people;
mod reads;
mod request;

pub use passing::RequestsOf;
pub use reads::{Folder, ListOf};

/// The rows of a page unless asked for otherwise, and at most.
const PAGE_SIZES: (u16, u16) = (50, 200);
